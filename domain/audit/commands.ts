import { type Writer, write } from "../../lib/db/writer.ts";
import type { Actor, JobActor, PersonActor } from "../actor/schema.ts";
import type { Act } from "./schema.ts";

/** What a command works with. There is no other way to write. */
export interface Transaction {
  readonly db: Writer;
  /** The database's clock at the start of the transaction. */
  readonly now: Date;
  /** Takes the employee's lock, then reads the clock: the time at which a decision about them takes effect. */
  lock(employeeId: string): Promise<Date>;
  /** The same for many at once, in the one order in which locks are taken. For jobs. */
  lockPeople(employeeIds: readonly string[]): Promise<Date>;
  /** The same for everyone: what changes the program, its law, notice or applications is dated by this. For jobs. */
  lockEveryone(): Promise<Date>;
  record(act: Act): Promise<void>;
}

/**
 * Runs a command's writes as `actor`, all or nothing. Throws, and nothing is written, if no act was
 * recorded; the database holds the same rule for whoever comes past this function. `limitMs` is the longest
 * it may take, 20 seconds unless said otherwise.
 */
export function transact<T>(
  actor: Actor,
  fn: (tx: Transaction) => Promise<T>,
  limits: { readonly limitMs?: number } = {},
): Promise<T> {
  const work = async (db: Writer, now: Date) => {
    let recorded = 0;
    const record = async (act: Act) => {
      await append(db, actor, act);
      recorded += 1;
    };
    const result = await fn({ db, now, ...locks(db), record });
    if (recorded === 0) throw new Error("a command changed something and recorded no act");
    return result;
  };
  return write(actor, work, limits.limitMs);
}

/**
 * Writes how far a job of the program's is, and what it has made so far: no act, since it is nobody's deed. The
 * database demands an act of every table but those (evidence_pack_progress, evidence_pack_part, export_progress,
 * export_part, letter, capture_removal) and of what retention deletes, which is told all at once (retention_tally).
 */
export function keepProgress<T>(actor: JobActor, fn: (db: Writer) => Promise<T>): Promise<T> {
  return write(actor, fn);
}

/**
 * Keeps what a person is still writing: no act, since nothing was done yet and nobody else sees it. The database
 * demands an act of every table but those (exemption_draft, word_key).
 */
export function keepDraft<T>(actor: PersonActor, fn: (db: Writer) => Promise<T>): Promise<T> {
  return write(actor, fn);
}

type Clock = { now: Date }[];

function locks(db: Writer): Pick<Transaction, "lock" | "lockPeople" | "lockEveryone"> {
  return {
    lock: async (id) => timeOf(await db.$queryRaw<Clock>`select touch_person(${id}::uuid) as now`),
    lockPeople: async (ids) =>
      timeOf(await db.$queryRaw<Clock>`select touch_people(${[...ids]}::uuid[]) as now`),
    lockEveryone: async () => timeOf(await db.$queryRaw<Clock>`select touch_everyone() as now`),
  };
}

function timeOf([row]: Clock): Date {
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
