import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Interval } from "../../lib/interval.ts";
import { type GateFacts, gate, gateEdges } from "./rules.ts";
import {
  DUTY_KINDS,
  type DutyKind,
  type Evidence,
  jurisdictionRow,
  type Law,
  type LocationFact,
} from "./schema.ts";

const DAY = 86_400_000;
const NOW = 1_000 * DAY;
const always: Interval = { from: 0, to: Infinity };

const law = (code: string, changes: Partial<Law> = {}): Law => ({
  code,
  name: `State of ${code}`,
  level: "related",
  duties: [],
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
  workplaceId: null,
  ...changes,
});
const proof = (code: string, duty: DutyKind, when: Interval = always): Evidence => ({ code, duty, ...when });
const facts = (changes: Partial<GateFacts> = {}): GateFacts => ({
  laws: [law("US"), law("US-NY"), law("US-CT")],
  locations: [place("residence", "US-NY"), place("work", "US-CT")],
  evidence: [],
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
      law("US", { duties: ["acknowledgement"] }),
      law("US-NY", { duties: ["acknowledgement", "posting"] }),
      law("US-CT"),
    ];
    expect(codes(facts({ laws }))).toEqual(["US", "US-NY", "US-NY"]);
    const federal = proof("US", "acknowledgement");
    expect(codes(facts({ laws, evidence: [federal] }))).toEqual(["US-NY", "US-NY"]);
    const evidence = [federal, proof("US-NY", "acknowledgement"), proof("US-NY", "posting")];
    expect(codes(facts({ laws, evidence }))).toEqual([]);
  });

  test("takes evidence of one row, or of one duty, for no other, and only while it counts", () => {
    const laws = [law("US"), law("US-NY", { duties: ["acknowledgement"] }), law("US-CT")];
    const evidence = [
      proof("US", "acknowledgement"),
      proof("US-CT", "acknowledgement"),
      proof("US-NY", "notice"),
    ];
    expect(codes(facts({ laws, evidence }))).toEqual(["US-NY"]);
    const ended = proof("US-NY", "acknowledgement", { from: 0, to: NOW });
    const coming = proof("US-NY", "acknowledgement", { from: NOW + 1, to: Infinity });
    expect(codes(facts({ laws, evidence: [ended, coming] }))).toEqual(["US-NY"]);
    expect(codes(facts({ laws, evidence: [ended, coming] }), NOW - 1)).toEqual([]);
    expect(codes(facts({ laws, evidence: [ended, coming] }), NOW + 1)).toEqual([]);
  });

  test("is held where collection is blocked, whatever was acknowledged", () => {
    const laws = [law("US"), law("US-NY"), law("DE", { name: "Germany", level: "blocked" })];
    const locations = [place("residence", "US-NY"), place("work", "DE")];
    const evidence = [proof("DE", "notice"), proof("DE", "acknowledgement")];
    expect(gate(facts({ laws, locations, evidence }), NOW)).toEqual([
      { code: "DE", duty: "override", text: "Collection is not allowed in Germany." },
    ]);
    const lifted = [proof("DE", "override", { from: 0, to: NOW })];
    expect(gate(facts({ laws, locations, evidence: lifted }), NOW - 1)).toEqual([]);
    expect(codes(facts({ laws, locations, evidence: lifted }))).toEqual(["DE"]);
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
    const every = law("US", { duties: [...DUTY_KINDS] });
    const unmet = [...gate(facts({ laws: [], locations: [] }), NOW), ...gate(facts({ laws: [every] }), NOW)];
    expect(unmet.length).toBeGreaterThan(DUTY_KINDS.length);
    for (const { text } of unmet) expect(text).toMatch(/^[A-Z].{20,}\.$/);
    const [text] = gate(
      facts({
        laws: [law("US"), law("US-NY", { name: "New York", duties: ["acknowledgement"] }), law("US-CT")],
      }),
      NOW,
    );
    expect(text?.text).toBe("New York asks that you acknowledge this notice first.");
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
      duties: fc.subarray([...DUTY_KINDS], { maxLength: 2 }),
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
const someProof = fc
  .record({
    code: fc.constantFrom("US", ...CODES),
    duty: fc.constantFrom(...DUTY_KINDS),
    when: fc.oneof(fc.constant(always), interval),
  })
  .map(({ code, duty, when }) => proof(code, duty, when));
const someFacts: fc.Arbitrary<GateFacts> = fc.record({
  laws: someLaws,
  locations: fc
    .tuple(fc.option(somePlace("residence"), { freq: 5 }), fc.option(somePlace("work"), { freq: 5 }))
    .map((places) => places.filter((each) => each !== null)),
  evidence: fc.array(someProof, { maxLength: 20 }),
  staleAfter: fc.integer({ min: 1, max: 1_000 }).map((days) => days * DAY),
});

/** Each makes the facts worse in one respect; `n` chooses which. */
const WORSE: Record<string, (some: GateFacts, n: number) => GateFacts> = {
  "a duty that is added": (some, n) => ({
    ...some,
    laws: some.laws.map((each, i) =>
      i === n % some.laws.length
        ? { ...each, duties: [...each.duties, DUTY_KINDS[n % DUTY_KINDS.length] ?? "notice"] }
        : each,
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
    evidence: some.evidence.filter((_, i) => i !== n % some.evidence.length),
  }),
  "evidence that counts for less long": (some, n) => ({
    ...some,
    evidence: some.evidence.map((each) => ({
      ...each,
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
