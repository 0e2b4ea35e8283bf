import { checked } from "../../../lib/checked.ts";
import { Refusal } from "../../../lib/refusal.ts";
import type { PersonActor } from "../../actor/schema.ts";
import { transact } from "../../audit/commands.ts";
import { checkDraft, checkIn } from "../queries/get-draft.ts";
import { ownWordKey } from "../queries/word-key.ts";
import { application, type Scope } from "../schema.ts";
import { orRefusal } from "./refuse.ts";

/**
 * Sends the draft as it was shown, of which `shown` is the mark. Refuses: invalid (a field is missing or wrong),
 * conflict (it changed since, in another tab perhaps; and as `applyForExemption`).
 */
export async function sendDraft(actor: PersonActor, shown: string): Promise<{ id: string }> {
  const check = await checkDraft(actor);
  if (!check) throw sentAlready();
  if (check.shown !== shown) throw changed();
  if (check.read.application === null)
    throw new Refusal("invalid", "malformed", "Something is missing or wrong. Nothing was sent.", {
      fields: { ...check.read.errors },
    });
  return applyForExemption(actor, check.read.application, shown);
}

/**
 * Sends an application under the draft's id. From this moment collection in its scope stops, if its ground or the
 * program says so; the rules and who decides are those of this moment. With `shown` only while the draft is the one
 * that was shown. Refuses: invalid (a field), conflict (nobody can decide it, too many are pending, what it renews is
 * not in force, the draft was sent already, or is another).
 */
export async function applyForExemption(
  actor: PersonActor,
  input: unknown,
  shown?: string,
): Promise<{ id: string }> {
  const { ground, words, scope, renews } = checked(application, input);
  return orRefusal(
    transact(actor, async (tx) => {
      const now = await tx.lock(actor.id);
      const draft = await tx.db.exemptionDraft.findUnique({ where: { employeeId: actor.id } });
      if (!draft) throw sentAlready();
      if (shown !== undefined && (await checkIn(tx.db, actor, now.getTime()))?.shown !== shown)
        throw changed();
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

function sentAlready(): Refusal {
  return new Refusal(
    "conflict",
    "sent-already",
    "This was sent or thrown away already, in another tab perhaps.",
  );
}

function changed(): Refusal {
  return new Refusal(
    "conflict",
    "changed",
    "What would be sent is not what is shown here: your draft, its files or who would decide changed in the meantime. Nothing was sent. Please look at it again.",
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
