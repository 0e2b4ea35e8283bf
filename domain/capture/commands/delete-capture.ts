import { wakeJob } from "../../../lib/jobs.ts";
import { Refusal } from "../../../lib/refusal.ts";
import { madeAt } from "../../../lib/uuid-time.ts";
import { captureId } from "../../activity/schema.ts";
import type { PersonActor } from "../../actor/schema.ts";
import { type Transaction, transact } from "../../audit/commands.ts";

/** The job that empties the store of what is to go. */
export const SWEEP = "sweep-captures";

/**
 * Deletes one of the actor's own pictures for good. The act does not say which: nothing of it stays. Refuses: conflict
 * (it is not there, or not any more).
 */
export async function deleteCapture(actor: PersonActor, id: string): Promise<void> {
  const parsed = captureId.safeParse(id);
  await transact(actor, async ({ db, record }) => {
    const { count } = parsed.success
      ? await db.capture.deleteMany({
          where: { employeeId: actor.id, takenAt: new Date(madeAt(parsed.data)), captureId: parsed.data },
        })
      : { count: 0 };
    if (count === 0)
      throw new Refusal(
        "conflict",
        "no-such-capture",
        "This picture is not there any more: it was deleted before, or its time was up. There is nothing left to do.",
      );
    await record({ kind: "capture.deleted", subjectId: actor.id, details: { pictures: count } });
  });
  await wakeJob(SWEEP);
}

/**
 * Within the transaction that forgets a person (their own, or a job's), which records its own act: deletes all of their
 * pictures, and that any ever came, and returns how many it was. The store forgets them with the next `sweep-captures`.
 */
export async function eraseCaptures({ db }: Transaction, employeeId: string): Promise<number> {
  const [row] = await db.$queryRaw<{ deleted: bigint }[]>`
    select erase_captures(${employeeId}::uuid) as deleted`;
  return Number(row?.deleted ?? 0);
}
