import { unwrapDataKey } from "../../../lib/crypto.ts";
import { type Reader, read } from "../../../lib/db/reader.ts";
import { madeAt } from "../../../lib/uuid-time.ts";
import { parseRecordId, recordId } from "../../activity/rules/record-id.ts";
import { captureId } from "../../activity/schema.ts";
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

/** The ids of the actor's records and pictures that wait for an answer: a hundred at most. */
export function listContested(actor: PersonActor): Promise<ReadonlySet<string>> {
  return read(actor, async (db) => {
    const rows = await db.contest.findMany({ where: { employeeId: actor.id, answer: null } });
    return new Set(rows.map((row) => contestedIn(row).whatId));
  });
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

/** The same of one of their pictures. */
export function findMyPictureContest(actor: PersonActor, id: string): Promise<OwnContest | null> {
  const parsed = captureId.safeParse(id);
  if (!parsed.success) return Promise.resolve(null);
  return read(actor, async (db) => (await ownContests(db, actor, { captureId: parsed.data }))[0] ?? null);
}

async function ownContests(
  db: Reader,
  actor: PersonActor,
  which: { readonly deviceId?: string; readonly startedAt?: Date; readonly captureId?: string },
): Promise<OwnContest[]> {
  const rows = await db.contest.findMany({
    where: { employeeId: actor.id, ...which },
    include: { answer: true },
    orderBy: [{ at: "desc" }, { id: "desc" }],
    take: MOST,
  });
  if (rows.length === 0) return [];
  const key = await keyOf(db, actor.id);
  const there = new Set([
    ...(await recordsThere(db, actor.id, rows)),
    ...(await picturesThere(db, actor.id, rows)),
  ]);
  return rows.map((row) => {
    const contested = contestedIn(row);
    const outcome = OUTCOMES.find((each) => each === row.answer?.outcome) ?? null;
    return {
      id: row.id,
      ...contested,
      reason: reasonOf(row.reason),
      words: row.words && key ? key.open(row.words, `contest:${row.id}`) : null,
      at: row.at.getTime(),
      state: stateOf(outcome, there.has(contested.whatId)),
      isThere: there.has(contested.whatId),
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

interface What {
  readonly deviceId: string | null;
  readonly startedAt: Date | null;
  readonly captureId: string | null;
}

function contestedIn({ deviceId, startedAt, captureId }: What): Pick<OwnContest, "what" | "whatId" | "from"> {
  if (captureId !== null) return { what: "picture", whatId: captureId, from: madeAt(captureId) };
  const from = startedAt?.getTime() ?? 0;
  return { what: "record", whatId: recordId({ deviceId: deviceId ?? "", startedAt: from }), from };
}

async function picturesThere(db: Reader, employeeId: string, contests: readonly What[]): Promise<string[]> {
  const ids = contests.flatMap(({ captureId }) => captureId ?? []);
  const rows = await db.capture.findMany({
    where: { employeeId, takenAt: { in: ids.map((id) => new Date(madeAt(id))) }, captureId: { in: ids } },
    select: { captureId: true },
  });
  return rows.map(({ captureId }) => captureId);
}

async function recordsThere(db: Reader, employeeId: string, contests: readonly What[]): Promise<string[]> {
  const rows = await db.segment.findMany({
    where: { employeeId, startedAt: { in: contests.flatMap(({ startedAt }) => startedAt ?? []) } },
    select: { deviceId: true, startedAt: true },
  });
  return rows.map(({ deviceId, startedAt }) => recordId({ deviceId, startedAt: startedAt.getTime() }));
}
