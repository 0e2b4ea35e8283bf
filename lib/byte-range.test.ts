import fc from "fast-check";
import { expect, test } from "vitest";
import { byteRange } from "./byte-range.ts";

test.each([
  [null, null],
  ["", null],
  ["bytes=-", null],
  ["bytes=0-", { from: 0, to: 100 }],
  ["bytes=10-19", { from: 10, to: 20 }],
  ["bytes=10-1000", { from: 10, to: 100 }],
  ["bytes=99-", { from: 99, to: 100 }],
  ["bytes=-5", { from: 95, to: 100 }],
  ["bytes=-500", { from: 0, to: 100 }],
  ["bytes=-0", "unsatisfiable"],
  ["bytes=100-", "unsatisfiable"],
  ["bytes=20-10", null],
  ["bytes=0-1,5-6", null],
  ["lines=0-1", null],
  ["bytes=1e3-", null],
  [`bytes=${"9".repeat(400)}-`, null],
])("of 100 bytes, %s is %o", (header, range) => {
  expect(byteRange(header, 100)).toEqual(range);
});

test("whatever is asked for lies within what there is", () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat(), fc.nat({ max: 5_000 }), (first, last, bytes) => {
      const range = byteRange(`bytes=${first}-${last}`, bytes);
      if (range === null || range === "unsatisfiable") return;
      expect(range.from).toBeGreaterThanOrEqual(0);
      expect(range.to).toBeGreaterThan(range.from);
      expect(range.to).toBeLessThanOrEqual(bytes);
    }),
  );
});

test("where there is nothing, nothing can be asked for", () => {
  expect(byteRange("bytes=0-", 0)).toBe("unsatisfiable");
  expect(byteRange("bytes=-1", 0)).toBe("unsatisfiable");
});
