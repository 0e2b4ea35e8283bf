import fc from "fast-check";
import { expect, test } from "vitest";
import { shiftDay } from "../../../lib/calendar.ts";
import { askedPeriod, FIRST_DAY, periodOf, VIEWS } from "./period.ts";

const TODAY = "2026-11-27";
const asked = (view: string | null, on: string | null) =>
  askedPeriod({ view, on }, { today: TODAY, since: "2026-09-15" });

test("a week is from Monday on, a month from its first, all time from the first month, none beyond today", () => {
  expect(asked("day", "2026-11-05").period).toMatchObject({ from: "2026-11-05", to: "2026-11-05" });
  expect(asked("week", "2026-11-05").period).toMatchObject({ from: "2026-11-02", to: "2026-11-08" });
  expect(asked("week", "2026-11-05").period).toMatchObject({ previous: "2026-11-01", next: "2026-11-09" });
  expect(asked("week", TODAY).period).toMatchObject({ from: "2026-11-23", to: TODAY, next: null });
  expect(asked("month", "2026-10-31").period).toMatchObject({ from: "2026-10-01", to: "2026-10-31" });
  expect(asked("month", "2026-10-31").period).toMatchObject({ previous: "2026-09-30", next: "2026-11-01" });
  expect(asked("all", "2026-10-01").period).toEqual({
    view: "all",
    from: "2026-09-01",
    to: TODAY,
    previous: null,
    next: null,
    buckets: [
      { from: "2026-09-01", to: "2026-09-30" },
      { from: "2026-10-01", to: "2026-10-31" },
      { from: "2026-11-01", to: TODAY },
    ],
  });
});

test("what is no view, no day, or not yet, is the day's view of today, and why", () => {
  const today = { on: TODAY, period: { view: "day", from: TODAY, to: TODAY } };
  expect(asked(null, null)).toMatchObject({ ...today, astray: null });
  expect(asked("year", null)).toMatchObject({ ...today, astray: "no-view" });
  for (const on of ["", "yesterday", "2026-02-31", "2026-11-5", "'; drop table segment", "9".repeat(10_000)])
    expect(asked(null, on), on.slice(0, 40)).toMatchObject({ ...today, astray: "no-day" });
  for (const on of ["0000-01-01", "0001-01-01", "1999-12-31"])
    expect(asked(null, on)).toMatchObject({ ...today, astray: "before-all" });
  for (const on of ["2026-11-28", "9999-12-31"])
    expect(asked(null, on)).toMatchObject({ ...today, astray: "to-come" });
  expect(asked("month", "2026-11-28")).toMatchObject({
    on: TODAY,
    period: { view: "month" },
    astray: "to-come",
  });
});

test("a period's parts follow each other without a gap, and the one before and after without one too", () => {
  const days = fc.integer({ min: 0, max: 9_800 }).map((n) => shiftDay(FIRST_DAY, n));
  fc.assert(
    fc.property(
      days,
      days,
      fc.integer({ min: 0, max: 800 }),
      fc.constantFrom(...VIEWS),
      (on, since, more, view) => {
        const frame = { today: shiftDay(on, more), since };
        const { from, to, buckets, previous, next } = periodOf(view, on, frame);
        expect(buckets[0]?.from).toBe(from);
        expect(buckets.at(-1)?.to).toBe(to);
        for (const [i, bucket] of buckets.entries())
          if (i > 0) expect(bucket.from).toBe(shiftDay(buckets[i - 1]?.to ?? "", 1));
        expect(to <= frame.today).toBe(true);
        if (view !== "all") expect([from <= on, on <= to]).toEqual([true, true]);
        if (next) expect(periodOf(view, next, frame).previous).toBe(to);
        if (previous) expect(periodOf(view, previous, frame)).toMatchObject({ next: from, to: previous });
        if (next === null && view !== "all") expect(to).toBe(frame.today);
      },
    ),
  );
});
