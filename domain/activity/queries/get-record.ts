import { read } from "../../../lib/db/reader.ts";
import { Refusal } from "../../../lib/refusal.ts";
import type { PersonActor } from "../../actor/schema.ts";
import { parseRecordId } from "../rules/record-id.ts";
import type { StoredRecord } from "../rules/stored-record.ts";
import { decipherRecords } from "./decipher-records.ts";

export interface RecordDetails extends StoredRecord {
  /** When it arrived and was stored, in milliseconds since the epoch; null where that is not known any more. */
  readonly storedAt: number | null;
  /** When this was read, likewise. */
  readonly now: number;
}

/** One of the actor's own records. Refuses (not_found) what is not theirs, is gone, or is no id of a record at all. */
export function getRecord(actor: PersonActor, id: string): Promise<RecordDetails> {
  return read(actor, async (db, at) => {
    const key = parseRecordId(id);
    const row = key
      ? await db.segment.findUnique({
          where: {
            employeeId_startedAt_deviceId: {
              employeeId: actor.id,
              startedAt: new Date(key.startedAt),
              deviceId: key.deviceId,
            },
          },
        })
      : null;
    const [record] = await decipherRecords(db, actor, row ? [row] : []);
    if (!row || !record) throw new Refusal("not_found", "no-such-record", "There is no such record.");
    const batch = await db.batch.findUnique({
      where: { employeeId_batchId: { employeeId: actor.id, batchId: row.batchId } },
    });
    return { ...record, storedAt: batch?.receivedAt.getTime() ?? null, now: at.getTime() };
  });
}
