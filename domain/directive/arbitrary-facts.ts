import fc from "fast-check";
import type { Interval } from "../../lib/interval.ts";
import type { Week } from "../exemption/rules/week.ts";
import type { DutyKind, Law } from "../jurisdiction/schema.ts";
import { CATEGORIES, type Category } from "../notice/schema.ts";
import type { ApplicationFact, Facts } from "./rules.ts";

/** For property tests: facts of every shape, with their edges anywhere in the `SPAN` milliseconds from `START`. */
export const START = 1_790_000_000_000;
export const SPAN = 120_000;

const moment = fc.oneof(
  fc.integer({ min: START - SPAN / 4, max: START + SPAN }),
  fc.integer({ min: -20, max: SPAN / 1000 }).map((second) => START + second * 1000),
);

const interval: fc.Arbitrary<Interval> = fc
  .tuple(
    moment,
    fc.oneof(
      { weight: 6, arbitrary: fc.integer({ min: 1, max: SPAN / 6 }) },
      { weight: 1, arbitrary: fc.constant(Number.POSITIVE_INFINITY) },
    ),
  )
  .map(([from, length]) => ({ from, to: from + length }));

const always: Interval = { from: 0, to: Number.POSITIVE_INFINITY };
const often = <T>(usual: T, rare: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  fc.oneof({ weight: 8, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: rare });

const intervals = (maxLength: number) => fc.array(interval, { maxLength });
/** Usually everything that has to say yes does, so that something is left to take away. */
const usually = (rare: fc.Arbitrary<Interval[]>) =>
  fc.oneof({ weight: 5, arbitrary: fc.constant([always]) }, { weight: 1, arbitrary: rare });

export const APPLICATIONS = ["terminal", "spreadsheet"] as const;

const categories = fc.subarray([...CATEGORIES]) as fc.Arbitrary<Category[]>;

const application = (id: string): fc.Arbitrary<ApplicationFact> =>
  fc
    .record({
      categories: often([...CATEGORIES], categories),
      approved: often(always, interval),
      allowed: usually(intervals(2)),
    })
    .map((rest) => ({ id, name: id, match: {}, ...rest }));

const law = (code: string) =>
  fc.record({
    code: fc.constant(code),
    name: fc.constant(code),
    level: often<Law["level"]>("none", fc.constantFrom("statute", "blocked")),
    duties: fc
      .constantFrom<DutyKind[][]>([], ["acknowledgement"], ["acknowledgement", "posting"])
      .map((each) => [...each]),
    from: often(0, moment),
    to: fc.constant(Number.POSITIVE_INFINITY),
  });

const location = (kind: "residence" | "work") =>
  fc.record({
    kind: fc.constant(kind),
    jurisdiction: often("US-NY", fc.constantFrom("US-TX", "US-XX")),
    from: often(0, moment),
    to: often(Number.POSITIVE_INFINITY, moment),
    confirmedAt: fc.constant(START),
    workplaceId: fc.constant(null),
  });

const evidenceFor = (code: string, duty: DutyKind) =>
  usually(intervals(2)).map((spans) => spans.map((span) => ({ code, duty, ...span })));

const evidence = fc
  .tuple(
    ...["US", "US-NY", "US-TX"].flatMap((code) => [
      evidenceFor(code, "acknowledgement"),
      evidenceFor(code, "posting"),
    ]),
  )
  .map((each) => each.flat());

const gate = fc.record({
  laws: fc.tuple(law("US"), law("US-NY"), law("US-TX")),
  locations: fc.tuple(location("residence"), location("work")),
  evidence,
  staleAfter: often(SPAN * 20, fc.constant(SPAN / 2)),
});

/** Hours that begin or end within the span, which begins on a Monday at 10:13:20 in New York. */
const BEGIN = 10 * 60 + 13;
const week = fc
  .tuple(fc.integer({ min: BEGIN - 1, max: BEGIN + 2 }), fc.integer({ min: 1, max: 3 }))
  .map(([from, length]): Week => ({ hours: [[from, from + length]], timeZone: "America/New_York" }));

export const arbitraryExemption = fc
  .tuple(interval, fc.oneof(fc.constant([]), categories), fc.subarray([...APPLICATIONS]), often(null, week))
  .map(([span, some, applications, hours]) => ({ ...span, categories: some, applications, week: hours }));

export const arbitraryFacts: fc.Arbitrary<Facts> = fc.record({
  employed: often(true, fc.constant(false)),
  enrolled: often(always, interval),
  gate,
  consents: fc.record({
    pointer: usually(intervals(3)),
    keyboard: usually(intervals(3)),
    screen: usually(intervals(3)),
    application: usually(intervals(3)),
  }),
  answered: fc.boolean(),
  applications: fc.tuple(application("terminal"), application("spreadsheet")),
  pauses: intervals(2),
  exemptions: often([], fc.array(arbitraryExemption, { minLength: 1, maxLength: 2 })),
  erasedAt: often(null, moment),
});
