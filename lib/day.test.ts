import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dayBounds, dayOf, isDay, newestDay, offsetAt } from "./day.ts";

const ZONES = [
  "America/New_York",
  "America/Los_Angeles",
  "America/St_Johns",
  "Asia/Kathmandu",
  "Australia/Lord_Howe",
  "Pacific/Chatham",
  "Pacific/Kiritimati",
  "UTC",
];
const moment = fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2028, 0, 1) });
const HOUR = 3_600_000;

describe("a day", () => {
  test("is no newer anywhere than where days begin first", () => {
    const zones = Intl.supportedValuesOf("timeZone");
    for (const at of [
      Date.UTC(2026, 10, 26, 9, 59, 59),
      Date.UTC(2026, 10, 26, 10),
      Date.UTC(2028, 1, 28, 23),
    ])
      expect(newestDay(at)).toBe(
        zones
          .map((zone) => dayOf(zone, at))
          .sort()
          .at(-1),
      );
    expect(newestDay(Date.UTC(2026, 10, 26, 10))).toBe("2026-11-27");
  });
  test("is the one that the calendar there shows", () => {
    fc.assert(
      fc.property(fc.constantFrom(...ZONES), moment, (timeZone, at) => {
        const calendar = new Intl.DateTimeFormat("en-CA", { timeZone, dateStyle: "short" }).format(at);
        expect(dayOf(timeZone, at)).toBe(calendar);
      }),
      { numRuns: 2_000 },
    );
  });

  test("is one only if the calendar has it", () => {
    expect(["2026-11-23", "2028-02-29", "0001-01-01"].map(isDay)).toEqual([true, true, true]);
    const wrong = [
      "2026-02-31",
      "2026-02-29",
      "2026-13-01",
      "2026-00-10",
      "26-1-1",
      "",
      "2026-11-23T00:00:00Z",
      " 2026-11-23",
    ];
    expect(wrong.filter(isDay)).toEqual([]);
  });

  test("begins and ends where the calendar turns", () => {
    fc.assert(
      fc.property(fc.constantFrom(...ZONES), moment, (timeZone, at) => {
        const day = dayOf(timeZone, at);
        const { from, to } = dayBounds(timeZone, day);
        expect(from <= at && at < to).toBe(true);
        expect([dayOf(timeZone, from), dayOf(timeZone, to - 1)]).toEqual([day, day]);
        expect(dayOf(timeZone, from - 1) < day && dayOf(timeZone, to) > day).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  test("lasts 23, 24 or 25 hours", () => {
    const hours = (day: string) => {
      const { from, to } = dayBounds("America/New_York", day);
      return (to - from) / HOUR;
    };
    expect([hours("2026-03-08"), hours("2026-06-01"), hours("2026-11-01")]).toEqual([23, 24, 25]);
  });

  test("offsets are those of the moment", () => {
    expect(offsetAt("America/New_York", Date.UTC(2026, 0, 1))).toBe(-5 * HOUR);
    expect(offsetAt("America/New_York", Date.UTC(2026, 6, 1))).toBe(-4 * HOUR);
    expect(offsetAt("Asia/Kathmandu", 0)).toBe(5.5 * HOUR);
  });
});
