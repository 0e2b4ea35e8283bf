import { checked } from "../../../lib/checked.ts";
import { Refusal } from "../../../lib/refusal.ts";
import type { PersonActor } from "../../actor/schema.ts";
import { transact } from "../../audit/commands.ts";
import { ownWordKey } from "../queries/word-key.ts";
import { application, type Scope } from "../schema.ts";
import { orRefusal } from "./refuse.ts";

/**
 * Sends the draft. From this moment collection in its scope stops, if its ground or the program says so; the rules
 * and who decides are those of this moment. Refuses: invalid (a field), conflict (nobody can decide it, too many
 * are pending, what it renews is not in force, the draft was sent already).
 */
export async function applyForExemption(actor: PersonActor, input: unknown): Promise<{ id: string }> {
  const { ground, words, scope, renews } = checked(application, input);
  return orRefusal(
    transact(actor, async (tx) => {
      await tx.lock(actor.id);
      const draft = await tx.db.exemptionDraft.findUnique({ where: { employeeId: actor.id } });
      if (!draft)
        throw new Refusal("conflict", "sent-already", "This was sent already, in another tab perhaps.");
      const key = await ownWordKey(tx.db, actor.id);
      const { id } = draft;
      await tx.db.exemptionRequest.create({
        data: {
          id,
          employeeId: actor.id,
          ground,
          words: key.seal(words, `request:${id}`),
          ...scopeColumns(scope),
          renews,
        },
      });
      await tx.db.exemptionDraft.delete({ where: { employeeId: actor.id } });
      await tx.record({ kind: "exemption.applied-for", subjectId: actor.id, objectId: id });
      return { id };
    }),
  );
}

/** As the tables hold it: what is not said stands for all. */
export function scopeColumns({ categories, applications, devices, hours, from, until }: Scope) {
  return {
    ...(categories && { categories }),
    ...(applications && { applications: [...new Set(applications)] }),
    ...(devices && { devices: [...new Set(devices)] }),
    ...(hours && { hours }),
    fromAt: new Date(from),
    untilAt: new Date(until),
  };
}
