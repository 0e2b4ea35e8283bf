import { z } from "zod";
import { violation } from "../../../lib/db/violation.ts";
import { Refusal } from "../../../lib/refusal.ts";
import type { PersonActor } from "../../actor/schema.ts";
import { transact } from "../../audit/commands.ts";

/**
 * Destroys the bytes of one of the actor's exports at once; one that is being made is made no further. Refuses:
 * not_found (no such one, or somebody else's), conflict (it is over already).
 */
export async function removeExport(actor: PersonActor, id: string): Promise<void> {
  const place = { employeeId: actor.id, exportId: id };
  await transact(actor, async (tx) => {
    const isKnown = z.uuid().safeParse(id).success;
    if (
      !isKnown ||
      !(await tx.db.export.findUnique({ where: { employeeId_id: { employeeId: actor.id, id } } }))
    )
      throw new Refusal("not_found", "no-such-export", "There is no such download.");
    await tx.db.exportEnd.create({ data: { ...place, kind: "removed" } });
    await tx.record({ kind: "export.removed", subjectId: actor.id, objectId: id });
  }).catch((error: unknown) => {
    if (!violation(error)) throw error;
    throw new Refusal("conflict", "already-over", "This download was removed already.");
  });
}
