import fc from "fast-check";
import { expect, test } from "vitest";
import { inForce, type NoticeVersion, overtakenAt } from "./rules.ts";

/** Versions are published one after another, each in effect from a later moment. */
const history = fc
  .array(fc.record({ substance: fc.boolean(), wait: fc.integer({ min: 1, max: 20 }) }), { maxLength: 8 })
  .map((steps) => {
    let at = 0;
    return steps.map(({ substance, wait }, i): NoticeVersion => {
      at += wait;
      return { version: i + 1, substance, effectiveAt: new Date(at) };
    });
  });
const instant = fc.nat(200);

test("the one in force is the latest that has come into effect", () => {
  fc.assert(
    fc.property(history, instant, (all, now) => {
      const version = all.filter((each) => each.effectiveAt.getTime() <= now).length;
      expect(inForce(all, new Date(now))?.version ?? 0).toBe(version);
      expect(inForce([...all].reverse(), new Date(now))?.version ?? 0).toBe(version);
    }),
  );
});

test("a version is overtaken by the first later change of substance, and by nothing else", () => {
  fc.assert(
    fc.property(history, fc.integer({ min: 1, max: 8 }), (all, version) => {
      const next = all.find((each) => each.version > version && each.substance);
      expect(overtakenAt(all, version)).toBe(next?.effectiveAt.getTime() ?? Infinity);
      const wording = { version: all.length + 1, substance: false, effectiveAt: new Date(1) };
      expect(overtakenAt([...all, wording], version)).toBe(overtakenAt(all, version));
    }),
  );
});

test("what was agreed to is overtaken no later for every further version", () => {
  fc.assert(
    fc.property(
      history,
      instant,
      fc.boolean(),
      fc.integer({ min: 1, max: 8 }),
      (all, at, substance, version) => {
        const further = { version: all.length + 1, substance, effectiveAt: new Date(at) };
        expect(overtakenAt([...all, further], version)).toBeLessThanOrEqual(overtakenAt(all, version));
      },
    ),
  );
});
