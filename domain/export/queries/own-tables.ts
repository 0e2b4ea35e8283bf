import type { Cell } from "../../../lib/csv.ts";
import type { ExportActor } from "../../actor/schema.ts";
import { overPages } from "./over-pages.ts";

/**
 * A table of what is one person's ($1), for a spreadsheet: the columns as they are named there. `place` is what the
 * rows are in the order of, and is not shown.
 */
export interface OwnTable {
  readonly path: string;
  readonly columns: string;
  readonly sql: string;
}

type Row = Readonly<Record<string, Cell>>;

/** The rows of a table, page by page, each with the columns' cells in their order. */
export async function* overTable(actor: ExportActor, table: OwnTable): AsyncGenerator<Cell[][]> {
  const names = table.columns.split(" ");
  const pages = overPages(actor, (db, after: Row | null, limit) =>
    db.$queryRawUnsafe<Row[]>(
      `select * from (${table.sql}) as t where place collate "C" > $2 order by place collate "C" limit $3`,
      actor.id,
      after?.place ?? "",
      limit,
    ),
  );
  for await (const rows of pages) yield rows.map((row) => names.map((name) => row[name] ?? null));
}

/** A moment of a row and what tells it from others of the same: where it comes in a list. */
const since = (moment: string, key: string) =>
  `to_char(${moment} at time zone 'UTC', 'YYYYMMDDHH24MISSUS') || ' ' || ${key}`;
const ofDevice = (alias: string) =>
  `${alias}.device_id::text as device_id, (select d.name from device d where d.id = ${alias}.device_id) as device`;

/** Everything that is one person's and lies in rows, but for records, coverage, requests and the ledger. */
export const OWN_TABLES: readonly OwnTable[] = [
  {
    path: "person.csv",
    columns: "person name email title department time_zone listed_in_directory_now known_since roles",
    sql: `select p.id::text as place, p.id::text as person, p.name, p.email, p.title, p.department, p.time_zone,
        p.active as listed_in_directory_now, p.created_at as known_since,
        array_to_string(array(select r.role from role_grant r where r.person_id = p.id order by r.role), ' ') as roles
      from person p where p.id = $1::uuid`,
  },
  {
    path: "locations.csv",
    columns: "kind jurisdiction workplace from until last_confirmed source",
    sql: `select ${since("l.from_at", "l.id")} as place, l.kind, l.jurisdiction, l.workplace_id as workplace,
        l.from_at as "from", l.until_at as until, l.confirmed_at as last_confirmed, l.source
      from location l where l.person_id = $1::uuid`,
  },
  {
    path: "devices.csv",
    columns:
      "device_id device platform serial linked_at unlinked_at unlinked_because last_contact_at agent_version",
    sql: `select ${since("d.enrolled_at", "d.id")} as place, d.id::text as device_id, d.name as device, d.platform,
        d.serial, d.enrolled_at as linked_at, r.at as unlinked_at, r.reason as unlinked_because,
        c.contacted_at as last_contact_at, c.agent_version
      from device d left join device_revocation r on r.device_id = d.id left join device_contact c on c.device_id = d.id
      where d.employee_id = $1::uuid`,
  },
  {
    path: "days.csv",
    columns:
      "day device_id device application records recorded_seconds moves clicks drags scrolls keys shortcuts bytes",
    sql: `select a.day::text || a.device_id || ' ' || a.application as place, a.day::text as day, ${ofDevice("a")},
        a.application, a.segments as records, a.tenths / 10.0::float8 as recorded_seconds, a.moves::float8 as moves,
        a.clicks::float8 as clicks, a.drags::float8 as drags, a.scrolls::float8 as scrolls, a.keys::float8 as keys,
        a.shortcuts::float8 as shortcuts, a.bytes::float8 as bytes
      from activity_day a where a.employee_id = $1::uuid`,
  },
  {
    path: "discards.csv",
    columns: "day device_id device reason times steps seconds pictures",
    sql: `select a.day::text || a.device_id || a.reason as place, a.day::text as day, ${ofDevice("a")}, a.reason,
        a.times, a.steps::float8 as steps, a.tenths / 10.0::float8 as seconds, a.captures as pictures
      from discard_day a where a.employee_id = $1::uuid`,
  },
  {
    path: "usage.csv",
    columns:
      "day device_id device heartbeats cpu_seconds memory_mb bytes_sent bytes_received battery_low_percent dropped_records",
    sql: `select a.day::text || a.device_id as place, a.day::text as day, ${ofDevice("a")}, a.heartbeats,
        a.cpu_ms / 1000.0::float8 as cpu_seconds, a.rss_mb as memory_mb, a.bytes_sent::float8 as bytes_sent,
        a.bytes_received::float8 as bytes_received, a.battery_low as battery_low_percent,
        a.dropped_segments::float8 as dropped_records
      from usage_day a where a.employee_id = $1::uuid`,
  },
  {
    path: "deliveries.csv",
    columns: "delivery device_id device received_at records_stored steps_discarded",
    sql: `select b.batch_id::text as place, b.batch_id::text as delivery, ${ofDevice("b")}, b.received_at,
        b.stored as records_stored, b.discarded as steps_discarded
      from batch b where b.employee_id = $1::uuid and b.batch_id > coalesce(nullif($2, ''), '00000000-0000-0000-0000-000000000000')::uuid`,
  },
  {
    path: "picture-deliveries.csv",
    columns: "received_at picture day not_kept_because",
    sql: `select ${since("a.arrived_at", "a.capture_id")} as place, a.arrived_at as received_at,
        a.capture_id::text as picture, a.day::text as day, a.reason as not_kept_because
      from capture_arrival a where a.employee_id = $1::uuid`,
  },
  {
    path: "erasures.csv",
    columns: "at",
    sql: `select ${since("e.at", "''")} as place, e.at from erasure e where e.employee_id = $1::uuid`,
  },
  {
    path: "directives.csv",
    columns: "applied_at device_id device says directive",
    sql: `select ${since("a.applied_at", "a.device_id")} as place, a.applied_at, ${ofDevice("a")}, a.label as says,
        a.epoch as directive
      from directive_application a where a.employee_id = $1::uuid`,
  },
  {
    path: "consent.csv",
    columns: "at receipt answer about choice notice_sha256",
    sql: `select ${since("a.at", "a.id || coalesce(c.about, '')")} as place, a.at, a.id::text as receipt, a.kind as answer, coalesce(c.about, '') as about,
        coalesce(c.choice, '') as choice, n.sha256 as notice_sha256
      from consent_answer a join notice n on n.id = a.notice_id
      left join lateral (
        select 'category ' || c.category as about, c.state as choice from consent_choice c
          where c.employee_id = a.employee_id and c.answer_id = a.id
        union all
        select 'application ' || c.application_id, case when c.allowed then 'allowed' else 'not allowed' end
          from application_choice c where c.employee_id = a.employee_id and c.answer_id = a.id) c on true
      where a.employee_id = $1::uuid`,
  },
  {
    path: "notices.csv",
    columns: "at what channel jurisdiction version language title notice_sha256",
    sql: `select ${since("f.at", "f.what || n.id || f.key")} as place, f.at, f.what, f.channel,
        n.jurisdiction, n.version, n.language, n.title, n.sha256 as notice_sha256
      from (
        select notice_id, at, 'served' as what, channel, channel as key from notice_service where employee_id = $1::uuid
        union all select notice_id, at, 'seen', null, '' from notice_sighting where employee_id = $1::uuid
        union all select notice_id, at, 'acknowledged', channel, '' from acknowledgement where employee_id = $1::uuid
        union all select notice_id, at, 'authorised', null, id::text from authorisation where employee_id = $1::uuid
        union all select notice_id, at, 'mailed: ' || reason, 'mail', id::text from notice_mail where employee_id = $1::uuid
      ) f join notice n on n.id = f.notice_id`,
  },
  {
    path: "authorisations.csv",
    columns: "at jurisdiction statement signed_as withdrawn_at notice_sha256",
    sql: `select ${since("a.at", "a.id")} as place, a.at, a.jurisdiction, a.statement, a.signature as signed_as,
        w.at as withdrawn_at, n.sha256 as notice_sha256
      from authorisation a join notice n on n.id = a.notice_id
      left join authorisation_withdrawal w on w.authorisation_id = a.id where a.employee_id = $1::uuid`,
  },
  {
    path: "pauses.csv",
    columns: "started_at planned_end_at ended_at started_on resumed_on",
    sql: `select ${since("p.started_at", "p.id")} as place, p.started_at, p.planned_end_at, p.ended_at, p.started_on,
        r.resumed_on
      from pause p left join resumption r on r.pause_id = p.id where p.employee_id = $1::uuid`,
  },
  {
    path: "absences.csv",
    columns: "from until ended_at delegate",
    sql: `select ${since("a.from_at", "a.id")} as place, a.from_at as "from", a.until_at as until, a.ended_at,
        a.delegate_id::text as delegate
      from absence a where a.person_id = $1::uuid`,
  },
  {
    path: "exemptions.csv",
    columns: "request kind categories applications devices from until ended_at",
    sql: `select ${since("e.from_at", "e.id")} as place, e.request_id::text as request, e.kind,
        coalesce(array_to_string(e.categories, ' '), 'all') as categories,
        coalesce(array_to_string(e.applications, ' '), 'all') as applications,
        coalesce(array_to_string(e.devices, ' '), 'all') as devices, e.from_at as "from", e.until_at as until, e.ended_at
      from exemption e where e.employee_id = $1::uuid`,
  },
];
