import { z } from "zod";
import { isKeepable } from "../exemption/schema.ts";

/** What can be wrong with a record or a picture. */
export const REASONS = ["somebody-else", "wrong-application", "wrong-time", "something-else"] as const;
export type Reason = (typeof REASONS)[number];

export const OUTCOMES = ["upheld", "stands"] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** Letters that its subject, or a steward, may say. */
export const MOST_LETTERS = 2_000;

const words = z
  .string()
  .trim()
  .max(MOST_LETTERS, `At most ${MOST_LETTERS.toLocaleString("en-US")} letters.`)
  .refine(isKeepable, "This holds a character that cannot be kept.");

/** What somebody says is wrong. */
export const contestInput = z
  .object({ reason: z.enum(REASONS, "Choose what is wrong."), words })
  .refine(({ reason, words }) => reason !== "something-else" || words !== "", {
    path: ["words"],
    message: "Say in your own words what is wrong.",
  });

/** What a steward answers. */
export const answerInput = z.object({
  outcome: z.enum(OUTCOMES, "Choose your answer."),
  words: words.min(1, "Give a reason: whoever contested it reads it."),
});

/** What can be contested. */
export type Contestable = "record" | "picture";

/** `waiting` for an answer; `gone` when what was contested was deleted before there was one. */
export type ContestState = "waiting" | "gone" | Outcome;

/** What its subject contested, and what became of it. Times in milliseconds since the epoch. */
export interface OwnContest {
  readonly id: string;
  readonly what: Contestable;
  /** By which the record or the picture is found, while it is there. */
  readonly whatId: string;
  /** When it began, or was taken. */
  readonly from: number;
  readonly reason: Reason;
  readonly words: string | null;
  readonly at: number;
  readonly state: ContestState;
  /** Whether it is still stored: what stands may have been deleted since. */
  readonly isThere: boolean;
  readonly answer: { readonly words: string; readonly at: number } | null;
}

/** What whoever answers sees: of a record or a picture no more than when it was made and in which application. */
export interface WaitingContest {
  readonly id: string;
  readonly name: string;
  /** Where they are: a time that they call wrong is theirs. */
  readonly timeZone: string;
  readonly what: Contestable;
  readonly from: number;
  /** Null of a picture. */
  readonly to: number | null;
  readonly application: string;
  readonly reason: Reason;
  readonly words: string | null;
  readonly at: number;
}
