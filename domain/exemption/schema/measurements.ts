import { z } from "zod";

/** The grounds that measurements can support. */
const MEASURED = ["bandwidth", "power"] as const;

/** Whether the agent's own measurements can support a request on this ground. */
export function isMeasured(ground: string | null): ground is (typeof MEASURED)[number] {
  return MEASURED.some((each) => each === ground);
}

const amount = z.number().int().min(0);

/** What the agent on one computer measured of itself, day by day: the evidence that comes as a file of its own kind. */
export const measurements = z.strictObject({
  kind: z.literal("measurements"),
  about: z.enum(MEASURED),
  device: z.strictObject({ name: z.string(), platform: z.string() }),
  /** Days where the employee is, the first one first, today left out since it is not over. */
  days: z
    .array(
      z.strictObject({
        day: z.iso.date(),
        /** Of data that the agent itself sent and received; for bandwidth alone. */
        sent: amount.optional(),
        received: amount.optional(),
        /** The lowest percentage that the battery had, null without a battery; for power alone. */
        batteryLow: z.number().int().min(0).max(100).nullable().optional(),
        /** Seconds of the processor that the agent itself used; for power alone. */
        cpuSeconds: amount.optional(),
      }),
    )
    .min(1)
    .max(31),
});
export type Measurements = z.infer<typeof measurements>;
