import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { arbitraryFacts, SPAN, START } from "../../directive/arbitrary-facts.ts";
import { decide, type Facts } from "../../directive/rules.ts";
import { COVERAGE_LABELS } from "../../directive/schema.ts";
import { instants } from "../expect-permitted.ts";
import type { CoverageRun } from "../schema.ts";
import { coverageHours, HOUR_MS, labelByte, labelOfByte, MINUTE_MS } from "./coverage.ts";

const FIRST = Math.floor(START / MINUTE_MS);
const LATER = START + 10 * SPAN;

/** The label of a minute (since the epoch), or null when nothing was said of it. */
function labelAt(hours: ReadonlyMap<number, Buffer>, minute: number) {
  const hour = Math.floor((minute * MINUTE_MS) / HOUR_MS) * HOUR_MS;
  return labelOfByte(hours.get(hour)?.[minute % 60] ?? 0);
}

const run: fc.Arbitrary<CoverageRun> = fc.record({
  from: fc.integer({ min: FIRST, max: FIRST + 3 }),
  minutes: fc.integer({ min: 1, max: 130 }),
  label: fc.constantFrom(...COVERAGE_LABELS),
});

describe("labels", () => {
  test("are bytes and back", () => {
    for (const label of COVERAGE_LABELS) expect(labelOfByte(labelByte(label))).toBe(label);
    expect(labelOfByte(0)).toBeNull();
  });
});

describe("coverage", () => {
  test("a minute in which nothing could be permitted is never shown as collected", () => {
    let corrected = 0;
    fc.assert(
      fc.property(
        arbitraryFacts,
        fc.integer({ min: FIRST, max: FIRST + 1 }),
        fc.nat(3),
        (facts, from, more) => {
          const claimed = { from, minutes: more + 1, label: "collected" as const };
          const hours = coverageHours([claimed], facts, LATER);
          for (let minute = from; minute <= from + more; minute++) {
            const label = labelAt(hours, minute);
            if (label === null) continue;
            const possible = isPossible(facts, minute);
            expect(label === "collected").toBe(possible);
            if (!possible) corrected += 1;
          }
        },
      ),
      { numRuns: 2_000 },
    );
    expect(corrected).toBeGreaterThan(100);
  });

  test("says for every minute what was last said of it, and of no other", () => {
    fc.assert(
      fc.property(fc.array(run, { maxLength: 4 }), (runs) => {
        const others = runs.filter((each) => each.label !== "collected");
        const hours = coverageHours(others, linked(0), START + 1_000 * MINUTE_MS);
        for (let minute = FIRST - 2; minute < FIRST + 140; minute++) {
          const said = others
            .filter((each) => each.from <= minute && minute < each.from + each.minutes)
            .at(-1);
          expect(labelAt(hours, minute)).toBe(said?.label ?? null);
        }
      }),
    );
  });

  test("leaves out what lies before the enrolment, has not begun, or is too old", () => {
    const now = START + 5 * MINUTE_MS;
    const everything = [{ from: 0, minutes: 20_160, label: "paused" as const }];
    expect(coverageHours(everything, linked(0), now).size).toBe(0);
    const long = [{ from: FIRST - 20_000, minutes: 20_160, label: "paused" as const }];
    const hours = coverageHours(long, linked(START + 2 * MINUTE_MS), now);
    expect(labelAt(hours, Math.floor(START / MINUTE_MS) + 1)).toBeNull();
    expect(labelAt(hours, Math.floor(START / MINUTE_MS) + 2)).toBe("paused");
    expect(labelAt(hours, Math.floor(now / MINUTE_MS))).toBe("paused");
    expect(labelAt(hours, Math.floor(now / MINUTE_MS) + 1)).toBeNull();
  });

  test("leaves out what was erased, and keeps the minute of the erasure itself", () => {
    const now = START + 5 * MINUTE_MS;
    const long = [{ from: FIRST - 100, minutes: 200, label: "paused" as const }];
    const erasedAt = START + 2 * MINUTE_MS;
    const hours = coverageHours(long, { ...linked(0), erasedAt }, now);
    expect(labelAt(hours, Math.floor(erasedAt / MINUTE_MS) - 1)).toBeNull();
    expect(labelAt(hours, Math.floor(erasedAt / MINUTE_MS))).toBe("paused");
  });
});

function isPossible(facts: Facts, minute: number): boolean {
  const at = minute * MINUTE_MS;
  return instants(facts, at, at + MINUTE_MS).some((t) => decide(facts, t).label === "collected");
}

/** Of whom nothing is known but when the computer was linked. */
function linked(from: number): Facts {
  return {
    employed: true,
    enrolled: { from, to: Number.POSITIVE_INFINITY },
    gate: { laws: [], locations: [], evidence: [], staleAfter: 1 },
    consents: { pointer: [], keyboard: [], screen: [], application: [] },
    answered: false,
    applications: [],
    pauses: [],
    exemptions: [],
    erasedAt: null,
  };
}
