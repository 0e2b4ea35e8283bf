import fc from "fast-check";
import { expect, test } from "vitest";
import { CATEGORIES } from "../notice/schema.ts";
import { isExempt } from "./rules.ts";
import type { ExemptionFact } from "./schema.ts";

const APPLICATIONS = ["files", "drawing"];
const instant = fc.integer({ min: 0, max: 50 });
const category = fc.constantFrom(...CATEGORIES);
const application = fc.constantFrom(...APPLICATIONS);
const exemption: fc.Arbitrary<ExemptionFact> = fc
  .record({
    a: instant,
    b: instant,
    categories: fc.subarray([...CATEGORIES]),
    applications: fc.subarray(APPLICATIONS),
  })
  .map(({ a, b, ...rest }) => ({ from: Math.min(a, b), to: Math.max(a, b) + 1, week: null, ...rest }));
const exemptions = fc.array(exemption, { maxLength: 5 });

test("leaves out what it names, where it names it, while it lasts; and all where it names nothing", () => {
  const one: ExemptionFact = {
    from: 10,
    to: 20,
    categories: ["screen"],
    applications: ["files"],
    week: null,
  };
  expect([9, 10, 19, 20].map((at) => isExempt([one], "screen", "files", at))).toEqual([
    false,
    true,
    true,
    false,
  ]);
  expect(isExempt([one], "pointer", "files", 15)).toBe(false);
  expect(isExempt([one], "screen", "drawing", 15)).toBe(false);
  expect(isExempt([{ ...one, categories: [] }], "pointer", "files", 15)).toBe(true);
  expect(isExempt([{ ...one, applications: [] }], "screen", "drawing", 15)).toBe(true);
  expect(isExempt([], "screen", "files", 15)).toBe(false);
});

test("another one, a longer one or a wider one never takes an exemption away", () => {
  fc.assert(
    fc.property(exemptions, exemption, category, application, instant, (all, more, each, id, at) => {
      if (!isExempt(all, each, id, at)) return;
      const [first, ...rest] = all;
      expect(isExempt([...all, more], each, id, at)).toBe(true);
      expect(isExempt([more, ...all], each, id, at)).toBe(true);
      expect(
        isExempt(
          all.map((one) => ({ ...one, to: one.to + 5 })),
          each,
          id,
          at,
        ),
      ).toBe(true);
      if (first)
        expect(isExempt([{ ...first, categories: [], applications: [] }, ...rest], each, id, at)).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});
