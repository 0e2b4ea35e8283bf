import type { Reader } from "../../../lib/db/reader.ts";

/**
 * The ids of the person's exports, there or being made, that may hold something of what began at `since`: those that
 * were asked for later. Within a transaction of theirs.
 */
export async function exportsHolding(db: Reader, employeeId: string, since: Date): Promise<string[]> {
  const rows = await db.exportProgress.findMany({
    where: { employeeId, state: { in: ["waiting", "working", "done"] }, export: { at: { gt: since } } },
    select: { exportId: true },
  });
  return rows.map(({ exportId }) => exportId);
}
