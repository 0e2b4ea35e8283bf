import type { JobActor } from "../../actor/schema.ts";
import { keepProgress, type Transaction, transact } from "../../audit/commands.ts";

/** So many people's rows of a week are one transaction: seconds at most, and nobody waits for them. */
const PEOPLE_AT_ONCE = 10;

interface Week {
  readonly parent: string;
  readonly name: string;
  readonly fromAt: Date;
  readonly untilAt: Date;
}

/** Takes what is over from the next people after one, and says who was the last of them; null at the end. */
type Pass = (db: Transaction["db"], after: string) => Promise<string | null>;

/**
 * Deletes what is over its retention, a week of records after the other and the oldest first, and drops the weeks
 * in which nothing is left. All of it is in small transactions, each of which can be the last: the next run goes on,
 * and its one line in the ledger tells of both. Where nothing was over there is no line.
 */
export async function applyRetention(actor: JobActor, stopping: AbortSignal): Promise<void> {
  for (const week of await weeksToLookAt(actor)) {
    await throughEveryone(actor, stopping, passOver(week));
    if (stopping.aborted) return;
    await keepProgress(actor, (db) => db.$queryRaw`select drop_spent_partition(${week.name})`);
  }
  for (const table of ["activity_day", "discard_day", "usage_day"])
    await throughEveryone(actor, stopping, ofDays(table));
  if (!stopping.aborted) await tell(actor);
}

/** Those that may hold something that is over. */
function weeksToLookAt(actor: JobActor): Promise<Week[]> {
  return keepProgress(
    actor,
    (db) => db.$queryRaw<Week[]>`
      select parent, name, from_at as "fromAt", until_at as "untilAt" from record_partitions()
      where from_at + make_interval(hours => 24 * shortest_retention()) <= sayso_now()`,
  );
}

function passOver({ parent, fromAt, untilAt }: Week): Pass {
  return async (db, after) => {
    const rows = {
      segment: () => db.$queryRaw<Last[]>`
        select keep_segments(${fromAt}, ${untilAt}, ${after}::uuid, ${PEOPLE_AT_ONCE}::integer) as last`,
      capture: () => db.$queryRaw<Last[]>`
        select keep_captures(${fromAt}, ${untilAt}, ${after}::uuid, ${PEOPLE_AT_ONCE}::integer) as last`,
      rest: () => db.$queryRaw<Last[]>`
        select keep_rest(${parent}, ${fromAt}, ${untilAt}, ${after}::uuid, ${PEOPLE_AT_ONCE}::integer) as last`,
    };
    const [row] = await rows[parent === "segment" || parent === "capture" ? parent : "rest"]();
    return row?.last ?? null;
  };
}

function ofDays(table: string): Pass {
  return async (db, after) => {
    const [row] = await db.$queryRaw<Last[]>`
      select keep_rest(${table}, null, null, ${after}::uuid, ${PEOPLE_AT_ONCE}::integer) as last`;
    return row?.last ?? null;
  };
}

interface Last {
  readonly last: string | null;
}

async function throughEveryone(actor: JobActor, stopping: AbortSignal, pass: Pass): Promise<void> {
  let after: string | null = "00000000-0000-0000-0000-000000000000";
  while (after !== null && !stopping.aborted) {
    const from: string = after;
    after = await keepProgress(actor, (db) => pass(db, from));
  }
}

interface Tally {
  readonly pointer: bigint;
  readonly keyboard: bigint;
  readonly screen: bigint;
  readonly application: bigint;
  readonly rest: bigint;
}

/** One act for all that was deleted since the last one. */
async function tell(actor: JobActor): Promise<void> {
  const isAny = await keepProgress(actor, (db) => db.retentionTally.count());
  if (isAny === 0) return;
  await transact(actor, async (tx) => {
    const [tally] = await tx.db.$queryRaw<Tally[]>`
      delete from retention_tally returning pointer, keyboard, screen, application, rest`;
    if (!tally) throw new Error("another run of the job has told this meanwhile");
    const counts = Object.entries(tally).map(([part, count]) => [part, Number(count)] as const);
    await tx.record({ kind: "retention.applied", details: Object.fromEntries(counts) });
  });
}
