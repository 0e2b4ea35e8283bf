import fc from "fast-check";
import { expect, test } from "vitest";
import { offsetAt } from "../../lib/day.ts";
import type { ExemptionFact } from "../exemption/schema.ts";
import { CATEGORIES } from "../notice/schema.ts";
import { decide, permitted } from "./rules.ts";
import { ALWAYS, allAllowed } from "./test-facts.ts";

// Many exemptions of many hours are told apart quickly. Here they are gone through one by one, minute by minute.

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** The first Monday of 1970, by any wall clock. */
const MONDAY = 4 * DAY;

const isOn = ({ from, to, week }: ExemptionFact, at: number): boolean => {
  if (at < from || to <= at) return false;
  if (week === null) return true;
  const minute = ((at + offsetAt(week.timeZone, at) - MONDAY) % (7 * DAY)) / MINUTE;
  return week.hours.some(([begin, end]) => begin <= minute && minute < end);
};
const keysAt = (exemptions: readonly ExemptionFact[], at: number): string[] =>
  APPLICATIONS.flatMap(({ id }) =>
    CATEGORIES.filter(
      (category) =>
        !exemptions.some(
          (each) =>
            isOn(each, at) &&
            (each.categories.length === 0 || each.categories.includes(category)) &&
            (each.applications.length === 0 || each.applications.includes(id)),
        ),
    ).map((category) => `${id} ${category}`),
  );

const APPLICATIONS = ["terminal", "spreadsheet"].map((id) => ({
  id,
  name: id,
  match: {},
  categories: CATEGORIES,
  approved: ALWAYS,
  allowed: [ALWAYS],
}));

const hours = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 10_079 }), fc.integer({ min: 1, max: 2_000 })), {
    minLength: 1,
    maxLength: 4,
  })
  .map((all) => all.map(([from, length]): [number, number] => [from, Math.min(from + length, 10_080)]));
/** Around the turns of the clocks as often as elsewhere. */
const begin = fc
  .tuple(
    fc.constantFrom(
      "2026-03-08T07:00:00Z",
      "2026-11-01T06:00:00Z",
      "2026-10-25T01:00:00Z",
      "2026-07-01T12:34:00Z",
    ),
    fc.integer({ min: -40, max: 10 }),
  )
  .map(([turn, ago]) => Date.parse(turn) + ago * HOUR);
const exemption = (start: number) =>
  fc
    .record({
      from: fc.integer({ min: -30, max: 40 }),
      lasting: fc.integer({ min: 1, max: 400 }),
      categories: fc.subarray([...CATEGORIES]),
      applications: fc.subarray(["terminal", "spreadsheet"]),
      hours: fc.option(hours, { freq: 8 }),
      timeZone: fc.constantFrom("America/New_York", "America/New_York", "Europe/Berlin"),
    })
    .map(
      ({ from, lasting, categories, applications, hours: span, timeZone }): ExemptionFact => ({
        from: start + from * HOUR,
        to: start + (from + lasting) * HOUR,
        categories,
        applications,
        week: span && { hours: span, timeZone },
      }),
    );
const situation = begin.chain((from) =>
  fc.record({
    from: fc.constant(from),
    exemptions: fc.array(exemption(from), { minLength: 1, maxLength: 6 }),
  }),
);

test("hours of the week are left out minute by minute, and a decision says when it changes next", () => {
  let changes = 0;
  fc.assert(
    fc.property(situation, ({ from, exemptions }) => {
      const facts = { ...allAllowed(APPLICATIONS), exemptions };
      const spans = permitted(facts, from, from + DAY);
      for (const { from: start, to, decision } of spans) {
        const keys = keysAt(exemptions, start);
        expect(
          decision.permissions.flatMap(({ application, categories }) =>
            categories.map((each) => `${application.id} ${each}`),
          ),
        ).toEqual(keys);
        expect(decision).toEqual(decide(facts, start));
        // In all of its span, and until it says that it changes, nothing does.
        const end = Math.min(decision.changesAt ?? Infinity, start + 2 * DAY);
        expect(Math.min(end, to)).toBe(Math.min(to, start + 2 * DAY));
        for (let at = start; at < end; at += MINUTE)
          if (keysAt(exemptions, at).join() !== keys.join()) expect.fail(`${new Date(at).toISOString()}`);
        changes += 1;
      }
    }),
    { numRuns: 80 },
  );
  expect(changes).toBeGreaterThan(140);
}, 120_000);
