import { z } from "zod";

const line = (most: number, missing: string) =>
  z
    .string()
    .trim()
    .min(1, missing)
    .max(most, `At most ${most} letters.`)
    .regex(/^[^\p{Cc}]*$/u, "On one line, please.");

/** What is said of a posting when it is recorded. It counts from then on: there is no field for an earlier time. */
export const newPosting = z.strictObject({
  workplaceId: z.string().max(40),
  noticeId: z.uuid("Choose the notice that hangs there."),
  place: line(200, "Say where in the workplace it hangs, e.g. beside the time clock."),
  putUpBy: line(120, "Say who put it up."),
});

export const newPostingEnd = z.strictObject({
  postingId: z.uuid("There is no such posting."),
  reason: line(500, "Say why it no longer hangs."),
});

export const newInspection = z.strictObject({
  postingId: z.uuid("There is no such posting."),
  inPlace: z.boolean("Say whether it hangs in place."),
  remark: z.string().trim().max(500, "At most 500 letters."),
});

/** Files that one posting may have: enough for every side of a room. */
export const MOST_FILES = 20;
