import type { CoverageLabel } from "../../domain/directive/schema.ts";

/** Whole minutes that share one label. `from` counts from the day's local midnight. */
export type DayRun = { from: number; minutes: number; label: CoverageLabel };

/**
 * One device's day. Runs follow each other without a gap and end at `minutes`, or, today, at the
 * present minute; what comes after is simply not yet.
 */
export type CoverageDay = {
  /** Milliseconds since the epoch of the local midnight that began the day. */
  startsAt: number;
  /** 1440, or 1380 and 1500 when clocks change. */
  minutes: number;
  runs: DayRun[];
};

/** The part of a run that falls in one row of the drawing; `run` is its index in the day. */
export type Piece = DayRun & { run: number };

/** One row of the drawing. `from` counts from midnight, as a run's does. */
export type DayRow = { from: number; minutes: number; pieces: Piece[] };

/** Cuts the day into rows of `minutesPerRow`, for screens on which 24 hours are too long for one. */
export function rowsOf(day: CoverageDay, minutesPerRow: number): DayRow[] {
  const rows: DayRow[] = [];
  for (let from = 0; from < day.minutes; from += minutesPerRow) {
    const to = Math.min(from + minutesPerRow, day.minutes);
    const pieces = day.runs.flatMap(({ label, ...run }, index) => {
      const start = Math.max(run.from, from);
      const end = Math.min(run.from + run.minutes, to);
      return end > start ? [{ label, from: start, minutes: end - start, run: index }] : [];
    });
    rows.push({ from, minutes: to - from, pieces });
  }
  return rows;
}

/** Minutes per label, most first. */
export function totalsOf(runs: readonly DayRun[]): { label: CoverageLabel; minutes: number }[] {
  const totals = new Map<CoverageLabel, number>();
  for (const { label, minutes } of runs) totals.set(label, (totals.get(label) ?? 0) + minutes);
  return [...totals].map(([label, minutes]) => ({ label, minutes })).sort((a, b) => b.minutes - a.minutes);
}
