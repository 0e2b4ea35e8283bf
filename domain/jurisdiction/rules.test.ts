import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Interval } from "../../lib/interval.ts";
import { type GateFacts, gate, gateEdges } from "./rules.ts";
import { jurisdictionRow, type Law, type LocationFact } from "./schema.ts";

const DAY = 86_400_000;
const NOW = 1_000 * DAY;
const always: Interval = { from: 0, to: Infinity };

const law = (code: string, changes: Partial<Law> = {}): Law => ({
  code,
  name: `State of ${code}`,
  level: "related",
  allowedByDefault: true,
  ...always,
  ...changes,
});
const place = (
  kind: LocationFact["kind"],
  jurisdiction: string,
  changes: Partial<LocationFact> = {},
): LocationFact => ({
  kind,
  jurisdiction,
  ...always,
  confirmedAt: NOW - DAY,
  ...changes,
});
const facts = (changes: Partial<GateFacts> = {}): GateFacts => ({
  laws: [law("US"), law("US-NY"), law("US-CT")],
  locations: [place("residence", "US-NY"), place("work", "US-CT")],
  acknowledged: [always],
  staleAfter: 400 * DAY,
  ...changes,
});
const codes = (some: GateFacts, at = NOW) => gate(some, at).map((each) => each.code);

describe("the gate", () => {
  test("is open when every row that applies is met", () => {
    expect(gate(facts(), NOW)).toEqual([]);
  });

  test("asks the federal row, that of the residence and that of the work location; the strictest wins", () => {
    for (const code of ["US", "US-NY", "US-CT"]) {
      const laws = facts().laws.map((each) => (each.code === code ? law(code, { level: "blocked" }) : each));
      expect(codes(facts({ laws }))).toEqual([code]);
    }
    const laws = [
      law("US", { allowedByDefault: false }),
      law("US-NY", { allowedByDefault: false }),
      law("US-CT"),
    ];
    expect(codes(facts({ laws, acknowledged: [] }))).toEqual(["US", "US-NY"]);
    expect(codes(facts({ laws }))).toEqual([]);
  });

  test("is held where collection is blocked, whatever was acknowledged", () => {
    const laws = [law("US"), law("US-NY"), law("DE", { name: "Germany", level: "blocked" })];
    const locations = [place("residence", "US-NY"), place("work", "DE")];
    expect(gate(facts({ laws, locations }), NOW)).toEqual([
      { code: "DE", text: "Collection is not allowed in Germany." },
    ]);
  });

  test.each([
    ["no residence is known", [place("work", "US-CT")]],
    ["no work location is known", [place("residence", "US-NY")]],
    [
      "they moved away and nobody said where",
      [place("residence", "US-NY", { to: NOW }), place("work", "US-CT")],
    ],
    ["they arrive only tomorrow", [place("residence", "US-NY", { from: NOW + 1 }), place("work", "US-CT")]],
    [
      "it was last confirmed too long ago",
      [place("residence", "US-NY", { confirmedAt: NOW - 400 * DAY }), place("work", "US-CT")],
    ],
  ])("is held when %s", (_, locations) => {
    expect(codes(facts({ locations }))).toEqual(["unknown"]);
  });

  test("is held in a place without a row, and while a row is not in force", () => {
    expect(codes(facts({ laws: [law("US"), law("US-NY")] }))).toEqual(["US-CT"]);
    expect(codes(facts({ laws: [law("US"), law("US-NY"), law("US-CT", { from: NOW + 1 })] }))).toEqual([
      "US-CT",
    ]);
    expect(codes(facts({ laws: [law("US"), law("US-NY"), law("US-CT", { to: NOW })] }))).toEqual(["US-CT"]);
    expect(codes(facts({ laws: [] }))).toEqual(["US", "US-NY", "US-CT"]);
  });

  test("says each reason in a sentence", () => {
    for (const { text } of gate(facts({ laws: [], locations: [] }), NOW))
      expect(text).toMatch(/^[A-Z].{20,}\.$/);
  });
});

const CODES = ["US-NY", "US-CT", "DE"];
const instant = fc.integer({ min: 0, max: 1_000 }).map((day) => day * DAY);
const interval = fc
  .tuple(instant, instant, fc.boolean())
  .map(([a, b, open]): Interval => ({ from: Math.min(a, b), to: open ? Infinity : Math.max(a, b) + DAY }));
const someLaw = (code: string) =>
  fc
    .record({
      level: fc.constantFrom<Law["level"]>("statute", "related", "none", "blocked"),
      allowedByDefault: fc.boolean(),
      when: fc.oneof(fc.constant(always), interval),
    })
    .map(({ when, ...rest }) => law(code, { ...rest, ...when }));
const someLaws = fc
  .tuple(...["US", ...CODES].map((code) => fc.option(someLaw(code), { freq: 5 })))
  .map((laws) => laws.filter((each) => each !== null));
const somePlace = (kind: LocationFact["kind"]) =>
  fc
    .record({
      jurisdiction: fc.constantFrom(...CODES),
      confirmedAt: instant,
      when: fc.oneof(fc.constant(always), interval),
    })
    .map(({ when, ...rest }) => place(kind, rest.jurisdiction, { ...rest, ...when }));
const someFacts: fc.Arbitrary<GateFacts> = fc.record({
  laws: someLaws,
  locations: fc
    .tuple(fc.option(somePlace("residence"), { freq: 5 }), fc.option(somePlace("work"), { freq: 5 }))
    .map((places) => places.filter((each) => each !== null)),
  acknowledged: fc.array(interval, { maxLength: 3 }),
  staleAfter: fc.integer({ min: 1, max: 1_000 }).map((days) => days * DAY),
});

/** Each makes the facts worse in one respect; `n` chooses which. */
const WORSE: Record<string, (some: GateFacts, n: number) => GateFacts> = {
  "a row that demands evidence": (some, n) => ({
    ...some,
    laws: some.laws.map((each, i) =>
      i === n % some.laws.length ? { ...each, allowedByDefault: false } : each,
    ),
  }),
  "a row that blocks": (some, n) => ({
    ...some,
    laws: some.laws.map((each, i) => (i === n % some.laws.length ? { ...each, level: "blocked" } : each)),
  }),
  "a row that is lost": (some, n) => ({
    ...some,
    laws: some.laws.filter((_, i) => i !== n % some.laws.length),
  }),
  "evidence that is lost": (some, n) => ({
    ...some,
    acknowledged: some.acknowledged.filter((_, i) => i !== n % some.acknowledged.length),
  }),
  "evidence that counts for less long": (some, n) => ({
    ...some,
    acknowledged: some.acknowledged.map((each) => ({
      from: each.from,
      to: Math.min(each.to, each.from + n * DAY),
    })),
  }),
  "a location that is lost": (some, n) => ({
    ...some,
    locations: some.locations.filter((_, i) => i !== n % some.locations.length),
  }),
  "a location that was confirmed earlier": (some, n) => ({
    ...some,
    locations: some.locations.map((each) => ({ ...each, confirmedAt: each.confirmedAt - n * DAY })),
  }),
  "less patience with old locations": (some, n) => ({ ...some, staleAfter: some.staleAfter - n * DAY }),
};

describe("never opens a gate:", () => {
  test.each(Object.keys(WORSE))("%s", (name) => {
    fc.assert(
      fc.property(someFacts, fc.nat(1_000), instant, (some, n, at) => {
        const worse = WORSE[name]?.(some, n) ?? some;
        if (gate(some, at).length > 0) expect(gate(worse, at)).not.toEqual([]);
      }),
      { numRuns: 2_000 },
    );
  });

  test("moving to a place with more duties than the last", () => {
    fc.assert(
      fc.property(someFacts, instant, (some, at) => {
        const laws = [...some.laws.filter((each) => each.code !== "ZZ"), law("ZZ", { level: "blocked" })];
        const locations = some.locations.map((each) => ({ ...each, jurisdiction: "ZZ" }));
        expect(gate({ ...some, laws, locations }, at)).not.toEqual([]);
      }),
    );
  });
});

test("between two edges the gate does not change", () => {
  fc.assert(
    fc.property(someFacts, (some) => {
      const edges = [...new Set([0, ...gateEdges(some).filter(Number.isFinite), 2_000 * DAY])].sort(
        (a, b) => a - b,
      );
      for (const [i, edge] of edges.slice(0, -1).entries()) {
        const next = edges[i + 1] ?? edge;
        expect(gate(some, next - 1)).toEqual(gate(some, edge));
        expect(gate(some, (edge + next) / 2)).toEqual(gate(some, edge));
      }
    }),
    { numRuns: 500 },
  );
});

test("every row of law that comes with the portal is understood, and none of another country is open", () => {
  const file = new URL("../../prisma/data/jurisdictions.json", import.meta.url);
  const rows = jurisdictionRow
    .loose()
    .array()
    .parse(JSON.parse(readFileSync(file, "utf8")));
  expect(new Set(rows.map((row) => row.code)).size).toBe(rows.length);
  for (const row of rows) {
    if (!/^US(-|$)/.test(row.code))
      expect(row).toMatchObject({ level: "blocked", collectionAllowedDefault: false });
  }
});
