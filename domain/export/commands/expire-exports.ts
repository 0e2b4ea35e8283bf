import { violation } from "../../../lib/db/violation.ts";
import type { JobActor } from "../../actor/schema.ts";
import { transact } from "../../audit/commands.ts";
import { type ExportPlace, expiredExports } from "../queries/list-exports.ts";

/** Destroys the bytes of exports whose time is over; that they were asked for stays known. */
export async function expireExports(actor: JobActor): Promise<void> {
  for (const place of await expiredExports(actor)) await expire(actor, place);
}

async function expire(actor: JobActor, place: ExportPlace): Promise<void> {
  try {
    await transact(actor, async (tx) => {
      await tx.db.exportEnd.create({ data: { ...place, kind: "expired" } });
      await tx.record({ kind: "export.expired", subjectId: place.employeeId, objectId: place.exportId });
    });
  } catch (error) {
    // Its owner, or another replica, was first.
    if (!violation(error)) throw error;
  }
}
