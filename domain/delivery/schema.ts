import type { DutyKind } from "../jurisdiction/schema.ts";

/** Why a letter is sent: the notice for the first time, this year's, or once more to whoever has not answered. */
export const LETTER_REASONS = ["notice", "yearly", "reminder"] as const;
export type LetterReason = (typeof LETTER_REASONS)[number];

/** Reminders come a week apart, and for one notice no more than three. */
export const REMINDER_DAYS = 7;
export const REMINDERS = 3;

/** What of a row of law is for the employee to do, if they want to. */
export type Ask = Extract<DutyKind, "acknowledgement" | "authorisation" | "daily-notice-or-acknowledgement">;

/** One row of law for whose sake a letter is due. */
export interface DueRow {
  readonly employeeId: string;
  readonly noticeId: string;
  readonly code: string;
  readonly reason: LetterReason;
  readonly asks: readonly Ask[];
}

/** A letter that is due: one notice, for the sake of one or more rows of law. */
export interface DueLetter {
  readonly employeeId: string;
  readonly noticeId: string;
  readonly reason: LetterReason;
  /** The row that is named as the reason: a place's own before the federal one. */
  readonly code: string;
  readonly asks: readonly { readonly code: string; readonly ask: Ask }[];
}
