import { Refusal } from "../../../lib/refusal.ts";
import type { PersonActor } from "../../actor/schema.ts";
import { transact } from "../../audit/commands.ts";
import { remark } from "../../jurisdiction/rules/law-edit.ts";
import { requireLegal } from "../policy.ts";
import { expectMayDecide, findOpenDraft, lockDraft } from "./revisions.ts";

const words = remark.min(1, "Say what has to be different.");

/**
 * Sends a draft back to its writers, with words for whoever writes on. What was sent back cannot be approved; the
 * next revision that is put forward can. Refuses (not_found) an unknown draft; (forbidden) its editors; (conflict) a
 * closed draft, a revision that is not the last, one that was not put forward or was sent back already; (invalid)
 * no words, or more than 2,000 characters of them.
 * @param input.revision the number of the revision that was read
 */
export async function sendBackDraft(
  actor: PersonActor,
  input: { draftId: string; revision: number; reason: unknown },
): Promise<void> {
  requireLegal(actor);
  const reason = said(input.reason);
  await transact(actor, async (tx) => {
    await lockDraft(tx, input.draftId);
    const open = await findOpenDraft(tx, input.draftId);
    await expectMayDecide(tx, actor, open, input.revision);
    const { draftId, number } = open.last;
    await tx.db.noticeReturn.create({ data: { draftId, number, returnedBy: actor.id, reason } });
    await tx.record({ kind: "notice-draft.sent-back", objectId: draftId, details: { revision: number } });
  });
}

function said(reason: unknown): string {
  const parsed = words.safeParse(typeof reason === "string" ? reason : "");
  if (parsed.success) return parsed.data;
  const text = parsed.error.issues[0]?.message ?? "This is not understood.";
  throw new Refusal("invalid", "no-reason", text, { fields: { reason: text } });
}
