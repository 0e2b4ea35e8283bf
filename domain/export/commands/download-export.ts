import type { PersonActor } from "../../actor/schema.ts";
import { transact } from "../../audit/commands.ts";
import { type KeptExport, openExport } from "../queries/open-export.ts";

/**
 * Opens one of the actor's exports, and records that they took it: nobody takes it along unseen, whose session ever
 * it was. Refuses what `openExport` refuses.
 */
export async function downloadExport(actor: PersonActor, id: string): Promise<KeptExport> {
  const kept = await openExport(actor, id);
  await transact(actor, (tx) => tx.record({ kind: "export.downloaded", subjectId: actor.id, objectId: id }));
  return kept;
}
