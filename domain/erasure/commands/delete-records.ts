import { Refusal } from "../../../lib/refusal.ts";
import type { PersonActor } from "../../actor/schema.ts";
import { type Transaction, transact } from "../../audit/commands.ts";
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
  /** What fits the same choice and was stored since it was shown: it is still there. */
  readonly later: number;
}

/** A deletion of a hundred thousand records takes a few seconds. */
const LIMIT_MS = 60_000;

/**
 * Deletes those of the actor's own records that were shown to them, for good, and takes them out of their days' totals.
 * Refuses: invalid (a choice that makes no sense), conflict (`gone`: nothing of it is there any more; `changed`: what
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
    const { outcome, records, later } = await forget(tx, parsed.choice, shown);
    if (outcome !== "deleted") throw outcome === "gone" ? gone() : changed();
    await tx.record({ kind: "records.deleted", subjectId: actor.id, details: { records: Number(records) } });
    return { records: Number(records), later: Number(later) };
  };
  return transact(actor, work, { limitMs: LIMIT_MS });
}

interface Outcome {
  outcome: "deleted" | "gone" | "changed";
  records: bigint;
  later: bigint;
}

async function forget({ db }: Transaction, choice: Choice, { shownAt, mark }: Shown): Promise<Outcome> {
  const { froms, untils } = timesOf(choice);
  // One that is no time was never shown.
  const at = new Date(Number.isSafeInteger(shownAt) && Math.abs(shownAt) < 8e14 ? shownAt : 0);
  const [row] = await db.$queryRaw<Outcome[]>`
    select * from forget_records(${froms}::timestamptz[], ${untils}::timestamptz[], ${choice.deviceId}::uuid,
      ${choice.application}::text, ${at}::timestamptz, ${mark}::text)`;
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
