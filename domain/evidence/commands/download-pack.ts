import type { PersonActor } from "../../actor/schema.ts";
import { transact } from "../../audit/commands.ts";
import { type KeptPack, openPack } from "../queries/list-packs.ts";

/** Opens a pack, and records that the actor took it: it names many people. Refuses (not_found) what `openPack` refuses. */
export async function downloadPack(actor: PersonActor, id: string): Promise<KeptPack> {
  const pack = await openPack(actor, id);
  await transact(actor, (tx) => tx.record({ kind: "evidence-pack.downloaded", objectId: id }));
  return pack;
}
