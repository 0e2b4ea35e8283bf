import { newDataKey } from "../../../lib/crypto.ts";
import type { Transaction } from "../../audit/commands.ts";

/**
 * Within the transaction in which the actor erases everything, which records its own act: deletes all that their
 * devices told and destroys the key that it was sealed with. Returns how many records it was.
 */
export async function eraseActivity({ db }: Transaction, employeeId: string): Promise<number> {
  const fresh = new Uint8Array(newDataKey(employeeId));
  const [row] = await db.$queryRaw<{ erased: bigint }[]>`select erase_activity(${fresh}::bytea) as erased`;
  return Number(row?.erased ?? 0);
}
