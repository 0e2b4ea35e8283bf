import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { arbitraryFacts, SPAN, START } from "../directive/arbitrary-facts.ts";
import type { Facts } from "../directive/rules.ts";
import { CATEGORIES } from "../notice/schema.ts";
import { categoriesAt, instants, wrongWith } from "./expect-permitted.ts";
import { countSteps } from "./rules/counts.ts";
import { cut, HORIZON_MS } from "./rules.ts";
import { type Segment, type Step, segment as segmentSchema } from "./schema.ts";

const RUNS = { numRuns: 5_000 };
const LATER = START + 10 * SPAN;

const stepIn = (length: number): fc.Arbitrary<Step> =>
  fc
    .tuple(
      fc.integer({ min: 0, max: length }),
      fc.integer({ min: 0, max: 40 }),
      fc.integer({ min: 0, max: 6 }),
    )
    .map(([at, lasts, kind]): Step => {
      const span = { at, for: Math.min(lasts, length - at) };
      const kinds: Step[] = [
        { kind: "switch", at },
        { kind: "move", ...span, pixels: 100 },
        { kind: "click", at, button: "left", times: 1 },
        { kind: "drag", ...span, button: "left", pixels: 50 },
        { kind: "scroll", ...span, direction: "down", ticks: 3 },
        { kind: "shortcut", at, chord: "Ctrl+S" },
        { kind: "keys", ...span, letters: 4 },
      ];
      return kinds[kind] ?? { kind: "switch", at };
    });

const segment: fc.Arbitrary<Segment> = fc
  .tuple(
    fc.constantFrom("terminal", "spreadsheet", "unheard-of"),
    fc.integer({ min: START / 100, max: (START + SPAN) / 100 }),
    fc.integer({ min: 1, max: 600 }),
  )
  .chain(([application, from, length]) =>
    fc.array(stepIn(length), { maxLength: 12 }).map((steps) => ({ application, from, length, steps })),
  );

describe("cut", () => {
  test("keeps nothing from outside what was permitted, not a step and not a tenth", () => {
    let kept = 0;
    let trimmed = 0;
    fc.assert(
      fc.property(arbitraryFacts, segment, (facts, source) => {
        const { pieces } = cut(source, facts, LATER);
        for (const piece of pieces) {
          expect(wrongWith(facts, piece, [source.application])).toBeNull();
          expect(piece.from).toBeGreaterThanOrEqual(source.from);
          expect(piece.from + piece.length).toBeLessThanOrEqual(source.from + source.length);
          kept += 1;
          if (piece.length < source.length) trimmed += 1;
        }
      }),
      RUNS,
    );
    expect(kept).toBeGreaterThan(400);
    expect(trimmed).toBeGreaterThan(100);
  });

  test("loses nothing unsaid: every step is kept or counted, and so is every tenth", () => {
    fc.assert(
      fc.property(arbitraryFacts, segment, (facts, source) => {
        const { pieces, discards } = cut(source, facts, LATER);
        const keptSteps = pieces.reduce((sum, each) => sum + each.steps.length, 0);
        const gone = discards.reduce((sum, each) => sum + each.steps, 0);
        expect(keptSteps + gone).toBe(source.steps.length);
        const keptTenths = pieces.reduce((sum, each) => sum + each.length, 0);
        const goneTenths = discards.reduce((sum, each) => sum + each.tenths, 0);
        if (keptTenths === 0)
          expect(goneTenths).toBeGreaterThanOrEqual(source.length - instantsIn(facts, source));
        expect(keptTenths + goneTenths).toBeGreaterThanOrEqual(source.length - 2 * instantsIn(facts, source));
      }),
      RUNS,
    );
  });

  test("keeps whole what was permitted throughout", () => {
    let whole = 0;
    fc.assert(
      fc.property(arbitraryFacts, segment, (facts, source) => {
        const from = source.from * 100;
        const all = instants(facts, from, from + source.length * 100).every(
          (t) => categoriesAt(facts, source.application, t).length === CATEGORIES.length,
        );
        if (!all || (facts.erasedAt !== null && from < facts.erasedAt)) return;
        whole += 1;
        expect(cut(source, facts, LATER)).toEqual({ pieces: [{ ...source }], discards: [] });
      }),
      RUNS,
    );
    expect(whole).toBeGreaterThan(100);
  });

  test("keeps nothing that began before an erasure, and says so", () => {
    let erased = 0;
    fc.assert(
      fc.property(arbitraryFacts, segment, (facts, source) => {
        const erasedAt = source.from * 100 + 1;
        const { pieces, discards } = cut(source, { ...facts, erasedAt }, LATER);
        expect(pieces).toEqual([]);
        expect(discards).toEqual([{ reason: "erased", steps: source.steps.length, tenths: source.length }]);
        // At the very moment is not before it.
        const since = cut(source, { ...facts, erasedAt: source.from * 100 }, LATER);
        expect(since).toEqual(cut(source, { ...facts, erasedAt: null }, LATER));
        erased += since.pieces.length;
      }),
      RUNS,
    );
    expect(erased).toBeGreaterThan(100);
  });

  test("judges each segment as if it were the only one, whatever it judged before", () => {
    fc.assert(
      fc.property(arbitraryFacts, fc.array(segment, { minLength: 2, maxLength: 5 }), (facts, sources) => {
        for (const source of sources) {
          expect(cut(source, facts, LATER)).toEqual(cut(source, { ...facts }, LATER));
        }
      }),
      RUNS,
    );
  });

  test("what is kept is itself a valid segment", () => {
    fc.assert(
      fc.property(arbitraryFacts, segment, (facts, source) => {
        for (const piece of cut(source, facts, LATER).pieces) {
          segmentSchema.parse({ ...piece, application: piece.application ?? "unnamed" });
        }
      }),
      RUNS,
    );
  });

  test("keeps nothing from the future or from before the horizon", () => {
    fc.assert(
      fc.property(
        arbitraryFacts,
        segment,
        fc.integer({ min: START, max: START + SPAN }),
        (facts, source, now) => {
          for (const each of cut(source, facts, now).pieces) {
            expect((each.from + each.length) * 100).toBeLessThanOrEqual(now);
          }
          const old = cut(source, facts, source.from * 100 + HORIZON_MS + 1);
          expect(old).toEqual({
            pieces: [],
            discards: [{ reason: "too-old", steps: source.steps.length, tenths: source.length }],
          });
        },
      ),
      RUNS,
    );
  });
});

/** Each edge may cost a tenth to rounding. */
function instantsIn(facts: Facts, source: Segment): number {
  return instants(facts, source.from * 100, (source.from + source.length) * 100).length;
}

describe("countSteps", () => {
  test("counts presses of a click and keys of a burst, and once each of the others", () => {
    const counts = countSteps([
      { kind: "click", at: 0, button: "left", times: 2 },
      { kind: "keys", at: 1, for: 5, letters: 3, spaces: 1 },
      { kind: "shortcut", at: 7, chord: "Ctrl+C" },
      { kind: "scroll", at: 8, for: 1, direction: "up", ticks: 9 },
      { kind: "switch", at: 0 },
    ]);
    expect(counts).toEqual({ moves: 0, clicks: 2, drags: 0, scrolls: 1, keys: 4, shortcuts: 1 });
  });
});
