import { unwrapDataKey } from "../../../lib/crypto.ts";
import type { Reader } from "../../../lib/db/reader.ts";
import { type WordKey, wordKey } from "../../exemption/queries/word-key.ts";

/** Whose contest it is, and the key that its words are sealed with; null for whoever may not answer it. */
export async function keyOfContest(
  db: Reader,
  contestId: string,
): Promise<{ readonly employeeId: string; readonly key: WordKey } | null> {
  const [row] = await db.$queryRaw<{ employee_id: string; wrapped: Uint8Array }[]>`
    select employee_id, wrapped from key_for_contest(${contestId}::uuid)`;
  return row
    ? { employeeId: row.employee_id, key: wordKey(unwrapDataKey(row.employee_id, row.wrapped)) }
    : null;
}
