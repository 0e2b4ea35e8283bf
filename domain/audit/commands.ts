import { type Writer, write } from "../../lib/db/writer.ts";
import type { Actor } from "../actor/schema.ts";
import type { Act } from "./schema.ts";

/** What a command works with. There is no other way to write. */
export interface Transaction {
  readonly db: Writer;
  /** The database's clock at the start of the transaction. */
  readonly now: Date;
  /** Takes the employee's lock, then reads the clock: the time at which a decision about them takes effect. */
  lock(employeeId: string): Promise<Date>;
  record(act: Act): Promise<void>;
}

/**
 * Runs a command's writes as `actor`, all or nothing. Throws, and nothing is written, if no act was
 * recorded; the database holds the same rule for whoever comes past this function.
 */
export function transact<T>(actor: Actor, fn: (tx: Transaction) => Promise<T>): Promise<T> {
  return write(actor, async (db, now) => {
    let recorded = 0;
    const result = await fn({
      db,
      now,
      lock: (employeeId) => lock(db, employeeId),
      record: async (act) => {
        await append(db, actor, act);
        recorded += 1;
      },
    });
    if (recorded === 0) throw new Error("a command changed something and recorded no act");
    return result;
  });
}

async function lock(db: Writer, employeeId: string): Promise<Date> {
  const [row] = await db.$queryRaw<{ now: Date }[]>`select touch_person(${employeeId}::uuid) as now`;
  if (!row) throw new Error("no clock");
  return row.now;
}

// Plain SQL: the ledger is readable only by those concerned, so there may be no row to return.
async function append(db: Writer, actor: Actor, act: Act): Promise<void> {
  await db.$executeRaw`
    insert into act (actor_kind, actor_id, kind, subject_id, object_id, details)
    values (${actor.kind}, ${actor.id}::uuid, ${act.kind}, ${act.subjectId ?? null}::uuid,
      ${act.objectId ?? null}, ${JSON.stringify(act.details ?? {})}::jsonb)`;
}
