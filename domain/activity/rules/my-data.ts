import type { DiscardReason } from "../schema.ts";
import type { Counts } from "./counts.ts";
import type { Share } from "./coverage-shares.ts";
import type { DayRun } from "./day-runs.ts";
import type { Astray, Bucket, Period } from "./period.ts";

/** What is stored of one application, on one computer, or in all; time in tenths of a second. */
export interface Recorded {
  readonly id: string;
  readonly name: string;
  readonly tenths: number;
  readonly segments: number;
}

/** What arrived and was not kept, for one reason. */
export interface Discarded {
  readonly reason: DiscardReason;
  readonly times: number;
  readonly steps: number;
  readonly tenths: number;
  /** How many of the times it was a screen picture. */
  readonly captures: number;
}

/** What the program cost one computer. */
export interface Cost {
  readonly id: string;
  readonly name: string;
  readonly bytesSent: number;
  readonly bytesReceived: number;
  readonly cpuMs: number;
  /** The lowest percentage the battery had; null without one. */
  readonly batteryLow: number | null;
  /** Records that its full queue had to give up. */
  readonly droppedSegments: number;
}

/** One computer's minutes: in all, and for each bucket of the period. Every minute that has begun is in them once. */
export interface DeviceMinutes {
  readonly id: string;
  readonly name: string;
  readonly total: readonly Share[];
  readonly parts: readonly (readonly Share[])[];
  /** A single day's minutes in their order; null for more than a day. */
  readonly runs: readonly DayRun[] | null;
}

/** A bucket with its bounds in milliseconds, and how many minutes it has in all. */
export interface TimedBucket extends Bucket {
  readonly startsAt: number;
  readonly minutes: number;
}

/** Records of which nobody but their subject can see anything yet. */
export interface Held {
  /** How long the program holds back what is stored from now on. */
  readonly hours: number;
  readonly held: number;
  readonly stored: number;
}

/** How many of something are stored, and how many of those are still their subject's alone. */
export interface Amount {
  readonly stored: number;
  readonly held: number;
}

/** What is stored of the day that it is where the person is. */
export interface HeldToday {
  readonly records: Amount;
  readonly pictures: Amount;
}

export interface MyData {
  /** YYYY-MM-DD where the person is, as `today` is. */
  readonly on: string;
  readonly today: string;
  readonly period: Period;
  readonly astray: Astray | null;
  readonly buckets: readonly TimedBucket[];
  readonly devices: readonly DeviceMinutes[];
  readonly applications: readonly Recorded[];
  readonly computers: readonly Recorded[];
  /** The sum of the applications, which is that of the computers. */
  readonly recorded: { readonly tenths: number; readonly segments: number };
  readonly counts: Counts;
  readonly discards: readonly Discarded[];
  readonly costs: readonly Cost[];
  readonly held: Held;
  readonly heldToday: HeldToday;
  /** Screen pictures that are stored of the period. */
  readonly pictures: number;
}
