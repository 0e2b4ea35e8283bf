import { unwrapDataKey } from "../../../lib/crypto.ts";
import { type Reader, read } from "../../../lib/db/reader.ts";
import type { ExportActor } from "../../actor/schema.ts";
import type { StoredRow } from "../rules/record.ts";
import { overPages } from "./over-pages.ts";

/** The key of the actor's person; null when they have none, or it was destroyed. */
export function dataKeyOf(actor: ExportActor): Promise<Buffer | null> {
  return read(actor, async (db) => {
    const key = await db.dataKey.findUnique({ where: { employeeId: actor.id } });
    return key && unwrapDataKey(actor.id, key.wrapped);
  });
}

/** The stored records that began before `at`, the oldest first. */
export function overRecords(actor: ExportActor, at: Date): AsyncGenerator<StoredRow[]> {
  return overPages(actor, (db: Reader, after: StoredRow | null, take) =>
    db.segment.findMany({
      where: {
        employeeId: actor.id,
        startedAt: { lt: at, ...(after && { gte: after.startedAt }) },
        ...(after && {
          OR: [{ startedAt: { gt: after.startedAt } }, { deviceId: { gt: after.deviceId } }],
        }),
      },
      orderBy: [{ startedAt: "asc" }, { deviceId: "asc" }],
      take,
    }),
  );
}

export function countRecords(actor: ExportActor, at: Date): Promise<number> {
  return read(actor, (db) => db.segment.count({ where: { employeeId: actor.id, startedAt: { lt: at } } }));
}
