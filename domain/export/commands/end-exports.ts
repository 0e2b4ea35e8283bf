import type { Transaction } from "../../audit/commands.ts";
import { exportsHolding } from "../queries/holding.ts";

/**
 * Within the transaction in which the actor deletes records of theirs, which records its own act and holds their lock:
 * ends the exports that may hold some which began at `since` or later. One that is being made is made no further.
 * Returns how many it was.
 */
export async function endExportsHolding(
  { db }: Transaction,
  employeeId: string,
  since: Date,
): Promise<number> {
  const ids = await exportsHolding(db, employeeId, since);
  const data = ids.map((exportId) => ({ employeeId, exportId, kind: "records-deleted" }));
  // Removed by its owner in another tab at this moment, perhaps.
  if (data.length > 0) await db.exportEnd.createMany({ data, skipDuplicates: true });
  return ids.length;
}
