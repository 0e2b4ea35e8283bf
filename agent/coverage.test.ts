import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { coverageRun } from "../domain/activity/schema.ts";
import { COVERAGE_LABELS } from "../domain/directive/schema.ts";
import { Coverage } from "./coverage.ts";

const MINUTE = 60_000;

describe("coverage", () => {
  it("gives a minute the label that held longest", () => {
    const coverage = new Coverage(0);
    coverage.add(0, 40_000, "paused");
    coverage.add(40_000, MINUTE, "offline");
    expect(coverage.take(1).runs).toEqual([{ from: 0, minutes: 1, label: "paused" }]);
  });

  it("calls a minute collected if anything was collected in it", () => {
    const coverage = new Coverage(0);
    coverage.add(0, MINUTE, "paused");
    coverage.collected(0);
    expect(coverage.take(1).runs).toEqual([{ from: 0, minutes: 1, label: "collected" }]);
  });

  it("keeps the minute under way, and joins those that follow on with one label", () => {
    const coverage = new Coverage(0);
    coverage.add(0, 3.5 * MINUTE, "offline");
    expect(coverage.take(3)).toEqual({ runs: [{ from: 0, minutes: 3, label: "offline" }], toldUntil: 3 });
    coverage.add(3.5 * MINUTE, 4 * MINUTE, "offline");
    expect(coverage.take(4).runs).toEqual([{ from: 3, minutes: 1, label: "offline" }]);
  });

  it("reaches back fourteen days and no farther", () => {
    const coverage = new Coverage(1);
    coverage.add(MINUTE, 30_000 * MINUTE, "agent-off");
    const [run, ...others] = coverage.take(30_000).runs;
    expect(others).toEqual([]);
    expect(coverageRun.parse(run)).toEqual({ from: 9_840, minutes: 20_160, label: "agent-off" });
  });

  it("labels every minute once, whatever the spans", () => {
    const spans = fc.array(
      fc.tuple(fc.integer({ min: 1, max: 200_000 }), fc.constantFrom(...COVERAGE_LABELS)),
      { minLength: 1 },
    );
    fc.assert(
      fc.property(spans, (given) => {
        const coverage = new Coverage(0);
        const told: number[] = [];
        let at = 0;
        for (const [ms, label] of given) {
          coverage.add(at, at + ms, label);
          at += ms;
          for (const run of coverage.take(Math.floor(at / MINUTE)).runs) {
            for (let n = 0; n < run.minutes; n++) told.push(run.from + n);
          }
        }
        expect(told).toEqual(Array.from({ length: Math.floor(at / MINUTE) }, (_, n) => n));
      }),
    );
  });
});
