import { z } from "zod";
import { step } from "../activity/schema.ts";

/** What becomes of an export: it waits, is made, is there, could not be made, or is gone. */
export const EXPORT_STATES = ["waiting", "working", "done", "failed", "over"] as const;
export type ExportState = (typeof EXPORT_STATES)[number];

/** Removed by its owner; ended since they deleted records that it may hold; over by itself. */
export const EXPORT_ENDS = ["removed", "records-deleted", "expired"] as const;
export type ExportEnd = (typeof EXPORT_ENDS)[number];

const count = z.int().min(0);
const moment = z.iso.datetime();

/** A line of `records.jsonl`: the row exactly as it is stored, its steps deciphered. Times are in UTC. */
export const exportedRecord = z
  .strictObject({
    employeeId: z.uuid(),
    deviceId: z.uuid(),
    startedAt: moment,
    endedAt: moment,
    day: z.iso.date().nullable().describe("The day that it counts to where you were; null on older records."),
    batchId: z.uuid().describe("The delivery that it came with; see deliveries.csv."),
    application: z.string().nullable().describe("Null where the application was not to be recorded."),
    moves: count,
    clicks: count,
    drags: count,
    scrolls: count,
    keys: count.describe("Keys pressed, counted. Which keys is nowhere recorded."),
    shortcuts: count,
    heldUntil: moment.describe("Until then nobody but you can read it, whatever they are granted."),
    steps: z
      .array(step)
      .describe("In order. `at` and `for` are tenths of a second since the beginning of the record."),
  })
  .describe("One stored record: one computer, one application, at most one minute.");
export type ExportedRecord = z.infer<typeof exportedRecord>;

/** A line of `captures.jsonl`: what is stored of a picture beside the picture itself. Times are in UTC. */
export const exportedCapture = z
  .strictObject({
    id: z.uuid(),
    deviceId: z.uuid(),
    takenAt: moment,
    receivedAt: moment,
    day: z.iso.date().describe("The day that it counts to where you were."),
    application: z.string().nullable().describe("Null where the application was not to be recorded."),
    heldUntil: moment.describe("Until then nobody but you can see it, whatever they are granted."),
    bytes: count.describe("The size of the picture."),
    width: count,
    height: count,
    file: z
      .string()
      .nullable()
      .describe("Where the picture is in here; null where it could not be had when this was made."),
  })
  .describe("One stored picture of your screen.");
export type ExportedCapture = z.infer<typeof exportedCapture>;

/** One export in its owner's list. Times in milliseconds. */
export interface ExportView {
  readonly id: string;
  readonly at: number;
  readonly state: ExportState;
  readonly done: number;
  readonly total: number;
  readonly said: string;
  readonly sha256: string | null;
  readonly bytes: number | null;
  /** When its bytes are destroyed; null until it is made. */
  readonly expiresAt: number | null;
  /** How it came to its end; null while it is there. */
  readonly end: ExportEnd | null;
}
