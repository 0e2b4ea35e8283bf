import type { JobActor } from "../../actor/schema.ts";
import { transact } from "../../audit/commands.ts";
import { oldPacks } from "../queries/list-packs.ts";

/** Erases the bytes of packs that were asked for more than thirty days ago; that they were asked for stays known. */
export async function eraseEvidencePacks(actor: JobActor): Promise<void> {
  for (const id of await oldPacks(actor)) {
    await transact(actor, async (tx) => {
      await tx.db.evidencePackPart.deleteMany({ where: { packId: id } });
      await tx.record({ kind: "evidence-pack.erased", objectId: id });
    });
  }
}
