import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { COVERAGE_LABELS } from "../../domain/directive/schema.ts";
import { type CoverageDay, type DayRun, rowsOf, totalsOf } from "./day.ts";

/** A day of 23, 24 or 25 hours whose runs follow each other without a gap. */
const days = fc
  .tuple(
    fc.constantFrom(1380, 1440, 1500),
    fc.array(fc.tuple(fc.integer({ min: 1, max: 200 }), fc.constantFrom(...COVERAGE_LABELS)), {
      maxLength: 30,
    }),
  )
  .map(([minutes, lengths]): CoverageDay => {
    const runs: DayRun[] = [];
    let from = 0;
    for (const [length, label] of lengths) {
      const fits = Math.min(length, minutes - from);
      if (fits > 0) runs.push({ from, minutes: fits, label });
      from += fits;
    }
    return { startsAt: 0, minutes, runs };
  });

describe("rowsOf", () => {
  it("draws every minute of every run once, in its own row", () => {
    fc.assert(
      fc.property(days, fc.constantFrom(180, 360, 1440), (day, perRow) => {
        const rows = rowsOf(day, perRow);
        expect(rows.reduce((sum, row) => sum + row.minutes, 0)).toBe(day.minutes);
        for (const row of rows) {
          for (const piece of row.pieces) {
            expect(piece.from).toBeGreaterThanOrEqual(row.from);
            expect(piece.from + piece.minutes).toBeLessThanOrEqual(row.from + row.minutes);
          }
        }
        const drawn = rows.flatMap(({ pieces }) => pieces);
        const minutes = day.runs.map(() => 0);
        for (const { run, minutes: more, label } of drawn) {
          expect(label).toBe(day.runs[run]?.label);
          minutes[run] = (minutes[run] ?? 0) + more;
        }
        expect(minutes).toEqual(day.runs.map((run) => run.minutes));
      }),
    );
  });
});

describe("totalsOf", () => {
  it("adds up to the runs, most first, each label once", () => {
    fc.assert(
      fc.property(days, ({ runs }) => {
        const totals = totalsOf(runs);
        expect(totals.reduce((sum, { minutes }) => sum + minutes, 0)).toBe(
          runs.reduce((sum, { minutes }) => sum + minutes, 0),
        );
        expect(new Set(totals.map(({ label }) => label)).size).toBe(totals.length);
        expect(totals.map(({ minutes }) => minutes)).toEqual(
          totals.map(({ minutes }) => minutes).sort((a, b) => b - a),
        );
      }),
    );
  });
});
