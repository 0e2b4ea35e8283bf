import type { RetentionDays } from "../../notice/rules/retention-days.ts";
import type { Category } from "../../notice/schema.ts";
import type { Piece } from "../rules.ts";
import type { Step } from "../schema.ts";
import { isOfKeyboard } from "./sealed-steps.ts";

/** A day of retention: 24 hours, whatever clocks are put on or back meanwhile. */
const DAY_MS = 86_400_000;

/** What binds for records that were made from one moment until before another, in milliseconds since the epoch. */
export interface RetentionTerm {
  readonly from: number;
  readonly to: number;
  readonly days: RetentionDays;
}

/** What binds for what was recorded `at` a moment; null outside of the terms. */
export function daysAt(terms: readonly RetentionTerm[], at: number): RetentionDays | null {
  return terms.find(({ from, to }) => from <= at && at < to)?.days ?? null;
}

/** Of a stored record: when it began (milliseconds since the epoch), and what is left of it. */
export interface KeptRecord {
  readonly from: number;
  /** Of the pointer, and switches of applications: they are sealed together. */
  readonly hasSteps: boolean;
  readonly hasKeyboard: boolean;
  readonly hasApplication: boolean;
  /** Stored before keyboard steps were sealed apart: all of it goes with what is over first. */
  readonly isUndivided: boolean;
}

/** When each part of a record is over, in milliseconds since the epoch; null for what it does not have, or not any more. */
export interface Going {
  readonly steps: number | null;
  readonly keyboard: number | null;
  readonly application: number | null;
  /** When nothing is left, and the record itself goes. */
  readonly record: number;
}

/** The same truth as `keep_segments` of the database, which the job goes by; retention.test.ts compares them. */
export function goesAt(record: KeptRecord, days: RetentionDays): Going {
  const after = (...of: Category[]) => record.from + DAY_MS * Math.min(...of.map((each) => days[each]));
  const first = record.isUndivided ? after("pointer", "keyboard", "application") : null;
  const steps = record.hasSteps ? (first ?? after("pointer", "application")) : null;
  const keyboard = record.hasKeyboard ? (first ?? after("keyboard")) : null;
  const application = record.hasApplication ? (first ?? after("application")) : null;
  return {
    ...{ steps, keyboard, application },
    record: Math.max(record.from, steps ?? 0, keyboard ?? 0, application ?? 0),
  };
}

/** Whether nothing that is over can be among what began at `from`: nothing is kept for less than a day. */
export function isSurelyKept(from: number, now: number): boolean {
  return now - from < DAY_MS;
}

/**
 * What of a piece that arrives late is still to be stored; null when nothing is. `from` of a piece is in tenths
 * of a second, `now` in milliseconds.
 */
export function stillKept(piece: Piece, days: RetentionDays, now: number): Piece | null {
  const at = piece.from * 100;
  const isOver = (...of: Category[]) => at + DAY_MS * Math.min(...of.map((each) => days[each])) <= now;
  const [noSteps, noKeyboard] = [isOver("pointer", "application"), isOver("keyboard")];
  const application = isOver("application") ? null : piece.application;
  const isKept = (step: Step) => !(isOfKeyboard(step) ? noKeyboard : noSteps);
  const steps = piece.steps.filter(isKept);
  return steps.length === 0 && application === null ? null : { ...piece, application, steps };
}
