import fc from "fast-check";
import { expect, test } from "vitest";
import { replacedAt, standingOf } from "./line.ts";

/** Versions that follow one another, as the database holds them to. */
const line = fc.array(fc.nat(10), { minLength: 1, maxLength: 6 }).map((waits) => {
  let at = 0;
  return waits.map((wait, i) => {
    at += wait;
    return { version: i + 1, substance: true, effectiveAt: new Date(at) };
  });
});

test("at any moment at most one version is in force: the last that has come into effect", () => {
  fc.assert(
    fc.property(line, fc.nat(60), (all, at) => {
      const now = new Date(at);
      const inForce = all.filter((each) => standingOf(each, all, now) === "in-force");
      const last = all.filter((each) => each.effectiveAt <= now).at(-1);
      expect(inForce).toEqual(last ? [last] : []);
    }),
  );
});

test("a version is replaced when the next one takes effect, and comes before nothing that it follows", () => {
  fc.assert(
    fc.property(line, fc.nat(60), (all, at) => {
      for (const [place, each] of all.entries()) {
        const until = replacedAt(each.version, all);
        expect(until).toEqual(all[place + 1]?.effectiveAt ?? null);
        const isReplaced = standingOf(each, all, new Date(at)) === "replaced";
        expect(isReplaced).toBe(each.effectiveAt.getTime() <= at && until !== null && until.getTime() <= at);
      }
    }),
  );
});
