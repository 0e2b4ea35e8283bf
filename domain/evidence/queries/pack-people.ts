import { type Reader, read } from "../../../lib/db/reader.ts";
import type { JobActor } from "../../actor/schema.ts";
import type { GateFacts } from "../../jurisdiction/rules.ts";
import { loadGate, type Query } from "../../notice/queries/load-gate.ts";
import type { PackScope } from "./pack-facts.ts";

/** People of one batch: so few that years of daily notices for each fit into memory. */
const BATCH = 200;

/** Somebody who lived or worked there in the period. */
export interface PackPerson {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly is_listed: boolean;
  readonly first_collected_at: Date | null;
}

export function countPeople(actor: JobActor, { code, from, until }: PackScope): Promise<number> {
  return read(actor, async (db) => {
    const [row] = await db.$queryRaw<{ n: number }[]>`
      select count(distinct l.person_id)::int as n from location l
      where (${code} = 'US' or l.jurisdiction = ${code}) and l.from_at < ${until}
        and coalesce(l.until_at, 'infinity') > ${from}`;
    return row?.n ?? 0;
  });
}

/** Everyone of the pack in batches, in one order, with what `rows` reads about a batch in the same transaction. */
export async function* overPeople<Row>(
  actor: JobActor,
  scope: PackScope,
  rows: (db: Reader, people: readonly PackPerson[], scope: PackScope) => Promise<Row[]>,
): AsyncGenerator<{ people: readonly PackPerson[]; rows: Row[] }> {
  for (let after = "00000000-0000-0000-0000-000000000000"; ; ) {
    const batch = await read(actor, async (db) => {
      const people = await nextPeople(db, scope, after);
      return { people, rows: people.length > 0 ? await rows(db, people, scope) : [] };
    });
    const last = batch.people.at(-1);
    if (!last) return;
    yield batch;
    after = last.id;
  }
}

function nextPeople(db: Reader, { code, from, until }: PackScope, after: string): Promise<PackPerson[]> {
  return db.$queryRaw<PackPerson[]>`
    select p.id, p.name, p.email, p.active as is_listed,
      (select c from first_collected_at(p.id) as c where c < ${until}) as first_collected_at
    from person p
    where p.id > ${after}::uuid and exists (select from location l where l.person_id = p.id
      and (${code} = 'US' or l.jurisdiction = ${code}) and l.from_at < ${until}
      and coalesce(l.until_at, 'infinity') > ${from})
    order by p.id limit ${BATCH}`;
}

/** The people themselves. */
export async function themselves(_: Reader, people: readonly PackPerson[]): Promise<PackPerson[]> {
  return [...people];
}

export interface LocationRow {
  readonly person_id: string;
  readonly name: string;
  readonly kind: string;
  readonly jurisdiction: string;
  readonly workplace_id: string | null;
  readonly from_at: Date;
  readonly until_at: Date | null;
  readonly confirmed_at: Date;
  readonly source: string;
}

/** Where they were in the period, as far as it was there. */
export function locationsOf(
  db: Reader,
  people: readonly PackPerson[],
  { code, from, until }: PackScope,
): Promise<LocationRow[]> {
  return db.$queryRaw<LocationRow[]>`
    select l.person_id, p.name, l.kind, l.jurisdiction, l.workplace_id, l.from_at,
      case when l.until_at < ${until} then l.until_at end as until_at, l.confirmed_at, l.source
    from location l join person p on p.id = l.person_id
    where l.person_id = any (${ids(people)}::uuid[]) and (${code} = 'US' or l.jurisdiction = ${code})
      and l.from_at < ${until} and coalesce(l.until_at, 'infinity') > ${from}
    order by l.person_id, l.from_at, l.kind`;
}

/** One fact about a notice and a person. */
export interface NoticeFactRow {
  readonly employee_id: string;
  readonly name: string;
  readonly at: Date;
  readonly channel: string | null;
  readonly day: string | null;
  readonly time_zone: string | null;
  readonly jurisdiction: string;
  readonly version: number;
  readonly language: string;
  readonly sha256: string;
}

/** What they were served in the period, and the first time before it. */
export function servedOf(db: Reader, people: readonly PackPerson[], { code, from, until }: PackScope) {
  return db.$queryRaw<NoticeFactRow[]>`
    select s.employee_id, p.name, s.at, s.channel, s.day::text as day, s.time_zone, n.jurisdiction, n.version,
      n.language, n.sha256
    from (select *, row_number() over (partition by employee_id, notice_id order by at) as place
      from notice_service where employee_id = any (${ids(people)}::uuid[]) and at < ${until}) s
    join notice n on n.id = s.notice_id join person p on p.id = s.employee_id
    where n.jurisdiction in (${code}, 'US') and (s.at >= ${from} or s.place = 1)
    order by s.employee_id, s.at`;
}

export function seenOf(db: Reader, people: readonly PackPerson[], { code, until }: PackScope) {
  return db.$queryRaw<NoticeFactRow[]>`
    select s.employee_id, p.name, s.at, null as channel, null as day, null as time_zone, n.jurisdiction, n.version,
      n.language, n.sha256
    from notice_sighting s join notice n on n.id = s.notice_id join person p on p.id = s.employee_id
    where s.employee_id = any (${ids(people)}::uuid[]) and s.at < ${until} and n.jurisdiction in (${code}, 'US')
    order by s.employee_id, s.at`;
}

export function acknowledgedOf(db: Reader, people: readonly PackPerson[], { code, until }: PackScope) {
  return db.$queryRaw<NoticeFactRow[]>`
    select a.employee_id, p.name, a.at, a.channel, null as day, null as time_zone, n.jurisdiction, n.version,
      n.language, n.sha256
    from acknowledgement a join notice n on n.id = a.notice_id join person p on p.id = a.employee_id
    where a.employee_id = any (${ids(people)}::uuid[]) and a.at < ${until} and n.jurisdiction in (${code}, 'US')
    order by a.employee_id, a.at`;
}

export interface AuthorisationRow {
  readonly employee_id: string;
  readonly name: string;
  readonly at: Date;
  readonly withdrawn_at: Date | null;
  readonly statement: string;
  readonly signature: string;
  readonly sha256: string;
}

export function authorisedOf(db: Reader, people: readonly PackPerson[], { code, until }: PackScope) {
  return db.$queryRaw<AuthorisationRow[]>`
    select a.employee_id, p.name, a.at, w.at as withdrawn_at, a.statement, a.signature, n.sha256
    from authorisation a join notice n on n.id = a.notice_id join person p on p.id = a.employee_id
    left join authorisation_withdrawal w on w.authorisation_id = a.id and w.at < ${until}
    where a.employee_id = any (${ids(people)}::uuid[]) and a.at < ${until} and a.jurisdiction = ${code}
    order by a.employee_id, a.at`;
}

export interface PersonFacts {
  readonly person: PackPerson;
  readonly facts: GateFacts;
}

/** What the gate said of each of them, to be computed for any moment of the period. */
export async function gatesOf(
  db: Reader,
  people: readonly PackPerson[],
  { from }: PackScope,
): Promise<PersonFacts[]> {
  const query: Query = (_, text, values) => db.$queryRawUnsafe(text, ...values);
  const gates = await loadGate(query, ids(people), from);
  return people.flatMap((person) => {
    const facts = gates.get(person.id);
    return facts ? [{ person, facts }] : [];
  });
}

function ids(people: readonly PackPerson[]): string[] {
  return people.map(({ id }) => id);
}
