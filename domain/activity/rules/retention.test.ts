import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { RetentionDays } from "../../notice/rules/retention-days.ts";
import type { Step } from "../schema.ts";
import { countSteps } from "./counts.ts";
import { daysAt, goesAt, isSurelyKept, stillKept } from "./retention.ts";

const DAY = 86_400_000;
const days = fc.record({
  pointer: fc.integer({ min: 1, max: 3650 }),
  keyboard: fc.integer({ min: 1, max: 3650 }),
  screen: fc.integer({ min: 1, max: 3650 }),
  application: fc.integer({ min: 1, max: 3650 }),
});
const STEPS: Step[] = [
  { kind: "switch", at: 0 },
  { kind: "click", at: 1, button: "left", times: 1 },
  { kind: "shortcut", at: 2, chord: "Ctrl+C" },
  { kind: "keys", at: 3, for: 1, letters: 2 },
];
const FROM = 1_800_000_000_000;
const KEPT: RetentionDays = { pointer: 10, keyboard: 20, screen: 5, application: 30 };

describe("goesAt", () => {
  const whole = { from: FROM, hasSteps: true, hasKeyboard: true, hasApplication: true, isUndivided: false };
  const on = (count: number) => FROM + count * DAY;

  test("says when each part goes, and the record with the last of them", () => {
    const going = { steps: on(10), keyboard: on(20), application: on(30), record: on(30) };
    expect(goesAt(whole, KEPT)).toEqual(going);
    expect(goesAt(whole, { ...KEPT, application: 4 })).toEqual({
      steps: on(4),
      keyboard: on(20),
      application: on(4),
      record: on(20),
    });
    expect(goesAt({ ...whole, hasKeyboard: false, hasApplication: false }, KEPT)).toEqual({
      steps: on(10),
      keyboard: null,
      application: null,
      record: on(10),
    });
  });

  test("an undivided one goes with the first of its categories, never with the screen's", () => {
    const { steps, keyboard, application, record } = goesAt({ ...whole, isUndivided: true }, KEPT);
    expect([steps, keyboard, application, record]).toEqual(Array(4).fill(on(10)));
  });

  test("what is stored of a late piece is what has not gone by then", () => {
    fc.assert(
      fc.property(
        days,
        fc.integer({ min: 0, max: 3651 }),
        fc.integer({ min: -1, max: 1 }),
        (kept, late, edge) => {
          const now = on(late) + edge;
          const going = goesAt(whole, kept);
          const piece = { application: "terminal", from: FROM / 100, length: 10, steps: STEPS };
          const left = stillKept(piece, kept, now);
          const counts = countSteps(left?.steps ?? []);
          expect(left === null).toBe(now >= going.record);
          expect(counts.clicks > 0).toBe(now < Number(going.steps));
          expect(left?.steps.some(({ kind }) => kind === "switch") ?? false).toBe(now < Number(going.steps));
          expect(counts.keys > 0 && counts.shortcuts > 0).toBe(now < Number(going.keyboard));
          expect((left?.application ?? null) !== null).toBe(now < Number(going.application));
          if (isSurelyKept(FROM, now)) expect(left).toEqual(piece);
        },
      ),
    );
  });
});

test("what binds at a moment is of the term in which it lies", () => {
  const terms = [
    { from: 0, to: 10, days: KEPT },
    { from: 10, to: 20, days: { ...KEPT, screen: 1 } },
  ];
  expect([-1, 0, 9, 10, 19, 20].map((at) => daysAt(terms, at)?.screen ?? null)).toEqual([
    null,
    5,
    5,
    1,
    1,
    null,
  ]);
});
