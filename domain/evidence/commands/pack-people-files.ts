import type { ArchiveFile } from "../../../lib/archive.ts";
import { BYTE_ORDER_MARK, csvLine } from "../../../lib/csv.ts";
import type { JobActor } from "../../actor/schema.ts";
import type { PackFacts } from "../queries/pack-facts.ts";
import {
  acknowledgedOf,
  authorisedOf,
  gatesOf,
  locationsOf,
  type NoticeFactRow,
  overPeople,
  type PersonFacts,
  seenOf,
  servedOf,
  themselves,
} from "../queries/pack-people.ts";
import { type DutyGap, gapsOf, isThere, unmetAt } from "../rules/pack-gaps.ts";
import type { PeopleCounts } from "../rules/pack-parts.ts";

/** How often the people of a pack are gone through: once for each of the files about them. */
export const PASSES = 7;

type Looked = (people: number) => void;

/** The files that are about people. Returns what was counted on the way, once the last was read to its end. */
export async function* peopleFiles(
  actor: JobActor,
  facts: PackFacts,
  looked: Looked,
): AsyncGenerator<ArchiveFile, PeopleCounts> {
  const counts = new Counts(facts.scope.code);
  yield { path: "people.csv", chunks: people(actor, facts, looked) };
  yield { path: "locations.csv", chunks: locations(actor, facts, looked) };
  yield { path: "served.csv", chunks: noticeFacts(actor, facts, looked, servedOf) };
  yield { path: "seen.csv", chunks: noticeFacts(actor, facts, looked, seenOf) };
  yield { path: "acknowledged.csv", chunks: noticeFacts(actor, facts, looked, acknowledgedOf) };
  yield { path: "authorised.csv", chunks: authorisations(actor, facts, looked) };
  yield { path: "gaps.csv", chunks: gaps(actor, facts, looked, counts) };
  return counts;
}

async function* people(actor: JobActor, { scope }: PackFacts, looked: Looked) {
  yield BYTE_ORDER_MARK +
    csvLine(["person", "name", "email", "listed_in_directory_now", "first_collected_at"]);
  for await (const batch of overPeople(actor, scope, themselves)) {
    yield batch.rows
      .map((each) => csvLine([each.id, each.name, each.email, each.is_listed, each.first_collected_at]))
      .join("");
    looked(batch.people.length);
  }
}

async function* locations(actor: JobActor, { scope }: PackFacts, looked: Looked) {
  yield BYTE_ORDER_MARK +
    csvLine("person name kind jurisdiction workplace from until last_confirmed source".split(" "));
  for await (const batch of overPeople(actor, scope, locationsOf)) {
    yield batch.rows
      .map((each) =>
        csvLine([
          each.person_id,
          each.name,
          each.kind,
          each.jurisdiction,
          each.workplace_id,
          each.from_at,
          each.until_at,
          each.confirmed_at,
          each.source,
        ]),
      )
      .join("");
    looked(batch.people.length);
  }
}

async function* noticeFacts(
  actor: JobActor,
  { scope }: PackFacts,
  looked: Looked,
  rows: typeof servedOf,
): AsyncGenerator<string> {
  const headings = "person name at channel local_day time_zone jurisdiction version language notice_sha256";
  yield BYTE_ORDER_MARK + csvLine(headings.split(" "));
  const cells = (each: NoticeFactRow) => [
    each.employee_id,
    each.name,
    each.at,
    each.channel,
    each.day,
    each.time_zone,
    each.jurisdiction,
    each.version,
    each.language,
    each.sha256,
  ];
  for await (const batch of overPeople(actor, scope, rows)) {
    yield batch.rows.map((each) => csvLine(cells(each))).join("");
    looked(batch.people.length);
  }
}

async function* authorisations(actor: JobActor, { scope }: PackFacts, looked: Looked) {
  yield BYTE_ORDER_MARK + csvLine("person name at withdrawn_at statement signed_as notice_sha256".split(" "));
  for await (const batch of overPeople(actor, scope, authorisedOf)) {
    yield batch.rows
      .map((each) =>
        csvLine([
          each.employee_id,
          each.name,
          each.at,
          each.withdrawn_at,
          each.statement,
          each.signature,
          each.sha256,
        ]),
      )
      .join("");
    looked(batch.people.length);
  }
}

async function* gaps(actor: JobActor, { scope, laws }: PackFacts, looked: Looked, counts: Counts) {
  yield BYTE_ORDER_MARK + csvLine("person name row duty from until".split(" "));
  const [from, until] = [scope.from.getTime(), scope.until.getTime()];
  const duties = laws.at(-1)?.duties ?? [];
  for await (const batch of overPeople(actor, scope, gatesOf)) {
    for (const { person, facts } of batch.rows) {
      const spans = gapsOf(facts, scope.code, from, until);
      counts.add(facts, spans, duties, until - 1);
      yield spans
        .map((each) =>
          csvLine([person.id, person.name, each.code, each.duty, new Date(each.from), new Date(each.to)]),
        )
        .join("");
    }
    looked(batch.people.length);
  }
}

/** What the report counts, gathered while the gaps are written. */
class Counts implements PeopleCounts {
  people = 0;
  atEnd = 0;
  readonly met = new Map<string, number>();
  readonly withGaps = new Map<string, number>();

  constructor(private readonly code: string) {}

  add(facts: PersonFacts["facts"], spans: readonly DutyGap[], duties: readonly string[], end: number): void {
    this.people += 1;
    for (const key of new Set(spans.map((each) => `${each.code} ${each.duty}`))) more(this.withGaps, key);
    if (!isThere(facts, this.code, end)) return;
    this.atEnd += 1;
    const unmet = unmetAt(facts, this.code, end).filter((each) => each.code === this.code);
    for (const duty of duties) if (!unmet.some((each) => each.duty === duty)) more(this.met, duty);
  }
}

function more(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
