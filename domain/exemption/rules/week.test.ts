import fc from "fast-check";
import { expect, test } from "vitest";
import { isWithinWeek, weekEdges } from "./week.ts";

const MINUTE = 60_000;
const DAY = 86_400_000;
const ZONES = [
  "America/New_York",
  "America/Los_Angeles",
  "America/Phoenix",
  "Europe/Berlin",
  "Australia/Lord_Howe",
];

test("hours are those of the wall clock, also after it was put back", () => {
  const week = { hours: [[9 * 60, 12 * 60]] as const, timeZone: "America/New_York" };
  // Mondays in New York: before and after the first Sunday of November 2026.
  expect(isWithinWeek(week, Date.parse("2026-10-26T12:59:59Z"))).toBe(false);
  expect(isWithinWeek(week, Date.parse("2026-10-26T13:00:00Z"))).toBe(true);
  expect(isWithinWeek(week, Date.parse("2026-11-02T13:59:59Z"))).toBe(false);
  expect(isWithinWeek(week, Date.parse("2026-11-02T14:00:00Z"))).toBe(true);
  expect(isWithinWeek(week, Date.parse("2026-11-02T17:00:00Z"))).toBe(false);
  expect(isWithinWeek(week, Date.parse("2026-11-03T14:00:00Z"))).toBe(false);
});

test("nothing changes but at an edge, in any zone, whenever clocks are put forward or back", () => {
  const minute = fc.integer({ min: 0, max: 10_080 });
  const hours = fc.array(
    fc
      .tuple(minute, minute)
      .filter(([a, b]) => a !== b)
      .map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const),
    { minLength: 1, maxLength: 4 },
  );
  const begin = fc.integer({
    min: Date.parse("2026-01-01T00:00:00Z"),
    max: Date.parse("2027-01-01T00:00:00Z"),
  });
  // Around the turns of the clocks as often as elsewhere.
  const turn = fc.constantFrom(
    "2026-03-08T07:00:00Z",
    "2026-11-01T06:00:00Z",
    "2026-10-25T01:00:00Z",
    "2026-04-04T15:00:00Z",
  );
  const from = fc.oneof(
    begin,
    fc.tuple(turn, fc.integer({ min: -2 * DAY, max: DAY })).map(([t, d]) => Date.parse(t) + d),
  );
  fc.assert(
    fc.property(hours, fc.constantFrom(...ZONES), from, (each, timeZone, start) => {
      const week = { hours: each, timeZone };
      const to = start + 3 * DAY;
      const edges = new Set(weekEdges(week, start, to));
      let was = isWithinWeek(week, start);
      for (let at = Math.ceil((start + 1) / MINUTE) * MINUTE; at < to; at += MINUTE) {
        const is = isWithinWeek(week, at);
        if (is !== was) expect(edges.has(at)).toBe(true);
        was = is;
      }
    }),
    { numRuns: 300 },
  );
});
