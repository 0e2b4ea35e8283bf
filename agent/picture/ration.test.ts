import fc from "fast-check";
import { expect, it } from "vitest";
import { afterTaking, dayAt, dueAt, localDate } from "./ration.ts";

const NOON = new Date(2026, 10, 27, 12).getTime();
const none = { date: "", taken: 0, next: 0 };
const HOUR = 3_600_000;

it("begins anew with each local day, and never takes a day back", () => {
  const today = afterTaking(dayAt(none, NOON), NOON, 8, 0.5);
  expect(today).toEqual({ date: "2026-11-27", taken: 1, next: NOON + HOUR });
  expect(dayAt(today, new Date(2026, 10, 27, 23, 59, 59).getTime())).toEqual(today);
  expect(dayAt(today, new Date(2026, 10, 28, 0, 0, 0).getTime())).toEqual({
    date: "2026-11-28",
    taken: 0,
    next: 0,
  });
  expect(dayAt(today, NOON - 48 * HOUR), "a clock or a time zone set back").toEqual(today);
  expect(localDate(new Date(2026, 0, 2, 3).getTime())).toBe("2026-01-02");
});

it("takes no more than it may on any day, and never two sooner than three quarters of an even spacing", () => {
  const visits = fc.array(
    fc.record({
      later: fc.integer({ min: 0, max: 6 * HOUR }),
      chance: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
    {
      maxLength: 80,
    },
  );
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 100 }), visits, (perDay, all) => {
      let now = NOON;
      let day = none;
      const taken: number[] = [];
      for (const { later, chance } of all) {
        now += later;
        day = dayAt(day, now);
        const due = dueAt(day, perDay);
        if (due === null || due > now) continue;
        day = afterTaking(day, now, perDay, chance);
        taken.push(now);
      }
      for (const each of taken)
        expect(taken.filter((other) => localDate(other) === localDate(each)).length).toBeLessThanOrEqual(
          perDay,
        );
      for (const [n, each] of taken.entries()) {
        const before = taken[n - 1];
        if (before === undefined || localDate(before) !== localDate(each)) continue;
        expect(each - before).toBeGreaterThanOrEqual((8 * HOUR * 0.75) / perDay - 1);
      }
    }),
  );
});

it("takes none where none may be taken, and the first at once where one may", () => {
  expect(dueAt(dayAt(none, NOON), 0)).toBeNull();
  expect(dueAt(dayAt(none, NOON), 1)).toBe(0);
});
