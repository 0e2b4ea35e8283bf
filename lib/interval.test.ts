import fc from "fast-check";
import { expect, test } from "vitest";
import { anyContains, contains, edges, type Interval } from "./interval.ts";

const instant = fc.integer({ min: -50, max: 50 });
const interval = fc.record({ from: instant, to: fc.oneof(instant, fc.constant(Infinity)) });

test("an interval has its beginning and not its end, and one that ends before it begins has nothing", () => {
  expect([-1, 0, 9, 10].map((at) => contains({ from: 0, to: 10 }, at))).toEqual([false, true, true, false]);
  expect(contains({ from: 5, to: 5 }, 5)).toBe(false);
  expect(contains({ from: 0, to: Infinity }, Number.MAX_SAFE_INTEGER)).toBe(true);
  expect(contains({ from: 0, to: 10 }, Number.NaN)).toBe(false);
  fc.assert(
    fc.property(instant, instant, instant, (from, to, at) => {
      if (to <= from) expect(contains({ from, to }, at)).toBe(false);
    }),
  );
});

test("membership changes at edges only", () => {
  fc.assert(
    fc.property(fc.array(interval), instant, (all: Interval[], at) => {
      if (anyContains(all, at) !== anyContains(all, at - 1)) expect(edges(all)).toContain(at);
    }),
  );
});
