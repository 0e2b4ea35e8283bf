import { unwrapDataKey } from "../../../lib/crypto.ts";
import { type Reader, read } from "../../../lib/db/reader.ts";
import { Refusal } from "../../../lib/refusal.ts";
import { UNNAMED } from "../../activity/rules/record-search.ts";
import type { PersonActor } from "../../actor/schema.ts";
import { wordKey } from "../../exemption/queries/word-key.ts";
import { mayAnswerContests } from "../policy.ts";
import { REASONS, type Reason, type WaitingContest } from "../schema.ts";

interface Row {
  readonly employee_id: string;
  readonly id: string;
  readonly name: string;
  readonly time_zone: string;
  readonly is_picture: boolean;
  readonly started_at: Date;
  readonly ended_at: Date | null;
  readonly application: string | null;
  readonly reason: string;
  readonly words: Uint8Array | null;
  readonly at: Date;
  readonly wrapped: Uint8Array | null;
}

/** As many as are shown at once. */
const PAGE = 50;

/** What waits for the actor's answer, the longest first. Refuses (not_found) whoever answers none. */
export async function listContestsToAnswer(
  actor: PersonActor,
): Promise<{ readonly contests: readonly WaitingContest[]; readonly hasMore: boolean }> {
  if (!mayAnswerContests(actor.roles)) throw unknown();
  return read(actor, async (db) => {
    const rows = await db.$queryRaw<Row[]>`select * from contests_to_answer() limit ${PAGE + 1}`;
    return { contests: await described(db, rows.slice(0, PAGE)), hasMore: rows.length > PAGE };
  });
}

async function described(db: Reader, rows: readonly Row[]): Promise<WaitingContest[]> {
  const applications = await db.approvedApplication.findMany({ select: { id: true, name: true } });
  const names = new Map(applications.map(({ id, name }) => [id, name]));
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    timeZone: row.time_zone,
    what: row.is_picture ? "picture" : "record",
    from: row.started_at.getTime(),
    to: row.ended_at?.getTime() ?? null,
    application: row.application === null ? UNNAMED : (names.get(row.application) ?? row.application),
    reason: reasonOf(row.reason),
    words: wordsOf(row),
    at: row.at.getTime(),
  }));
}

export function reasonOf(stored: string): Reason {
  return REASONS.find((each) => each === stored) ?? "something-else";
}

function wordsOf({ employee_id, id, words, wrapped }: Row): string | null {
  if (words === null || wrapped === null) return null;
  return wordKey(unwrapDataKey(employee_id, wrapped)).open(words, `contest:${id}`);
}

function unknown(): Refusal {
  return new Refusal("not_found", "no-such-contest", "There is nothing here for you to answer.");
}
