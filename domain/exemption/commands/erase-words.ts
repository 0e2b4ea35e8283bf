import { newDataKey } from "../../../lib/crypto.ts";
import type { Transaction } from "../../audit/commands.ts";

/**
 * Within the transaction in which the actor erases everything, which records its own act: deletes their draft, their
 * files and absences that are over, and destroys the key of all words about their requests. What is in force stays in
 * force, and what waits for a decision goes on waiting. Returns how many files it was.
 */
export async function eraseWords({ db }: Transaction, employeeId: string): Promise<number> {
  const fresh = new Uint8Array(newDataKey(employeeId));
  const [row] = await db.$queryRaw<{ erased: bigint }[]>`select erase_words(${fresh}::bytea) as erased`;
  return Number(row?.erased ?? 0);
}
