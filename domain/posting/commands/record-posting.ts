import { checked } from "../../../lib/checked.ts";
import { Refusal } from "../../../lib/refusal.ts";
import type { PersonActor } from "../../actor/schema.ts";
import { type Transaction, transact } from "../../audit/commands.ts";
import { loadPostingRules } from "../queries/load-rules.ts";
import { countingAt } from "../rules.ts";
import { newPosting } from "../schema.ts";
import { requireLegal } from "./require.ts";

/**
 * Records that a notice hangs at a workplace. It counts from this moment, whenever it was put up: nothing is
 * dated back. Refuses: forbidden (not legal), not_found (no such workplace), invalid (a field), conflict (the
 * workplace is closed, the notice does not count there, or this one hangs in that very place already).
 */
export async function recordPosting(actor: PersonActor, input: unknown): Promise<{ id: string; at: Date }> {
  requireLegal(actor);
  const { workplaceId, noticeId, place, putUpBy } = checked(newPosting, input);
  return transact(actor, async (tx) => {
    const now = await tx.lockEveryone();
    const workplace = await tx.db.workplace.findUnique({ where: { id: workplaceId } });
    if (!workplace) throw new Refusal("not_found", "no-such-workplace", "There is no such workplace.");
    if (workplace.closedAt)
      throw new Refusal("conflict", "closed", `${workplace.name} is closed. Nothing can be posted there.`);
    await requireCounting(tx, workplace.jurisdiction, noticeId, now);
    await requireFree(tx, { workplaceId, noticeId, place });
    const { id, at } = await tx.db.posting.create({
      data: { workplaceId, noticeId, place, putUpBy, recordedBy: actor.id },
    });
    await tx.record({ kind: "posting.recorded", objectId: id, details: { workplaceId, noticeId } });
    return { id, at };
  });
}

async function requireCounting(tx: Transaction, code: string, noticeId: string, now: Date): Promise<void> {
  const counting = countingAt(code, await loadPostingRules(tx.db));
  const at = now.getTime();
  if (counting.some((each) => each.noticeId === noticeId && each.from <= at && at < each.to)) return;
  const message = `This notice does not count in ${code} now: it is not in force there, a later one has overtaken it, or it does not say the words that the law prescribes.`;
  throw new Refusal("conflict", "does-not-count", message, { fields: { noticeId: message } });
}

/** Behind everyone's lock, so that two who record the same make one posting. */
async function requireFree(
  tx: Transaction,
  { workplaceId, noticeId, place }: { workplaceId: string; noticeId: string; place: string },
): Promise<void> {
  // Prisma compares by ILIKE, for which some letters stand for others.
  const equals = place.replace(/[\\%_]/g, "\\$&");
  const same = await tx.db.posting.findFirst({
    where: { workplaceId, noticeId, place: { equals, mode: "insensitive" }, end: null },
  });
  if (!same) return;
  const message = "This notice is recorded as hanging in this very place already.";
  throw new Refusal("conflict", "hangs-already", message, { fields: { place: message } });
}
