import { v7 as uuidv7 } from "uuid";
import { checked } from "../../../lib/checked.ts";
import type { PersonActor } from "../../actor/schema.ts";
import { keepDraft } from "../../audit/commands.ts";
import { ownWordKey } from "../queries/word-key.ts";
import { draftForm } from "../schema.ts";
import { orRefusal } from "./refuse.ts";

/**
 * Keeps the form as it is filled in, whatever is still missing; the last one saved counts. Its id becomes the
 * request's. Refuses: invalid (not this form, or too long).
 */
export async function saveExemptionDraft(actor: PersonActor, input: unknown): Promise<{ id: string }> {
  const form = JSON.stringify(checked(draftForm, input));
  return orRefusal(
    keepDraft(actor, async (db) => {
      const key = await ownWordKey(db, actor.id);
      const sealed = key.seal(form, `draft:${actor.id}`);
      const { id } = await db.exemptionDraft.upsert({
        where: { employeeId: actor.id },
        create: { employeeId: actor.id, id: uuidv7(), form: sealed },
        update: { form: sealed, savedAt: new Date() },
      });
      return { id };
    }),
  );
}

/** Throws the draft away, and the files that were attached to it. */
export function discardExemptionDraft(actor: PersonActor): Promise<void> {
  return keepDraft(actor, async (db) => {
    const draft = await db.exemptionDraft.findUnique({ where: { employeeId: actor.id } });
    if (!draft) return;
    await db.exemptionFile.deleteMany({ where: { requestId: draft.id } });
    await db.exemptionDraft.delete({ where: { employeeId: actor.id } });
  });
}
