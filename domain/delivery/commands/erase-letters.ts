import type { Transaction } from "../../audit/commands.ts";

/**
 * Within the transaction in which the actor erases everything, which records its own act: takes the letters to them
 * out of the outbox. Returns how many it was.
 */
export async function eraseLetters({ db }: Transaction): Promise<number> {
  const [row] = await db.$queryRaw<{ erased: bigint }[]>`select erase_letters() as erased`;
  return Number(row?.erased ?? 0);
}
