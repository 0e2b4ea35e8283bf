import fc from "fast-check";
import { expect, test } from "vitest";
import { gapLeft, pauseLengths } from "./rules.ts";
import { PAUSE_LIMIT_SECONDS, pauseRequest } from "./schema.ts";

test("the lengths on offer are some, rising, and none over the program's limit or 30 minutes", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10_000 }), (limit) => {
      const lengths = pauseLengths(limit);
      expect(lengths.length).toBeGreaterThan(0);
      expect(lengths).toEqual([...lengths].sort((a, b) => a - b));
      expect(Math.max(...lengths)).toBeLessThanOrEqual(Math.min(limit, 1800));
    }),
  );
  expect(pauseLengths(1800)).toEqual([300, 900, 1800]);
  expect(pauseLengths(1000)).toEqual([300, 900]);
  expect(pauseLengths(20)).toEqual([20]);
});

test("the gap runs from the end of the last pause, and is over when it is over", () => {
  expect(gapLeft(null, 3_600, 0)).toBe(0);
  expect(gapLeft(1_000, 60, 1_000)).toBe(60_000);
  expect(gapLeft(1_000, 60, 60_999)).toBe(1);
  expect(gapLeft(1_000, 60, 61_000)).toBe(0);
  fc.assert(
    fc.property(fc.nat(), fc.nat(3_600), fc.nat(), (ended, gap, now) => {
      const left = gapLeft(ended, gap, now);
      expect(left).toBeGreaterThanOrEqual(0);
      expect(gapLeft(ended, gap, now + left)).toBe(0);
      expect(gapLeft(ended, 0, ended + now)).toBe(0);
    }),
  );
});

test("a request is a whole number of seconds from one to 30 minutes, and nothing else", () => {
  fc.assert(
    fc.property(fc.double(), (seconds) => {
      const fits = Number.isInteger(seconds) && seconds >= 1 && seconds <= PAUSE_LIMIT_SECONDS;
      expect(pauseRequest.safeParse({ seconds }).success).toBe(fits);
    }),
  );
  for (const seconds of [1, 1800, "300"]) expect(pauseRequest.safeParse({ seconds }).success).toBe(true);
  for (const seconds of [0, 1801, "", "soon", null, undefined]) {
    expect(pauseRequest.safeParse({ seconds }).success).toBe(false);
  }
  expect(pauseRequest.safeParse({ seconds: 60, startedAt: 0 }).success).toBe(false);
});
