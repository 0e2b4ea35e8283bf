import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type GateFacts, gate } from "../../jurisdiction/rules.ts";
import { DUTY_KINDS } from "../../jurisdiction/schema.ts";
import { type EvidenceFacts, evidenceOf } from "./evidence.ts";

const DAY = 86_400_000;
const CODES = ["US", "US-NY", "DE"];
const NOTICES = ["US 1", "US 2", "US-NY 1", "US-NY 2"];
const day = fc.integer({ min: 0, max: 30 }).map((each) => each * DAY);
const span = fc
  .tuple(day, fc.oneof(day, fc.constant(Number.POSITIVE_INFINITY)))
  .map(([from, length]) => ({ from, to: from + length + DAY }));
const noticeId = fc.constantFrom(...NOTICES);
const workplaceId = fc.constantFrom("office", "yard");
const some = <T>(each: fc.Arbitrary<T>) => fc.array(each, { maxLength: 5 });

const facts: fc.Arbitrary<EvidenceFacts> = fc.record({
  laws: fc.tuple(...CODES.map((code) => law(code))),
  notices: fc.tuple(
    ...NOTICES.map((id) =>
      fc.record({
        id: fc.constant(id),
        jurisdiction: fc.constant(id.split(" ")[0] ?? ""),
        version: fc.constant(Number(id.split(" ")[1])),
        substance: fc.boolean(),
        at: day,
      }),
    ),
  ),
  locations: fc.tuple(
    location("residence", fc.constant(null)),
    location("work", fc.option(workplaceId, { nil: null })),
  ),
  services: some(
    fc
      .record({ noticeId, at: day })
      .map((each) => ({ ...each, dayEnd: each.at + DAY, yearEnd: each.at + 9 * DAY })),
  ),
  acknowledgements: some(fc.record({ noticeId, at: day })),
  authorisations: some(
    fc
      .record({ noticeId, jurisdiction: fc.constantFrom(...CODES), span })
      .map(({ span: when, ...each }) => ({ ...each, ...when })),
  ),
  postings: some(
    fc.record({ noticeId, workplaceId, span }).map(({ span: when, ...each }) => ({ ...each, ...when })),
  ),
  overrides: some(
    fc
      .record({ code: fc.constantFrom(...CODES), span })
      .map(({ span: when, ...each }) => ({ ...each, ...when })),
  ),
});

function law(code: string) {
  return fc
    .record({
      duties: fc.subarray([...DUTY_KINDS], { maxLength: 2 }),
      carriedBy: fc.option(fc.subarray(NOTICES), { nil: null }),
    })
    .map((each) => ({ ...each, code, name: code, level: "related" as const, from: 0, to: Infinity }));
}

function location(kind: "residence" | "work", sits: fc.Arbitrary<string | null>) {
  return fc
    .record({ jurisdiction: fc.constantFrom("US-NY", "DE"), workplaceId: sits, from: day })
    .map((each) => ({ ...each, kind, to: Infinity, confirmedAt: each.from }));
}

function gateOf(all: EvidenceFacts): GateFacts {
  const { laws, locations } = all;
  return { laws, locations, evidence: evidenceOf(all), staleAfter: 400 * DAY };
}

const without = <T>(all: readonly T[], n: number) => all.filter((_, place) => place !== n % all.length);

/** Each takes something away, or asks for more; `n` chooses what. */
const WORSE: Readonly<Record<string, (all: EvidenceFacts, n: number) => EvidenceFacts>> = {
  "a service that is not known": (all, n) => ({ ...all, services: without(all.services, n) }),
  "an acknowledgement that is not known": (all, n) => ({
    ...all,
    acknowledgements: without(all.acknowledgements, n),
  }),
  "a signature that is not known": (all, n) => ({ ...all, authorisations: without(all.authorisations, n) }),
  "a posting that was not there": (all, n) => ({ ...all, postings: without(all.postings, n) }),
  "an override that was not given": (all, n) => ({ ...all, overrides: without(all.overrides, n) }),
  "a location that is lost": (all, n) => ({ ...all, locations: without(all.locations, n) }),
  "a duty that is added": (all, n) => ({
    ...all,
    laws: all.laws.map((each) => ({ ...each, duties: [...each.duties, DUTY_KINDS[n % 7] ?? "notice"] })),
  }),
  "words that are prescribed": (all, n) => ({
    ...all,
    laws: all.laws.map((each) => ({ ...each, carriedBy: (each.carriedBy ?? NOTICES).slice(0, n % 4) })),
  }),
  "a notice whose change is one of substance after all": (all) => ({
    ...all,
    notices: all.notices.map((each) => ({ ...each, substance: true })),
  }),
};

describe("never opens a gate:", () => {
  test.each(Object.keys(WORSE))("%s", (name) => {
    fc.assert(
      fc.property(facts, fc.nat(100), day, (all, n, at) => {
        const worse = WORSE[name]?.(all, n) ?? all;
        if (gate(gateOf(all), at).length > 0) expect(gate(gateOf(worse), at)).not.toEqual([]);
      }),
      { numRuns: 3_000 },
    );
  });
});

test("many of these gates are open: the properties above are about something", () => {
  const open = fc.sample(facts, 500).filter((all) => gate(gateOf(all), 29 * DAY).length === 0);
  expect(open.length).toBeGreaterThan(40);
});

test("all evidence is about rows that concern the person, and never empty", () => {
  fc.assert(
    fc.property(facts, (all) => {
      const codes = ["US", ...all.locations.map((each) => each.jurisdiction)];
      for (const each of evidenceOf(all)) {
        expect(codes).toContain(each.code);
        expect(each.to).toBeGreaterThan(each.from);
      }
    }),
  );
});
