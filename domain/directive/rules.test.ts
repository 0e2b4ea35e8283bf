import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Interval } from "../../lib/interval.ts";
import { CATEGORIES, type Category } from "../notice/schema.ts";
import { APPLICATIONS, arbitraryExemption, arbitraryFacts, SPAN, START } from "./arbitrary-facts.ts";
import { type Decision, decide, type Facts, permitted } from "./rules.ts";

const at = fc.integer({ min: START, max: START + SPAN });
const RUNS = { numRuns: 3_000 };

const within = (spans: readonly Interval[], t: number) => spans.some(({ from, to }) => from <= t && t < to);

/** Promise 1 (no answer is never yes), written out once more and on purpose not like the code under test. */
function mayCollect(facts: Facts, category: Category, applicationId: string, t: number): boolean {
  if (!facts.employed || !within([facts.enrolled], t) || within(facts.pauses, t)) return false;
  const places: string[] = ["US"];
  for (const kind of ["residence", "work"]) {
    const here = facts.gate.locations.filter((each) => each.kind === kind && within([each], t));
    const fresh = here[0];
    if (!fresh || t - fresh.confirmedAt >= facts.gate.staleAfter) return false;
    places.push(fresh.jurisdiction);
  }
  for (const code of places) {
    const law = facts.gate.laws.filter((each) => each.code === code && within([each], t))[0];
    if (!law || law.level === "blocked") return false;
    for (const duty of law.duties) {
      const proofs = facts.gate.evidence.filter((each) => each.code === code && each.duty === duty);
      if (!within(proofs, t)) return false;
    }
  }
  const application = facts.applications.filter((each) => each.id === applicationId)[0];
  if (!application || !within([application.approved], t) || !within(application.allowed, t)) return false;
  if (!application.categories.includes(category) || !within(facts.consents[category], t)) return false;
  return !facts.exemptions.some((each) => {
    const all = each.categories.length === 0;
    const everywhere = each.applications.length === 0;
    return (
      within([each], t) &&
      (!each.week || wallMinutes(each.week.timeZone, t).some((m) => inHours(each.week?.hours ?? [], m))) &&
      (all || each.categories.includes(category)) &&
      (everywhere || each.applications.includes(applicationId))
    );
  });
}

/** What the wall shows, in minutes since Monday: asked of the platform itself. */
function wallMinutes(timeZone: string, t: number): number[] {
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    weekday: "short",
    hour: "2-digit",
    minute: "2-digit",
  });
  const [, day = "", hour = "", minute = ""] =
    /^(\w+) (\d+):(\d+)$/.exec(format.format(t).replace(",", "")) ?? [];
  return [
    ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].indexOf(day) * 1440 +
      Number(hour) * 60 +
      Number(minute),
  ];
}
const inHours = (hours: readonly (readonly [number, number])[], m: number) =>
  hours.some(([from, to]) => from <= m && m < to);

function allows(decision: Decision, category: Category, applicationId: string): boolean {
  return decision.permissions.some(
    (each) => each.application.id === applicationId && each.categories.includes(category),
  );
}

const pairs = CATEGORIES.flatMap((category) =>
  APPLICATIONS.map((application) => ({ category, application })),
);

function granted(facts: Facts, t: number): string[] {
  const decision = decide(facts, t);
  return pairs
    .filter(({ category, application }) => allows(decision, category, application))
    .map(({ category, application }) => `${category} in ${application}`);
}

describe("decide", () => {
  test("allows exactly what everything that has to say yes says yes to", () => {
    let allowed = 0;
    fc.assert(
      fc.property(arbitraryFacts, at, (facts, t) => {
        const decision = decide(facts, t);
        for (const { category, application } of pairs) {
          const expected = mayCollect(facts, category, application, t);
          expect(allows(decision, category, application)).toBe(expected);
          if (expected) allowed += 1;
        }
        expect(decision.label === "collected").toBe(decision.permissions.length > 0);
        expect(decision.reasons.length === 0).toBe(decision.permissions.length > 0);
      }),
      RUNS,
    );
    // The generator must reach the interesting half, or the test above proves nothing.
    expect(allowed).toBeGreaterThan(1_000);
  });

  test("no pause, exemption, withdrawal, struck application, revocation or unmet gate ever widens it", () => {
    const restriction = fc.constantFrom<(facts: Facts, span: Interval) => Facts>(
      (facts, span) => ({ ...facts, pauses: [...facts.pauses, span] }),
      (facts, span) => ({
        ...facts,
        exemptions: [...facts.exemptions, { ...span, categories: [], applications: [], week: null }],
      }),
      (facts, span) => ({
        ...facts,
        exemptions: [
          ...facts.exemptions,
          { ...span, categories: ["keyboard"], applications: ["terminal"], week: null },
        ],
      }),
      (facts) => ({ ...facts, employed: false }),
      (facts) => ({ ...facts, consents: { ...facts.consents, pointer: [] } }),
      (facts) => ({ ...facts, consents: { pointer: [], keyboard: [], screen: [], application: [] } }),
      (facts) => ({ ...facts, applications: facts.applications.map((each) => ({ ...each, allowed: [] })) }),
      (facts, span) => ({
        ...facts,
        enrolled: { from: facts.enrolled.from, to: Math.min(facts.enrolled.to, span.from) },
      }),
      (facts) => ({ ...facts, gate: { ...facts.gate, acknowledged: [] } }),
      (facts) => ({ ...facts, gate: { ...facts.gate, locations: facts.gate.locations.slice(1) } }),
      (facts) => ({ ...facts, gate: { ...facts.gate, laws: [] } }),
    );
    const span = fc
      .tuple(at, fc.integer({ min: 1, max: SPAN }))
      .map(([from, length]) => ({ from, to: from + length }));
    fc.assert(
      fc.property(arbitraryFacts, restriction, span, at, (facts, restrict, when, t) => {
        const before = granted(facts, t);
        for (const each of granted(restrict(facts, when), t)) expect(before).toContain(each);
      }),
      RUNS,
    );
  });

  test("spares exactly what would be collected without exemptions, and is not", () => {
    let spared = 0;
    const exemptions = fc.array(arbitraryExemption, { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(arbitraryFacts, exemptions, at, (free, some, t) => {
        const facts = { ...free, exemptions: some };
        const decision = decide(facts, t);
        for (const { category, application } of pairs) {
          const isSpared = decision.spared.some(
            (each) => each.application.id === application && each.categories.includes(category),
          );
          expect(isSpared).toBe(
            mayCollect({ ...free, exemptions: [] }, category, application, t) &&
              !mayCollect(facts, category, application, t),
          );
          if (isSpared) spared += 1;
        }
      }),
      RUNS,
    );
    expect(spared).toBeGreaterThan(100);
  });

  test("knows when it will change by itself", () => {
    const part = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(arbitraryFacts, at, part, (facts, t, part) => {
        const { changesAt } = decide(facts, t);
        if (changesAt !== null) expect(changesAt).toBeGreaterThan(t);
        const until = Math.min(changesAt ?? Infinity, START + 2 * SPAN);
        for (const later of [t + Math.floor((until - t) * part), until - 1])
          expect(granted(facts, later)).toEqual(granted(facts, t));
      }),
      RUNS,
    );
  });
});

describe("permitted", () => {
  test("covers the whole span without gap or overlap", () => {
    fc.assert(
      fc.property(arbitraryFacts, at, fc.integer({ min: 1, max: SPAN }), (facts, from, length) => {
        const spans = permitted(facts, from, from + length);
        expect(spans[0]?.from).toBe(from);
        expect(spans.at(-1)?.to).toBe(from + length);
        for (const [i, each] of spans.entries()) {
          expect(each.to).toBeGreaterThan(each.from);
          if (i > 0) expect(each.from).toBe(spans[i - 1]?.to);
        }
      }),
      RUNS,
    );
  });

  test("agrees with decide at every instant", () => {
    fc.assert(
      fc.property(
        arbitraryFacts,
        at,
        fc.integer({ min: 1, max: SPAN }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (facts, from, length, part) => {
          const t = from + Math.floor(length * part);
          const span = permitted(facts, from, from + length).find((each) => each.from <= t && t < each.to);
          expect(span?.decision.label).toBe(decide(facts, t).label);
          expect(span?.decision.permissions).toEqual(decide(facts, t).permissions);
        },
      ),
      RUNS,
    );
  });
});
