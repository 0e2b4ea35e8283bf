import { openSteps } from "../../activity/rules/sealed-steps.ts";
import type { ExportedRecord } from "../schema.ts";

/** A row of the table of records. */
export interface StoredRow
  extends Omit<ExportedRecord, "startedAt" | "endedAt" | "day" | "heldUntil" | "steps"> {
  readonly startedAt: Date;
  readonly endedAt: Date;
  readonly day: Date | null;
  readonly heldUntil: Date;
  readonly steps: Uint8Array;
  readonly keyboardSteps: Uint8Array | null;
}

/** The record as it is handed to its subject. Throws where its steps do not open with this key. */
export function recordOf(row: StoredRow, dataKey: Uint8Array): ExportedRecord {
  const { employeeId, deviceId, startedAt } = row;
  const place = { employeeId, deviceId, from: startedAt.getTime() / 100 };
  return {
    employeeId,
    deviceId,
    startedAt: startedAt.toISOString(),
    endedAt: row.endedAt.toISOString(),
    day: row.day?.toISOString().slice(0, 10) ?? null,
    batchId: row.batchId,
    application: row.application,
    moves: row.moves,
    clicks: row.clicks,
    drags: row.drags,
    scrolls: row.scrolls,
    keys: row.keys,
    shortcuts: row.shortcuts,
    heldUntil: row.heldUntil.toISOString(),
    steps: openSteps(dataKey, place, row),
  };
}
