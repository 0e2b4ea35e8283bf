import { newDataKey } from "../../../lib/crypto.ts";
import { violation } from "../../../lib/db/violation.ts";
import type { DeviceActor } from "../../actor/schema.ts";
import { transact } from "../../audit/commands.ts";

/**
 * Makes the key that the employee's records are sealed with, unless they have one. Destroying it is what
 * makes forgetting real, so that it came to be is an act.
 */
export async function ensureDataKey(actor: DeviceActor): Promise<void> {
  try {
    await transact(actor, async (tx) => {
      const wrapped = new Uint8Array(newDataKey(actor.id));
      await tx.db.dataKey.create({ data: { employeeId: actor.id, wrapped } });
      await tx.record({ kind: "data-key.made", subjectId: actor.id });
    });
  } catch (error) {
    // Another device of theirs was first, and its key will do.
    if (!violation(error)) throw error;
  }
}
