import { z } from "zod";

/** The law of the portal; the program may set less, never more. */
export const PAUSE_LIMIT_SECONDS = 1800;

export const pauseRequest = z.strictObject({
  seconds: z.coerce
    .number({ error: "Choose how long to pause." })
    .int("Choose a whole number of seconds.")
    .min(1, "A pause lasts at least a second.")
    .max(PAUSE_LIMIT_SECONDS, "A pause lasts at most 30 minutes."),
});
