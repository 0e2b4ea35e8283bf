import type { Transaction } from "../../audit/commands.ts";

/**
 * Within the transaction in which the actor erases everything, which records its own act: deletes what they contested,
 * with the answers. What they answered others stays. Returns how many contests it was.
 */
export async function eraseContests({ db }: Transaction): Promise<number> {
  const [row] = await db.$queryRaw<{ erased: bigint }[]>`select erase_contests() as erased`;
  return Number(row?.erased ?? 0);
}
