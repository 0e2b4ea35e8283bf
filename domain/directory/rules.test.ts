import fc from "fast-check";
import { expect, test } from "vitest";
import { organisation } from "../../prisma/factories/organisation.ts";
import { brokenLine, repeatedEntry } from "./rules.ts";

const people = (managers: readonly (number | null)[]) =>
  managers.map((manager, i) => ({ subject: `p${i}`, manager: manager === null ? null : `p${manager}` }));

test("a line that ends at the top is whole, in whatever order people are listed", () => {
  // Everyone reports to somebody with a smaller number, so no line can loop.
  const tree = fc
    .array(fc.nat(), { minLength: 1, maxLength: 30 })
    .map((picks) => people(picks.map((pick, i) => (i === 0 ? null : pick % i))));
  fc.assert(
    fc.property(
      tree.chain((all) => fc.shuffledSubarray(all, { minLength: all.length })),
      (all) => {
        expect(brokenLine(all)).toBeNull();
      },
    ),
  );
  expect(brokenLine(organisation().people)).toBeNull();
  expect(brokenLine([])).toBeNull();
});

test("a loop of any length is found, wherever it hangs", () => {
  fc.assert(
    fc.property(fc.nat(20), fc.integer({ min: 1, max: 10 }), (above, length) => {
      const line = Array.from({ length: above }, (_, i) => (i === 0 ? null : i - 1));
      const loop = Array.from({ length }, (_, i) => above + ((i + 1) % length));
      expect(brokenLine(people([...line, ...loop]))?.text).toMatch(/comes back to p\d+\.$/);
    }),
  );
});

test("a manager who is not listed is named", () => {
  expect(brokenLine([{ subject: "a", manager: "ghost" }])).toEqual({
    subject: "a",
    text: "The manager ghost is not in the directory.",
  });
});

test("an entry that repeats a subject or an address is found; capitals do not hide it", () => {
  const entry = (subject: string, email: string) => ({ subject, email });
  expect(repeatedEntry([])).toBeNull();
  expect(repeatedEntry([entry("a", "a@x.example"), entry("b", "b@x.example")])).toBeNull();
  expect(repeatedEntry([entry("a", "a@x.example"), entry("a", "b@x.example")])?.place).toBe(1);
  expect(repeatedEntry([entry("a", "a@x.example"), entry("b", "A@X.example")])?.place).toBe(1);
  expect(repeatedEntry([entry("a", "b@x.example"), entry("b@x.example", "c@x.example")])).toBeNull();
});
