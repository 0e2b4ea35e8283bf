import { checked } from "../../../lib/checked.ts";
import type { PersonActor } from "../../actor/schema.ts";
import { type Transaction, transact } from "../../audit/commands.ts";
import { newInspection, newPostingEnd } from "../schema.ts";
import { requireHanging, requireLegal } from "./require.ts";

/**
 * Records that a notice was taken down; it counts no longer from this moment. Refuses: forbidden (not legal),
 * not_found, invalid (no reason), conflict (it was taken down already).
 */
export async function endPosting(actor: PersonActor, input: unknown): Promise<{ at: Date }> {
  requireLegal(actor);
  const { postingId, reason } = checked(newPostingEnd, input);
  return transact(actor, async (tx) => ({ at: await takeDown(tx, actor, postingId, reason) }));
}

/**
 * Records that somebody looked. What is not in place ends at once, in the same transaction: whoever works
 * there is held from this moment. Refuses: forbidden (not legal), not_found, invalid (a field), conflict (it
 * was taken down already).
 */
export async function inspectPosting(
  actor: PersonActor,
  input: unknown,
): Promise<{ id: string; isEnded: boolean }> {
  requireLegal(actor);
  const { postingId, inPlace, remark } = checked(newInspection, input);
  return transact(actor, async (tx) => {
    if (inPlace) await requireHanging(tx, postingId);
    else await takeDown(tx, actor, postingId, "Not in place at an inspection");
    const { id } = await tx.db.postingInspection.create({
      data: { postingId, inPlace, remark, inspectedBy: actor.id },
    });
    await tx.record({ kind: "posting.inspected", objectId: postingId, details: { inPlace } });
    return { id, isEnded: !inPlace };
  });
}

async function takeDown(
  tx: Transaction,
  actor: PersonActor,
  postingId: string,
  reason: string,
): Promise<Date> {
  await tx.lockEveryone();
  const { id, workplaceId } = await requireHanging(tx, postingId);
  const { at } = await tx.db.postingEnd.create({ data: { postingId: id, endedBy: actor.id, reason } });
  await tx.record({ kind: "posting.ended", objectId: id, details: { workplaceId } });
  return at;
}
