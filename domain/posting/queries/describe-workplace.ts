import type { Prisma } from "../../../generated/prisma/client.ts";
import type { Interval } from "../../../lib/interval.ts";
import { askedAt, countingAt, noticeToPost, type PostingRules, postingGaps } from "../rules.ts";
import type { PostedNotice, PostingRow, WorkplacePostings } from "../schema.ts";

/** All that is read of a workplace's postings; what is in a file is not. */
export const WITH_ALL = {
  end: true,
  inspections: { orderBy: { at: "desc" } },
  files: {
    orderBy: { at: "asc" },
    select: { id: true, mediaType: true, bytes: true, sha256: true, at: true },
  },
} as const;

type Row = Prisma.WorkplaceGetPayload<{ include: { postings: { include: typeof WITH_ALL } } }>;
export type PostedRow = Row["postings"][number];

/** Who sits at a workplace. */
export interface Seats {
  readonly people: number;
  readonly since: Date;
}

/** What every workplace is judged by and named with. */
export interface Context {
  readonly rules: PostingRules;
  readonly notices: ReadonlyMap<string, PostedNotice>;
  readonly names: ReadonlyMap<string, string>;
  readonly now: number;
}

/** A workplace with all that can be said of its walls. */
export function describeWorkplace(row: Row, seats: Seats | undefined, context: Context): WorkplacePostings {
  const { rules, notices, now } = context;
  const code = row.jurisdiction;
  const isNow = (each: Interval) => each.from <= now && now < each.to;
  const counts = new Set(
    countingAt(code, rules)
      .filter(isNow)
      .map((each) => each.noticeId),
  );
  const toPost = noticeToPost(code, rules, now);
  const choices = [...counts].flatMap((id) => notices.get(id) ?? []);
  const postings = row.postings.map((each) => postingRow(each, counts, context));
  const since = seats?.since.getTime() ?? null;
  const until = row.closedAt?.getTime() ?? Infinity;
  return {
    id: row.id,
    name: row.name,
    address: row.address,
    jurisdiction: code,
    jurisdictionName: rules.laws.findLast((law) => law.code === code)?.name ?? code,
    closedAt: row.closedAt?.getTime() ?? null,
    people: seats?.people ?? 0,
    since,
    isAsked: askedAt(code, rules).some(isNow),
    toPost: notices.get(toPost ?? "") ?? null,
    choices: choices.toSorted((a, b) => Number(b.id === toPost) - Number(a.id === toPost)),
    postings: postings.toSorted((a, b) => Number(a.end !== null) - Number(b.end !== null)),
    gaps: since === null ? [] : gapsOf(code, rules, postings, { from: since, to: until }, now),
  };
}

function gapsOf(
  code: string,
  rules: PostingRules,
  postings: readonly PostingRow[],
  within: Interval,
  now: number,
): Interval[] {
  const hanging = postings.map(({ notice, at, end }) => ({
    noticeId: notice.id,
    from: at,
    to: end?.at ?? Infinity,
  }));
  return postingGaps(code, rules, hanging, within).filter((each) => each.from <= now);
}

const UNKNOWN_NOTICE = {
  jurisdiction: "?",
  version: 0,
  language: "",
  title: "An unknown notice",
  sha256: "",
};

function postingRow(each: PostedRow, counts: ReadonlySet<string>, { notices, names }: Context): PostingRow {
  const nameOf = (id: string) => names.get(id) ?? "Somebody who left";
  return {
    id: each.id,
    notice: notices.get(each.noticeId) ?? { id: each.noticeId, ...UNKNOWN_NOTICE },
    place: each.place,
    putUpBy: each.putUpBy,
    recordedBy: nameOf(each.recordedBy),
    at: each.at.getTime(),
    end: each.end && {
      at: each.end.at.getTime(),
      by: nameOf(each.end.endedBy),
      reason: each.end.reason,
    },
    isCounting: each.end === null && counts.has(each.noticeId),
    inspections: each.inspections.map(({ id, at, inspectedBy, inPlace, remark }) => ({
      id,
      at: at.getTime(),
      by: nameOf(inspectedBy),
      inPlace,
      remark,
    })),
    files: each.files.map((file) => ({ ...file, at: file.at.getTime() })),
  };
}
