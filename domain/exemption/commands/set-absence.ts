import { z } from "zod";
import { checked } from "../../../lib/checked.ts";
import { Refusal } from "../../../lib/refusal.ts";
import type { PersonActor } from "../../actor/schema.ts";
import { transact } from "../../audit/commands.ts";
import { orRefusal } from "./refuse.ts";

const instant = z.number().int().min(0).max(Date.parse("2200-01-01T00:00:00Z"));
const LONGEST_MS = 366 * 86_400_000;
const newAbsence = z
  .strictObject({
    from: instant,
    until: instant,
    /** Who decides meanwhile; null for one's own manager. */
    delegateId: z.uuid("Choose who decides while you are away.").nullable(),
  })
  .refine(({ from, until }) => from < until, { path: ["until"], message: "The end comes before the start." })
  .refine(({ from, until }) => until - from <= LONGEST_MS, {
    path: ["until"],
    message: "An absence lasts at most 366 days.",
  });

/**
 * Says that one is away, from now or later, and who decides meanwhile. Refuses: invalid (a field, a loop of
 * delegates, a delegate who has left or is oneself), conflict (away in these days already).
 */
export async function beginAbsence(actor: PersonActor, input: unknown): Promise<{ id: string }> {
  const { from, until, delegateId } = checked(newAbsence, input);
  if (delegateId === actor.id) throw wrong("self", "delegateId", "Choose somebody else.");
  return orRefusal(
    transact(actor, async (tx) => {
      if (until <= tx.now.getTime()) throw wrong("over", "until", "These days are over.");
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
  if (!z.uuid().safeParse(id).success) throw unknown();
  await orRefusal(
    transact(actor, async (tx) => {
      const { count } = await tx.db.absence.updateMany({
        where: { id, personId: actor.id },
        data: { endedAt: tx.now },
      });
      if (count === 0) throw unknown();
      await tx.record({ kind: "absence.ended", objectId: id });
    }),
  );
}

function wrong(reason: string, field: string, sentence: string): Refusal {
  return new Refusal("invalid", reason, sentence, { fields: { [field]: sentence } });
}

function unknown(): Refusal {
  return new Refusal("not_found", "no-such-absence", "There is no such absence.");
}
