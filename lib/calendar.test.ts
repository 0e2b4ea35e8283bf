import fc from "fast-check";
import { expect, test } from "vitest";
import { daysBetween, hourBounds, hourOf, mondayOf, monthOf, shiftDay } from "./calendar.ts";
import { dayBounds } from "./day.ts";

const HOUR = 3_600_000;
const ZONES = ["America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"];
const aDay = fc
  .date({ min: new Date("2000-01-02"), max: new Date("2099-12-30"), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));

test("a week begins on the Monday, and months at their first", () => {
  expect(["2026-11-23", "2026-11-27", "2026-11-29", "2026-11-30"].map(mondayOf)).toEqual([
    "2026-11-23",
    "2026-11-23",
    "2026-11-23",
    "2026-11-30",
  ]);
  expect([monthOf("2026-01-31"), monthOf("2026-01-31", -1), monthOf("2026-12-31", 1)]).toEqual([
    "2026-01-01",
    "2025-12-01",
    "2027-01-01",
  ]);
});

test("days follow each other without a gap, over the ends of months, leap days and years", () => {
  expect(shiftDay("2028-02-28", 1)).toBe("2028-02-29");
  expect(daysBetween("2026-12-30", "2027-01-02")).toEqual([
    "2026-12-30",
    "2026-12-31",
    "2027-01-01",
    "2027-01-02",
  ]);
  expect(daysBetween("2026-11-02", "2026-11-01")).toEqual([]);
});

test("the hours of a day's clock are all of the day, each moment in one of them, whatever the clock does", () => {
  fc.assert(
    fc.property(aDay, fc.constantFrom(...ZONES), (day, zone) => {
      const { from, to } = dayBounds(zone, day);
      const hours = Array.from({ length: 24 }, (_, hour) => hourBounds(zone, day, hour));
      const length = hours.reduce((sum, each) => sum + (each ? each.to - each.from : 0), 0);
      expect(length).toBe(to - from);
      for (const [hour, bounds] of hours.entries()) {
        if (bounds) expect([hourOf(zone, bounds.from), hourOf(zone, bounds.to - 1)]).toEqual([hour, hour]);
      }
    }),
  );
});

test("an hour that the clock goes through twice is two hours long, and one that it skips is none", () => {
  const zone = "America/New_York";
  const twice = hourBounds(zone, "2026-11-01", 1);
  expect((twice?.to ?? 0) - (twice?.from ?? 0)).toBe(2 * HOUR);
  expect(hourBounds(zone, "2026-03-08", 2)).toBeNull();
});
