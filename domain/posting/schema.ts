import { z } from "zod";
import type { Interval } from "../../lib/interval.ts";

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
  remark: z
    .string()
    .trim()
    .max(500, "At most 500 letters.")
    .regex(/^[^\0]*$/, "This holds a character that cannot be stored."),
});

/** Files that one posting may have: enough for every side of a room. */
export const MOST_FILES = 20;

/** A notice as postings name it. */
export interface PostedNotice {
  readonly id: string;
  readonly jurisdiction: string;
  readonly version: number;
  readonly language: string;
  readonly title: string;
  readonly sha256: string;
}

/** One posting, with what became of it. Times in milliseconds. */
export interface PostingRow {
  readonly id: string;
  readonly notice: PostedNotice;
  readonly place: string;
  readonly putUpBy: string;
  readonly recordedBy: string;
  readonly at: number;
  readonly end: { readonly at: number; readonly by: string; readonly reason: string } | null;
  /** Whether what hangs there still counts. */
  readonly isCounting: boolean;
  /** Newest first. */
  readonly inspections: readonly {
    readonly id: string;
    readonly at: number;
    readonly by: string;
    readonly inPlace: boolean;
    readonly remark: string;
  }[];
  readonly files: readonly {
    readonly id: string;
    readonly mediaType: string;
    readonly bytes: number;
    readonly sha256: string;
    readonly at: number;
  }[];
}

/** A workplace and its walls. */
export interface WorkplacePostings {
  readonly id: string;
  readonly name: string;
  readonly address: string;
  readonly jurisdiction: string;
  readonly jurisdictionName: string;
  readonly closedAt: number | null;
  /** How many people sit there now. */
  readonly people: number;
  /** Since when somebody sits there; null when nobody ever did. */
  readonly since: number | null;
  /** Whether the law of the place asks for a posting now. */
  readonly isAsked: boolean;
  /** What should hang; null when no notice counts there. */
  readonly toPost: PostedNotice | null;
  /** What may be recorded as hanging, the one to post first. */
  readonly choices: readonly PostedNotice[];
  /** Newest first, those that hang before those that do not. */
  readonly postings: readonly PostingRow[];
  /** In order of time; the last one is open while it goes on. */
  readonly gaps: readonly Interval[];
}

/** Where no wall is the employer's, the notice stands at a public address. */
export interface ElectronicPosting {
  readonly code: string;
  readonly name: string;
  /** How many people work there and at none of the workplaces. */
  readonly people: number;
}

export interface PostingOverview {
  readonly at: number;
  readonly workplaces: readonly WorkplacePostings[];
  readonly electronic: readonly ElectronicPosting[];
}
