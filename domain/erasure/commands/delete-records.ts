import { Refusal } from "../../../lib/refusal.ts";
import type { PersonActor } from "../../actor/schema.ts";
import { type Transaction, transact } from "../../audit/commands.ts";
import { endExportsHolding } from "../../export/commands/end-exports.ts";
import { readChoice, timesOf } from "../queries/preview-deletion.ts";
import type { AskedChoice, Choice } from "../rules/choice.ts";

/** What `previewDeletion` said of what it showed. */
export interface Shown {
  /** Milliseconds since the epoch. */
  readonly shownAt: number;
  readonly mark: string;
}

export interface Deleted {
  readonly records: number;
  /** Exports that may have held them, and were ended. */
  readonly downloads: number;
  /** What fits the same choice and was stored since it was shown: it is still there. */
  readonly later: number;
}

/** A deletion of a hundred thousand records takes a few seconds. */
const LIMIT_MS = 60_000;

/**
 * Deletes those of the actor's own records that were shown to them, for good, takes them out of their days' totals, and
 * ends the exports that may hold them. Refuses: invalid (a choice that makes no sense), conflict (`gone`: nothing of it is there any more; `changed`: what
 * is there is not what was shown, and nothing was deleted).
 */
export function deleteRecords(actor: PersonActor, asked: AskedChoice, shown: Shown): Promise<Deleted> {
  const work = async (tx: Transaction) => {
    const parsed = await readChoice(tx.db, asked, actor);
    if ("errors" in parsed)
      throw new Refusal("invalid", "malformed", "What is to be deleted is not clear. Nothing was.", {
        fields: { ...parsed.errors },
      });
    // Before anything is counted: what devices deliver meanwhile waits (decision 0004).
    await tx.lock(actor.id);
    const began = await firstBegan(tx, parsed.choice, shown);
    const { outcome, records, later } = await forget(tx, parsed.choice, shown);
    if (outcome !== "deleted") throw outcome === "gone" ? gone() : changed();
    const downloads = began === null ? 0 : await endExportsHolding(tx, actor.id, began);
    const details = { records: Number(records), downloads };
    await tx.record({ kind: "records.deleted", subjectId: actor.id, details });
    return { ...details, later: Number(later) };
  };
  return transact(actor, work, { limitMs: LIMIT_MS });
}

interface Outcome {
  outcome: "deleted" | "gone" | "changed";
  records: bigint;
  later: bigint;
}

/** When the first of what was shown began; null where there is nothing of it. */
async function firstBegan({ db }: Transaction, choice: Choice, shown: Shown): Promise<Date | null> {
  const { froms, untils } = timesOf(choice);
  const [row] = await db.$queryRaw<{ began: Date | null }[]>`
    select min(started_at) as began from records_within(${froms}::timestamptz[], ${untils}::timestamptz[],
      ${choice.deviceId}::uuid, ${choice.application}::text, ${shownTime(shown)}::timestamptz)`;
  return row?.began ?? null;
}

/** One that is no time was never shown. */
function shownTime({ shownAt }: Shown): Date {
  return new Date(Number.isSafeInteger(shownAt) && Math.abs(shownAt) < 8e14 ? shownAt : 0);
}

async function forget({ db }: Transaction, choice: Choice, shown: Shown): Promise<Outcome> {
  const { froms, untils } = timesOf(choice);
  const [row] = await db.$queryRaw<Outcome[]>`
    select * from forget_records(${froms}::timestamptz[], ${untils}::timestamptz[], ${choice.deviceId}::uuid,
      ${choice.application}::text, ${shownTime(shown)}::timestamptz, ${shown.mark}::text)`;
  if (!row) throw new Error("the database did not say what was deleted");
  return row;
}

function gone(): Refusal {
  return new Refusal(
    "conflict",
    "gone",
    "There is nothing left to delete here: it was deleted before, or its time was up.",
  );
}

function changed(): Refusal {
  return new Refusal(
    "conflict",
    "changed",
    "What is stored here is not what was shown any more, so nothing was deleted. Show it again, and then delete it.",
  );
}
