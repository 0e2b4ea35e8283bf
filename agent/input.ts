import { z } from "zod";
import { chord } from "../domain/activity/schema.ts";
import { KEY_CLASSES } from "./key-classes.ts";

/**
 * All that ever leaves the hook process: classes, counts, distances and tenths of a second.
 * There is no field in which a key that types a character could be named (promise 6).
 */

export const button = z.enum(["left", "middle", "right"]);
export type Button = z.infer<typeof button>;

/** Tenths of a second of the machine's monotonic clock, which all processes share. */
const at = z.int();
const duration = z.int().min(0).max(600);

export const input = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("key"), at, class: z.enum(KEY_CLASSES), presses: z.int().min(1) }),
  z.strictObject({ kind: z.literal("chord"), at, chord }),
  z.strictObject({ kind: z.literal("move"), at, for: duration, pixels: z.int().min(0) }),
  z.strictObject({ kind: z.literal("click"), at, button, times: z.int().min(1).max(3) }),
  z.strictObject({ kind: z.literal("drag"), at, for: duration, button, pixels: z.int().min(0) }),
  z.strictObject({
    kind: z.literal("scroll"),
    at,
    direction: z.enum(["up", "down", "left", "right"]),
    ticks: z.int().min(1),
  }),
]);
export type Input = z.infer<typeof input>;

/**
 * What the hook should hear. `ear` numbers the order, and returns on every frame heard under it. `presses`: whether it is
 * to tell that some key was pressed, and no more than that.
 */
export interface Order {
  ear: number;
  keyboard: boolean;
  pointer: boolean;
  presses: boolean;
}

/** Asks for a frame at once: what was heard before the question is in it, or in one before it. */
export interface Question {
  question: number;
}

/**
 * `last` marks the end of what was heard under this ear: the next order is in force. `pressed`: some key was pressed since
 * the frame before. `answers`: the question that this frame answers.
 */
export const frame = z.strictObject({
  ear: z.int(),
  inputs: z.array(input),
  last: z.boolean(),
  pressed: z.boolean(),
  answers: z.int().nullable(),
  cpuMs: z.int().min(0),
  rssMb: z.int().min(0),
});
export type Frame = z.infer<typeof frame>;
