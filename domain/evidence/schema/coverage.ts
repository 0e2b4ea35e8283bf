import type { Unmet } from "../../jurisdiction/rules.ts";
import { DUTY_KINDS, type Law } from "../../jurisdiction/schema.ts";

/** How many people a row of law applies to now, and how many of them it holds. */
export interface PlaceCoverage {
  /** `unknown`: people of whom it is not known where they live or work. */
  readonly code: string;
  readonly name: string;
  /** Null where there is no row of law. */
  readonly level: Law["level"] | null;
  readonly people: number;
  /** Those for whom every duty of the row is met; null where it would tell a number that is hidden. */
  readonly complete: number | null;
  /** Whether nobody there can meet the row, whatever they do: it is blocked, or no notice counts, or there is no row. */
  readonly isHeld: boolean;
  /** Every duty that is not met by itself, also when nobody lacks it. Null: fewer than five, not shown. */
  readonly missing: readonly { readonly duty: Unmet["duty"]; readonly people: number | null }[];
}

export interface Coverage {
  /** The moment of which it tells. */
  readonly at: Date;
  readonly places: readonly PlaceCoverage[];
}

/** What can be asked for in the list. */
export const LACKING = [...DUTY_KINDS, "location", "law"] as const;

/** Something that holds collection from somebody. */
export interface MissingEvidence {
  /** The row's code; `unknown` where it is not known where they are. */
  readonly code: string;
  readonly duty: Unmet["duty"];
  readonly since: Date;
}

/** Somebody of whom nothing is collected now, since something that the law asks for is not there. */
export interface PersonWithoutEvidence {
  readonly id: string;
  readonly name: string;
  /** Null where it is not known, or was not confirmed for too long. */
  readonly residence: string | null;
  readonly work: string | null;
  readonly missing: readonly MissingEvidence[];
}

export interface PeopleWithoutEvidence {
  readonly people: readonly PersonWithoutEvidence[];
  /** Pass as `after` for the next page; null at the end. */
  readonly next: string | null;
}

/**
 * Something that comes up, or waits. `at` is null where nothing sets a time. `people` are those whom it concerns,
 * null where it is about nobody; `what` names the one thing that it is about, in the field's words.
 * - `yearly-notice`: this year's notices end to count with the year; without next year's they are held then.
 * - `override-ends`: counsel's override ends, and the place is blocked again.
 * - `locations-stale`: locations that nobody will have confirmed for too long within thirty days.
 * - `notice-begins`: a version of substance takes effect, and holds all who have not acknowledged it.
 * - `posting-uninspected`: nobody has looked for ninety days whether a notice still hangs.
 * - `proposal`, `override-waits`, `draft`: wait for a second person of legal.
 */
export interface Deadline {
  readonly kind:
    | "yearly-notice"
    | "override-ends"
    | "locations-stale"
    | "notice-begins"
    | "posting-uninspected"
    | "proposal"
    | "override-waits"
    | "draft";
  readonly at: Date | null;
  readonly code: string | null;
  readonly what: string | null;
  readonly people: number | null;
}
