import { expect, test } from "vitest";
import { nextChange } from "./next-change.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** A Wednesday, 15:00 in New York. */
const NOW = Date.parse("2026-11-25T20:00:00Z");
const scope = (from: number, until: number, hours: [number, number][] | null = null) => ({
  categories: null,
  applications: null,
  devices: null,
  hours,
  from,
  until,
});
const next = (...rows: Parameters<typeof nextChange>[0]) => nextChange(rows, "America/New_York", NOW);

test.each<[string, Parameters<typeof nextChange>[0], number | null]>([
  ["nothing", [], null],
  ["what is over", [{ scope: scope(NOW - DAY, NOW - HOUR), endedAt: null }], null],
  ["what was ended", [{ scope: scope(NOW - DAY, NOW + DAY), endedAt: NOW - HOUR }], null],
  ["what holds", [{ scope: scope(NOW - DAY, NOW + DAY), endedAt: null }], NOW + DAY],
  [
    "what is ended before its time",
    [{ scope: scope(NOW - DAY, NOW + DAY), endedAt: NOW + HOUR }],
    NOW + HOUR,
  ],
  ["what begins", [{ scope: scope(NOW + HOUR, NOW + DAY), endedAt: null }], NOW + HOUR],
  [
    "hours of a Wednesday that are not over",
    [{ scope: scope(NOW - DAY, NOW + 9 * DAY, [[2 * 1440 + 14 * 60, 2 * 1440 + 17 * 60]]), endedAt: null }],
    NOW + 2 * HOUR,
  ],
  [
    "hours after the day that is looked ahead",
    [{ scope: scope(NOW - DAY, NOW + 9 * DAY, [[0, 60]]), endedAt: null }],
    NOW + 9 * DAY,
  ],
])("%s", (_, rows, expected) => {
  expect(next(...rows)).toBe(expected);
});

test("of several the first", () => {
  expect(
    next(
      { scope: scope(NOW - DAY, NOW + 3 * DAY), endedAt: null },
      { scope: scope(NOW - DAY, NOW + 2 * DAY), endedAt: null },
    ),
  ).toBe(NOW + 2 * DAY);
});
