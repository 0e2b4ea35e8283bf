import type { Interval } from "../../../lib/interval.ts";
import {
  type DutyKind,
  type Evidence,
  FEDERAL,
  type Law,
  type LocationFact,
} from "../../jurisdiction/schema.ts";
import { overtakenAt } from "../rules.ts";

/** A law and the notices that say the words which it prescribes; null when it prescribes none. */
export interface WordedLaw extends Law {
  readonly carriedBy: readonly string[] | null;
}

/** A published notice. Times in milliseconds. */
export interface NoticeFact {
  readonly id: string;
  readonly jurisdiction: string;
  readonly version: number;
  readonly substance: boolean;
  readonly at: number;
}

/** All that is known of one person, and of the places where they live and work, that can be evidence. */
export interface EvidenceFacts {
  readonly laws: readonly WordedLaw[];
  readonly notices: readonly NoticeFact[];
  readonly locations: readonly LocationFact[];
  /** The ends of the day and of the calendar year of each service are those where the person lived. */
  readonly services: readonly { noticeId: string; at: number; dayEnd: number; yearEnd: number }[];
  readonly acknowledgements: readonly { noticeId: string; at: number }[];
  readonly authorisations: readonly { noticeId: string; jurisdiction: string; from: number; to: number }[];
  readonly postings: readonly { workplaceId: string; noticeId: string; from: number; to: number }[];
  readonly overrides: readonly { code: string; from: number; to: number }[];
}

/** A notice that counts for a row, and while it does. */
export interface Counting extends Interval {
  readonly noticeId: string;
}

/**
 * Which duties of the rows that concern a person are met, and when: pure, so that any past decision can be
 * computed again. Evidence counts from when it was made and under the version of the law that was in force;
 * it ends when a later version of substance overtakes its notice.
 */
export function evidenceOf(facts: EvidenceFacts): Evidence[] {
  const codes = new Set([FEDERAL, ...facts.locations.map((each) => each.jurisdiction)]);
  return facts.laws
    .filter((law) => codes.has(law.code))
    .flatMap((law) => {
      const counting = countingFor(law, facts.notices);
      return law.duties.flatMap((duty) =>
        PROOF[duty](facts, law, counting)
          .map((each) => overlap(each, law))
          .filter((each) => each.from < each.to)
          .map((each) => ({ code: law.code, duty, ...each })),
      );
    });
}

/**
 * The notices that count for a row: those of its own line, and the federal ones until it has one; each from its
 * effective date until it is overtaken, and only if it says the words that the row prescribes.
 */
export function countingFor(law: WordedLaw, notices: readonly NoticeFact[]): Counting[] {
  const own = notices.filter((each) => each.jurisdiction === law.code);
  const firstOwn = Math.min(Infinity, ...own.map((each) => each.at));
  const federal = law.code === FEDERAL ? [] : notices.filter((each) => each.jurisdiction === FEDERAL);
  return [...windows(own, Infinity), ...windows(federal, firstOwn)].filter(
    (each) => law.carriedBy === null || law.carriedBy.includes(each.noticeId),
  );
}

function windows(line: readonly NoticeFact[], until: number): Counting[] {
  const versions = line.map(({ version, substance, at }) => ({
    version,
    substance,
    effectiveAt: new Date(at),
  }));
  return line.map((each) => ({
    noticeId: each.id,
    from: each.at,
    to: Math.min(until, overtakenAt(versions, each.version)),
  }));
}

type Proof = (facts: EvidenceFacts, law: WordedLaw, counting: readonly Counting[]) => Interval[];

const acknowledged: Proof = ({ acknowledgements }, _, counting) =>
  during(
    acknowledgements.map(({ noticeId, at }) => ({ noticeId, from: at, to: Infinity })),
    counting,
  );

const served =
  (until: "dayEnd" | "yearEnd" | null): Proof =>
  ({ services }, _, counting) =>
    during(
      services.map((each) => ({
        noticeId: each.noticeId,
        from: each.at,
        to: until ? each[until] : Infinity,
      })),
      counting,
    );

const authorised: Proof = ({ authorisations }, { code }, counting) =>
  during(
    authorisations.filter((each) => each.jurisdiction === code),
    counting,
  );

/**
 * Where somebody works at a workplace there, the notice hangs in it. Everywhere else a published notice is its
 * own posting: it stands at an address that needs no sign-in.
 */
const posted: Proof = ({ locations, postings }, { code }, counting) => {
  const workplaces = locations.filter((each) => each.jurisdiction === code && each.workplaceId !== null);
  const onWalls = workplaces.flatMap((location) =>
    during(
      postings.filter((each) => each.workplaceId === location.workplaceId),
      counting,
    ).map((each) => overlap(each, location)),
  );
  const elsewhere = workplaces.reduce<Interval[]>(without, [...counting]);
  return [...onWalls, ...elsewhere];
};

const PROOF: Readonly<Record<DutyKind, Proof>> = {
  notice: (...given) => [...served(null)(...given), ...acknowledged(...given)],
  acknowledgement: acknowledged,
  "yearly-notice": served("yearEnd"),
  "daily-notice-or-acknowledgement": (...given) => [...served("dayEnd")(...given), ...acknowledged(...given)],
  posting: posted,
  authorisation: authorised,
  override: ({ overrides }, { code }) => overrides.filter((each) => each.code === code),
};

/** Each fact about a notice, cut to when that notice counts. */
export function during(
  facts: readonly (Interval & { readonly noticeId: string })[],
  counting: readonly Counting[],
): Interval[] {
  return facts.flatMap((fact) =>
    counting.filter((each) => each.noticeId === fact.noticeId).map((each) => overlap(fact, each)),
  );
}

export function overlap(a: Interval, b: Interval): Interval {
  return { from: Math.max(a.from, b.from), to: Math.min(a.to, b.to) };
}

/** What is left of the intervals outside of a gap. */
export function without(intervals: readonly Interval[], gap: Interval): Interval[] {
  return intervals.flatMap(({ from, to }) =>
    [
      { from, to: Math.min(to, gap.from) },
      { from: Math.max(from, gap.to), to },
    ].filter((each) => each.from < each.to),
  );
}
