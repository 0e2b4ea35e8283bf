import type { Interval } from "../../lib/interval.ts";
import { FEDERAL } from "../jurisdiction/schema.ts";
import {
  type Counting,
  countingFor,
  during,
  type NoticeFact,
  overlap,
  type WordedLaw,
  without,
} from "../notice/rules/evidence.ts";

/** What every posting is judged by: the versions of the law, and the notices. */
export interface PostingRules {
  readonly laws: readonly WordedLaw[];
  readonly notices: readonly NoticeFact[];
}

/** A posting as the log has it; `to` is Infinity while it hangs. Times in milliseconds. */
export interface Hanging extends Interval {
  readonly noticeId: string;
}

/** While the law of a place asks that a notice hangs at the workplace. */
export function askedAt(code: string, { laws }: PostingRules): Interval[] {
  return laws.filter((law) => law.code === code && law.duties.includes("posting"));
}

/** The notices that count for a place, each while it does, whether or not they have to hang. */
export function countingAt(code: string, { laws, notices }: PostingRules): Counting[] {
  return laws
    .filter((law) => law.code === code)
    .flatMap((law) => countingFor(law, notices).map((each) => ({ ...each, ...overlap(each, law) })))
    .filter((each) => each.from < each.to);
}

/** The one to put up now: the newest that counts, by its id; null when none does. */
export function noticeToPost(code: string, rules: PostingRules, now: number): string | null {
  const counts = new Set(
    countingAt(code, rules)
      .filter((each) => each.from <= now && now < each.to)
      .map((each) => each.noticeId),
  );
  const candidates = rules.notices.filter((each) => counts.has(each.id));
  // A place's own line has taken over from the federal one, where it has one.
  const own = candidates.filter((each) => each.jurisdiction !== FEDERAL || code === FEDERAL);
  const [newest] = (own.length > 0 ? own : candidates).toSorted((a, b) => b.version - a.version);
  return newest?.id ?? null;
}

/** The spans of `within` in which the law asked for a posting and none that counts hung, in order of time. */
export function postingGaps(
  code: string,
  rules: PostingRules,
  hanging: readonly Hanging[],
  within: Interval,
): Interval[] {
  const valid = during(hanging, countingAt(code, rules)).filter((each) => each.from < each.to);
  const asked = askedAt(code, rules)
    .map((each) => overlap(each, within))
    .filter((each) => each.from < each.to);
  return joined(valid.reduce<Interval[]>(without, asked).toSorted((a, b) => a.from - b.from));
}

/** A change of the law's version in the middle of a gap does not make two of it. */
function joined(intervals: readonly Interval[]): Interval[] {
  const all: Interval[] = [];
  for (const { from, to } of intervals) {
    const last = all.at(-1);
    if (last && last.to >= from) all[all.length - 1] = { from: last.from, to: Math.max(last.to, to) };
    else all.push({ from, to });
  }
  return all;
}
