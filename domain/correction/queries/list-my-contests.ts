import { unwrapDataKey } from "../../../lib/crypto.ts";
import { type Reader, read } from "../../../lib/db/reader.ts";
import { parseRecordId, recordId } from "../../activity/rules/record-id.ts";
import type { PersonActor } from "../../actor/schema.ts";
import { type WordKey, wordKey } from "../../exemption/queries/word-key.ts";
import { stateOf } from "../rules.ts";
import { OUTCOMES, type OwnContest } from "../schema.ts";
import { reasonOf } from "./list-contests-to-answer.ts";

const MOST = 500;

/** What the actor contested, the last first (of very many the last 500), and what became of it. */
export function listMyContests(actor: PersonActor): Promise<OwnContest[]> {
  return read(actor, (db) => ownContests(db, actor, {}));
}

/** What the actor said of one of their records; null while they have not. */
export function findMyContest(actor: PersonActor, id: string): Promise<OwnContest | null> {
  const key = parseRecordId(id);
  if (!key) return Promise.resolve(null);
  return read(actor, async (db) => {
    const where = { deviceId: key.deviceId, startedAt: new Date(key.startedAt) };
    return (await ownContests(db, actor, where))[0] ?? null;
  });
}

async function ownContests(
  db: Reader,
  actor: PersonActor,
  which: { readonly deviceId?: string; readonly startedAt?: Date },
): Promise<OwnContest[]> {
  const rows = await db.contest.findMany({
    where: { employeeId: actor.id, ...which },
    include: { answer: true },
    orderBy: [{ at: "desc" }, { id: "desc" }],
    take: MOST,
  });
  if (rows.length === 0) return [];
  const key = await keyOf(db, actor.id);
  const there = await recordsThere(db, actor.id, rows);
  return rows.map((row) => {
    const isRecord = row.deviceId !== null && row.startedAt !== null;
    const startedAt = row.startedAt?.getTime() ?? 0;
    const record = isRecord ? { id: recordId({ deviceId: row.deviceId ?? "", startedAt }), startedAt } : null;
    const outcome = OUTCOMES.find((each) => each === row.answer?.outcome) ?? null;
    return {
      id: row.id,
      record,
      reason: reasonOf(row.reason),
      words: row.words && key ? key.open(row.words, `contest:${row.id}`) : null,
      at: row.at.getTime(),
      state: stateOf(outcome, record !== null && there.has(record.id)),
      answer:
        row.answer && key
          ? { words: key.open(row.answer.words, `answer:${row.id}`), at: row.answer.at.getTime() }
          : null,
    };
  });
}

/** Null where it was destroyed: then nobody reads these words any more. */
async function keyOf(db: Reader, employeeId: string): Promise<WordKey | null> {
  const kept = await db.wordKey.findUnique({ where: { employeeId } });
  return kept && wordKey(unwrapDataKey(employeeId, kept.wrapped));
}

async function recordsThere(
  db: Reader,
  employeeId: string,
  contests: readonly { readonly deviceId: string | null; readonly startedAt: Date | null }[],
): Promise<ReadonlySet<string>> {
  const rows = await db.segment.findMany({
    where: { employeeId, startedAt: { in: contests.flatMap(({ startedAt }) => startedAt ?? []) } },
    select: { deviceId: true, startedAt: true },
  });
  return new Set(
    rows.map(({ deviceId, startedAt }) => recordId({ deviceId, startedAt: startedAt.getTime() })),
  );
}
