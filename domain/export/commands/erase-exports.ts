import type { Transaction } from "../../audit/commands.ts";

/**
 * Within the transaction in which the actor erases everything, which records its own act: deletes all of their exports,
 * also that they were asked for. One that is being made is made no further. Returns how many were there, or being made.
 */
export async function eraseExports({ db }: Transaction): Promise<number> {
  const [row] = await db.$queryRaw<{ erased: bigint }[]>`select erase_exports() as erased`;
  return Number(row?.erased ?? 0);
}
