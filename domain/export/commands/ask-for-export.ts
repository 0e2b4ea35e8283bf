import { v7 as uuidv7 } from "uuid";
import { newDataKey } from "../../../lib/crypto.ts";
import { violation } from "../../../lib/db/violation.ts";
import { wakeJob } from "../../../lib/jobs.ts";
import { Refusal } from "../../../lib/refusal.ts";
import type { PersonActor } from "../../actor/schema.ts";
import { type Transaction, transact } from "../../audit/commands.ts";
import { MOST_KEPT } from "../rules/export.ts";

/**
 * Asks for everything about the actor; a job makes it. Refuses: conflict (one is being made, however often it was
 * asked for at once), too_many (as many are kept as may be).
 */
export async function askForExport(actor: PersonActor): Promise<{ id: string }> {
  const id = uuidv7();
  await transact(actor, async (tx) => {
    await requireRoom(tx, actor);
    await ensureKey(tx, actor);
    await begin(tx, actor, id);
    await tx.record({ kind: "export.asked", subjectId: actor.id, objectId: id });
  });
  await wakeJob("make-export");
  return { id };
}

async function requireRoom(tx: Transaction, { id: employeeId }: PersonActor): Promise<void> {
  const kept = await tx.db.exportProgress.count({
    where: { employeeId, state: "done", expiresAt: { gt: tx.now } },
  });
  if (kept < MOST_KEPT) return;
  const message = `You have ${MOST_KEPT} downloads that are still there. Remove one below, then ask again.`;
  throw new Refusal("too_many", "too-many-kept", message);
}

/** Whoever has no records yet has no key yet: what they ask for is sealed under theirs all the same. */
async function ensureKey(tx: Transaction, { id: employeeId }: PersonActor): Promise<void> {
  const wrapped = new Uint8Array(newDataKey(employeeId));
  const { count } = await tx.db.dataKey.createMany({ data: [{ employeeId, wrapped }], skipDuplicates: true });
  if (count > 0) await tx.record({ kind: "data-key.made", subjectId: employeeId });
}

async function begin(tx: Transaction, { id: employeeId }: PersonActor, id: string): Promise<void> {
  try {
    await tx.db.export.create({ data: { employeeId, id } });
  } catch (error) {
    if (!violation(error)?.includes("export_being_made")) throw error;
    throw new Refusal(
      "conflict",
      "being-made",
      "Your download is being made right now. You can see below how far it is.",
    );
  }
}
