import fc from "fast-check";
import { expect, test } from "vitest";
import { type GateFacts, gate } from "../../jurisdiction/rules.ts";
import { gapsOf } from "./pack-gaps.ts";

const LAWS: GateFacts["laws"] = [
  { code: "US", name: "Federal", level: "related", duties: ["acknowledgement"], from: 0, to: Infinity },
  { code: "US-NY", name: "New York", level: "statute", duties: ["posting"], from: 0, to: Infinity },
  { code: "US-CT", name: "Connecticut", level: "statute", duties: ["notice"], from: 0, to: Infinity },
];
const place = (kind: "residence" | "work", jurisdiction: string, from: number, to = Infinity) => ({
  kind,
  jurisdiction,
  from,
  to,
  confirmedAt: from,
  workplaceId: null,
});
const facts = (more: Partial<GateFacts> = {}): GateFacts => ({
  laws: LAWS,
  locations: [
    place("residence", "US-NY", 100),
    place("work", "US-NY", 100, 500),
    place("work", "US-CT", 500),
  ],
  evidence: [],
  staleAfter: 10_000,
  ...more,
});

test("each duty has its gap, from when somebody was there until it was met or the period ends", () => {
  const evidence: GateFacts["evidence"] = [
    { code: "US", duty: "acknowledgement", from: 300, to: Infinity },
    { code: "US-NY", duty: "posting", from: 200, to: 400 },
  ];
  expect(gapsOf(facts({ evidence }), "US-NY", 0, 1_000)).toEqual([
    { from: 100, to: 300, code: "US", duty: "acknowledgement" },
    { from: 100, to: 200, code: "US-NY", duty: "posting" },
    { from: 400, to: 1_000, code: "US-NY", duty: "posting" },
  ]);
});

test("nothing is said of another place, nor of the time before somebody came or after they left", () => {
  const gaps = gapsOf(facts(), "US-CT", 0, 1_000);
  expect(gaps).toEqual([
    { from: 500, to: 1_000, code: "US", duty: "acknowledgement" },
    { from: 500, to: 1_000, code: "US-CT", duty: "notice" },
  ]);
  expect(gapsOf(facts(), "US-TX", 0, 1_000)).toEqual([]);
});

test("a location that went stale is a gap of its own", () => {
  const gaps = gapsOf(facts({ staleAfter: 300 }), "US-NY", 0, 1_000);
  expect(gaps).toContainEqual({ from: 400, to: 1_000, code: "unknown", duty: "location" });
});

test("there is a gap exactly while the gate holds, wherever one looks", () => {
  const span = fc.record({ from: fc.integer({ min: 0, max: 900 }), long: fc.integer({ min: 1, max: 500 }) });
  const duty = fc.constantFrom(["US", "acknowledgement"] as const, ["US-NY", "posting"] as const);
  fc.assert(
    fc.property(fc.array(fc.tuple(duty, span)), fc.integer({ min: 0, max: 999 }), (some, at) => {
      const evidence = some.map(([[code, kind], { from, long }]) => ({
        code,
        duty: kind,
        from,
        to: from + long,
      }));
      const known = facts({
        evidence,
        locations: [place("residence", "US-NY", 50), place("work", "US-NY", 50)],
      });
      const isHeld = at >= 50 && gate(known, at).length > 0;
      const gaps = gapsOf(known, "US-NY", 0, 1_000).filter((each) => each.from <= at && at < each.to);
      expect(gaps.length > 0).toBe(isHeld);
    }),
  );
});
