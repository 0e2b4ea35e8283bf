import type { PersonActor } from "../../actor/schema.ts";
import { transact } from "../../audit/commands.ts";
import { requireLegal } from "../policy.ts";
import { findOpenDraft, lockDraft } from "./revisions.ts";

/** Closes a draft that will not be published; what was written stays on record. Refuses (not_found) an unknown one, (conflict) a closed one. */
export async function discardDraft(actor: PersonActor, input: { draftId: string }): Promise<void> {
  requireLegal(actor);
  await transact(actor, async (tx) => {
    await lockDraft(tx, input.draftId);
    const { draft } = await findOpenDraft(tx, input.draftId);
    await tx.db.noticeDraftEnd.create({ data: { draftId: draft.id, endedBy: actor.id } });
    await tx.record({ kind: "notice-draft.discarded", objectId: draft.id });
  });
}
