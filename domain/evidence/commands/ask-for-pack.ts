import { v7 as uuidv7 } from "uuid";
import { wakeJob } from "../../../lib/jobs.ts";
import { Refusal } from "../../../lib/refusal.ts";
import type { PersonActor } from "../../actor/schema.ts";
import { type Transaction, transact } from "../../audit/commands.ts";
import { type AskedPack, checkedPack } from "../rules/pack.ts";

/**
 * Asks for the evidence of a jurisdiction and a period; a job makes it. Refuses: forbidden (not legal), invalid
 * (no period, reversed, over two years, in the future), not_found (a place without a row of law), conflict (this
 * very pack is being made).
 */
export async function askForPack(actor: PersonActor, input: unknown): Promise<{ id: string }> {
  if (!actor.roles.includes("legal"))
    throw new Refusal("forbidden", "legal-only", "Only legal reviewers ask for evidence packs.");
  const id = uuidv7();
  await transact(actor, async (tx) => {
    const pack = checkedPack(input, tx.now);
    await requireKnown(tx, pack.jurisdiction);
    // One at a time: whether the same is being made is looked at before this one is added.
    await tx.db.$executeRaw`select pg_advisory_xact_lock(hashtext('evidence-pack'))`;
    await requireNew(tx, pack);
    const { jurisdiction } = pack;
    const days = { fromDay: new Date(pack.fromDay), untilDay: new Date(pack.untilDay) };
    await tx.db.evidencePack.create({ data: { id, jurisdiction, ...days, askedBy: actor.id } });
    await tx.db.evidencePackProgress.create({ data: { packId: id, state: "waiting" } });
    await tx.record({ kind: "evidence-pack.asked", objectId: id, details: { ...pack } });
  });
  await wakeJob("make-evidence-pack");
  return { id };
}

async function requireKnown(tx: Transaction, code: string): Promise<void> {
  const row = await tx.db.jurisdiction.findFirst({ where: { code }, select: { code: true } });
  if (row) return;
  const message = `There is no row of law for ${code}.`;
  throw new Refusal("not_found", "no-such-jurisdiction", message, { fields: { jurisdiction: message } });
}

async function requireNew(tx: Transaction, { jurisdiction, fromDay, untilDay }: AskedPack): Promise<void> {
  const same = await tx.db.evidencePack.findFirst({
    where: {
      jurisdiction,
      fromDay: new Date(fromDay),
      untilDay: new Date(untilDay),
      progress: { state: { in: ["waiting", "working"] } },
    },
  });
  if (same)
    throw new Refusal(
      "conflict",
      "being-made",
      "A pack for this place and period is being made right now. Wait for it below.",
    );
}
