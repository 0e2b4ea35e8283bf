import { randomBytes, randomUUID } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Step } from "../schema.ts";
import { openSteps, sealSteps } from "./sealed-steps.ts";

const key = randomBytes(32);
const place = { employeeId: randomUUID(), deviceId: randomUUID(), from: 17_000_000_000 };

const at = fc.integer({ min: 0, max: 500 });
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant("switch" as const), at }),
  fc.record({
    kind: fc.constant("click" as const),
    at,
    button: fc.constant("left" as const),
    times: fc.constant(1),
  }),
  fc.record({
    kind: fc.constant("keys" as const),
    at,
    for: fc.constant(9),
    letters: fc.integer({ min: 1, max: 99 }),
  }),
  fc.record({ kind: fc.constant("shortcut" as const), at, chord: fc.constant("Ctrl+S") }),
);
const isOfKeyboard = ({ kind }: Step) => kind === "keys" || kind === "shortcut";
const inOrder = (steps: readonly Step[]) => [...steps].sort((a, b) => a.at - b.at || rank(a) - rank(b));
const rank = (step: Step) => (isOfKeyboard(step) ? 1 : 0);

describe("a record's steps", () => {
  test("come back as they were, in the order of their time", () => {
    fc.assert(
      fc.property(fc.array(anyStep), (some) => {
        const steps = inOrder(some);
        expect(openSteps(key, place, sealSteps(key, place, steps))).toEqual(steps);
      }),
    );
  });

  test("without those of the keyboard are the others, and the other way round", () => {
    fc.assert(
      fc.property(fc.array(anyStep), (some) => {
        const steps = inOrder(some);
        const sealed = sealSteps(key, place, steps);
        expect(openSteps(key, place, { ...sealed, keyboardSteps: null })).toEqual(
          steps.filter((each) => !isOfKeyboard(each)),
        );
        expect(openSteps(key, place, { ...sealed, steps: Buffer.alloc(0) })).toEqual(
          steps.filter(isOfKeyboard),
        );
      }),
    );
  });

  test("are read in no other place, as no other part, and by no other key", () => {
    const steps: Step[] = [
      { kind: "switch", at: 0 },
      { kind: "shortcut", at: 1, chord: "Ctrl+S" },
    ];
    const sealed = sealSteps(key, place, steps);
    const keyboardSteps = sealed.keyboardSteps ?? Buffer.alloc(0);
    expect(() => openSteps(randomBytes(32), place, sealed)).toThrow();
    for (const other of [{ employeeId: randomUUID() }, { deviceId: randomUUID() }, { from: place.from + 1 }])
      expect(() => openSteps(key, { ...place, ...other }, sealed)).toThrow();
    expect(() => openSteps(key, place, { steps: keyboardSteps, keyboardSteps: null })).toThrow();
    expect(() => openSteps(key, place, { steps: sealed.steps, keyboardSteps: sealed.steps })).toThrow();
  });
});
