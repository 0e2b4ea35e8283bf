import { z } from "zod";
import { checked } from "../../../lib/checked.ts";
import { Refusal } from "../../../lib/refusal.ts";
import type { PersonActor } from "../../actor/schema.ts";
import { transact } from "../../audit/commands.ts";
import { orRefusal } from "./refuse.ts";

const instant = z.number().int().min(0).max(Date.parse("2200-01-01T00:00:00Z"));
const newAbsence = z
  .strictObject({
    from: instant,
    until: instant,
    /** Who decides meanwhile; null for one's own manager. */
    delegateId: z.uuid("Choose who decides while you are away.").nullable(),
  })
  .refine(({ from, until }) => from < until, { path: ["until"], message: "The end comes before the start." });

/**
 * Says that one is away, from now or later, and who decides meanwhile. Refuses: invalid (a field, a loop of
 * delegates, a delegate who has left or is oneself), conflict (away in these days already).
 */
export async function beginAbsence(actor: PersonActor, input: unknown): Promise<{ id: string }> {
  const { from, until, delegateId } = checked(newAbsence, input);
  if (delegateId === actor.id) {
    const message = "Choose somebody else.";
    throw new Refusal("invalid", "self", message, { fields: { delegateId: message } });
  }
  return orRefusal(
    transact(actor, async (tx) => {
      const { id } = await tx.db.absence.create({
        data: { personId: actor.id, fromAt: new Date(from), untilAt: new Date(until), delegateId },
      });
      await tx.record({ kind: "absence.begun", objectId: id });
      return { id };
    }),
  );
}

/** Back again. Refuses: not_found (not one's own), conflict (ended already). */
export async function endAbsence(actor: PersonActor, id: string): Promise<void> {
  await orRefusal(
    transact(actor, async (tx) => {
      const { count } = await tx.db.absence.updateMany({
        where: { id, personId: actor.id },
        data: { endedAt: tx.now },
      });
      if (count === 0) throw new Refusal("not_found", "no-such-absence", "There is no such absence.");
      await tx.record({ kind: "absence.ended", objectId: id });
    }),
  );
}
