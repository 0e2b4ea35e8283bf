import type { Transaction } from "../../audit/commands.ts";

/**
 * Within the transaction in which the actor erases everything, which records its own act: deletes their pauses that
 * are over. The one in force goes on. Returns how many it was.
 */
export async function erasePauses({ db }: Transaction): Promise<number> {
  const [row] = await db.$queryRaw<{ erased: bigint }[]>`select erase_pauses() as erased`;
  return Number(row?.erased ?? 0);
}
