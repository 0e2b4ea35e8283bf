import type { Unmet } from "../../jurisdiction/rules.ts";

/** How many people are offered to choose from. */
export const MOST_NAMED = 20;

/** Somebody of the directory, also one who left. */
export interface NamedPerson {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly title: string;
  readonly timeZone: string;
  readonly active: boolean;
}

/** The day that is told of, in milliseconds; it ends now when it is today. */
export interface Span {
  readonly day: string;
  readonly from: number;
  readonly to: number;
  /** The moment that was asked for; null for the whole day. */
  readonly at: number | null;
}

export interface KnownLocation {
  readonly kind: string;
  readonly jurisdiction: string;
  readonly workplace: string | null;
  readonly from: Date;
  readonly until: Date | null;
  readonly source: string;
  readonly confirmedAt: Date;
}

export interface AppliedRow {
  readonly code: string;
  readonly name: string;
  readonly version: number;
  readonly from: Date;
  readonly until: Date | null;
  readonly source: string;
}

/** A part of the day in which the gate said the same. */
export interface GateSpan {
  readonly from: number;
  readonly to: number;
  /** The rows that applied. */
  readonly codes: readonly string[];
  /** What held collection; nothing means that the gate was open. */
  readonly unmet: readonly Unmet[];
}

export interface EvidenceAnswer {
  readonly person: NamedPerson;
  readonly span: Span;
  readonly locations: readonly KnownLocation[];
  readonly rows: readonly AppliedRow[];
  readonly notices: readonly CountedNotice[];
  /** When the first record about them was stored; null when none ever was. */
  readonly firstCollectedAt: Date | null;
  /** The day from its beginning, a part for each change. */
  readonly gate: readonly GateSpan[];
}

/** A notice that counted then, with what the person had been given of it and had said. */
export interface CountedNotice {
  readonly jurisdiction: string;
  readonly language: string;
  readonly version: number;
  readonly title: string;
  readonly sha256: string;
  readonly effectiveAt: Date;
  readonly served: readonly { readonly at: Date; readonly channel: string }[];
  readonly seenAt: Date | null;
  readonly acknowledged: { readonly at: Date; readonly channel: string } | null;
  /** `withdrawnAt`: null if it still stood then. */
  readonly authorised: readonly {
    readonly at: Date;
    readonly jurisdiction: string;
    readonly withdrawnAt: Date | null;
  }[];
}

/** Either the answer, or the people who may have been meant. */
export type Asked =
  | { readonly kind: "answer"; readonly answer: EvidenceAnswer }
  | { readonly kind: "several"; readonly people: readonly NamedPerson[] };
