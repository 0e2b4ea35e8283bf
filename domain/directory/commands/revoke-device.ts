import { z } from "zod";
import { violation } from "../../../lib/db/violation.ts";
import { Refusal } from "../../../lib/refusal.ts";
import type { EmployeeActor } from "../../actor/schema.ts";
import { transact } from "../../audit/commands.ts";

/**
 * Unlinks a device: its tokens are refused from this moment, its stream ends, and it stops. People
 * unlink their own, an admin any; a device only itself. Refuses: not_found (none, or not theirs), conflict (already unlinked).
 */
export async function revokeDevice(
  actor: EmployeeActor,
  input: { deviceId: string; reason: string },
): Promise<{ at: Date }> {
  const noSuchDevice = () => new Refusal("not_found", "no-such-device", "There is no such computer.");
  if (!z.uuid().safeParse(input.deviceId).success) throw noSuchDevice();
  if (actor.kind === "device" && actor.deviceId !== input.deviceId) throw noSuchDevice();
  try {
    return await transact(actor, async (tx) => {
      const device = await tx.db.device.findUnique({ where: { id: input.deviceId } });
      if (!device) throw noSuchDevice();
      await tx.lock(device.employeeId);
      const reason = input.reason.trim().slice(0, 200);
      // Dated by the database, under the same lock.
      const { at } = await tx.db.deviceRevocation.create({
        data: { deviceId: device.id, employeeId: device.employeeId, revokedBy: actor.id, reason },
      });
      await tx.record({ kind: "device.revoked", subjectId: device.employeeId, objectId: device.id });
      return { at };
    });
  } catch (error) {
    if (violation(error))
      throw new Refusal("conflict", "already-unlinked", "This computer is already unlinked.");
    throw error;
  }
}
