import { decide, type Facts, permitted } from "../../directive/rules.ts";
import { COVERAGE_LABELS, type CoverageLabel } from "../../directive/schema.ts";
import { HORIZON_MS } from "../rules.ts";
import type { CoverageRun } from "../schema.ts";

export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
const MINUTES = 60;

const byteOf = new Map(COVERAGE_LABELS.map((label, i) => [label, i + 1]));

/** The byte a minute of this label is stored as; 0 is a minute of which nothing is known. */
export function labelByte(label: CoverageLabel): number {
  return byteOf.get(label) ?? 0;
}

export function labelOfByte(byte: number): CoverageLabel | null {
  return COVERAGE_LABELS[byte - 1] ?? null;
}

/**
 * The minutes that a device reports, by hour (milliseconds), 60 bytes each. Later runs lie over earlier
 * ones. A minute claimed as collected in which nothing could be permitted gets the label that says why
 * not. Minutes that have not begun, from before the enrolment or an erasure of everything, or older than 14 days
 * are left out.
 */
export function coverageHours(runs: readonly CoverageRun[], facts: Facts, now: number): Map<number, Buffer> {
  const hours = new Map<number, Buffer>();
  const { enrolled, erasedAt } = facts;
  const first = Math.floor(Math.max(enrolled.from, now - HORIZON_MS, erasedAt ?? 0) / MINUTE_MS);
  const last = Math.floor(now / MINUTE_MS) + 1;
  for (const run of runs) {
    const from = Math.max(run.from, first);
    const to = Math.min(run.from + run.minutes, last);
    if (from >= to) continue;
    fill(hours, from, to, run.label);
    if (run.label === "collected") correct(hours, from, to, facts, now);
  }
  return hours;
}

/** Overwrites what was claimed in [from, to) wherever the decision says otherwise for the whole minute. */
function correct(hours: Map<number, Buffer>, from: number, to: number, facts: Facts, now: number): void {
  const start = from * MINUTE_MS;
  const spans = permitted(facts, start, Math.max(start + 1, Math.min(to * MINUTE_MS, now)));
  if (spans.every((span) => span.decision.label === "collected")) return;
  fill(hours, from, to, decide(facts, start).label);
  for (const span of spans) {
    if (span.decision.label !== "collected") fillSpan(hours, span.from, span.to, span.decision.label);
  }
  for (const span of spans) {
    if (span.decision.label === "collected") fillSpan(hours, span.from, span.to, "collected");
  }
}

function fillSpan(hours: Map<number, Buffer>, from: number, to: number, label: CoverageLabel): void {
  fill(hours, Math.floor(from / MINUTE_MS), Math.ceil(to / MINUTE_MS), label);
}

function fill(hours: Map<number, Buffer>, from: number, to: number, label: CoverageLabel): void {
  const byte = labelByte(label);
  for (let at = from; at < to; ) {
    const hour = Math.floor(at / MINUTES);
    const end = Math.min(to, (hour + 1) * MINUTES);
    const labels = hours.get(hour * HOUR_MS) ?? Buffer.alloc(MINUTES);
    hours.set(hour * HOUR_MS, labels);
    labels.fill(byte, at - hour * MINUTES, end - hour * MINUTES);
    at = end;
  }
}
