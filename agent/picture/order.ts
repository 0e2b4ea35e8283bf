import { z } from "zod";
import { CAPTURE_LIMITS } from "../../domain/activity/schema.ts";
import { OBSTACLES } from "./scene.ts";

/** What the agent asks of the grabber's process: first to take a picture of one of these programs, then to hand it over. */
export type Order = { kind: "take"; programs: readonly string[] } | { kind: "hand-over" };

/** What the process answers to each. Of the picture only the redacted one ever leaves it, and at the end alone. */
export const grabbed = z.discriminatedUnion("kind", [
  /** `at`: the monotonic millisecond. */
  z.strictObject({ kind: z.literal("taken"), at: z.number(), cpuMs: z.int() }),
  z.strictObject({ kind: z.literal("none"), why: z.enum(OBSTACLES), cpuMs: z.int() }),
  z.strictObject({
    kind: z.literal("picture"),
    png: z.base64().max(Math.ceil(CAPTURE_LIMITS.bytes / 3) * 4),
    cpuMs: z.int(),
  }),
]);
export type Grabbed = z.infer<typeof grabbed>;
