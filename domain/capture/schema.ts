import { z } from "zod";
import { discardReason } from "../activity/schema.ts";

/** The largest picture there is: the agent scales what it takes down to this. */
export const CAPTURE_SIZE = { width: 640, height: 1_600 } as const;
export const CAPTURE_BYTES = 500_000;

/** A UUIDv7 made at the very millisecond, by the portal's clock, in which the picture was taken. */
export const captureId = z.uuidv7().toLowerCase();

/**
 * `stored`: it is kept whole. `duplicate`: it was before; nothing changed. `discarded`: it was not allowed, and nothing
 * of it is kept. Every one is final: the agent forgets the picture.
 */
export const captureResult = z.discriminatedUnion("status", [
  z.strictObject({ status: z.literal("stored") }),
  z.strictObject({ status: z.literal("duplicate") }),
  z.strictObject({ status: z.literal("discarded"), reason: discardReason }),
]);
export type CaptureResult = z.infer<typeof captureResult>;
