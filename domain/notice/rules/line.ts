import { inForce, type NoticeVersion } from "../rules.ts";

/** Where a version stands in its line: what people are given now, what is still to come, or what was before. */
export type Standing = "in-force" | "coming" | "replaced";

/** How a version of a line stands at `now`; translations stand as what they translate does. */
export function standingOf(
  version: Pick<NoticeVersion, "version" | "effectiveAt">,
  line: readonly NoticeVersion[],
  now: Date,
): Standing {
  if (version.effectiveAt > now) return "coming";
  return inForce(line, now)?.version === version.version ? "in-force" : "replaced";
}

/** When the version after this one takes or took effect; null while there is none. */
export function replacedAt(version: number, line: readonly NoticeVersion[]): Date | null {
  const later = line.filter((each) => each.version > version).map((each) => each.effectiveAt.getTime());
  return later.length > 0 ? new Date(Math.min(...later)) : null;
}
