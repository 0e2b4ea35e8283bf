import type pg from "pg";
import { asOwner } from "./legal-population.ts";

/** Every person of the crowd, the one whose page is read among them, has as much as any other. */
const APPLICATIONS = ["terminal", "spreadsheet", "drawing"];
/** Records an hour, and hours a day. */
const PER_HOUR = 15;
const HOURS = 8;
/** The month before this one, whole, and this one so far. */
const SINCE = "date_trunc('month', now() at time zone 'UTC' - interval '1 month') at time zone 'UTC'";

/** What everybody has. */
export interface Filled {
  readonly people: number;
  readonly segmentsEach: number;
}

/**
 * Fills the tables with about so many records of a crowd, and of the person of this subject as many as each of the
 * crowd has: two months of them, in the order in which they would have come, so that each one's lie among all others'.
 */
export async function fillWithSegments(ownerUrl: string, subject: string, segments: number): Promise<Filled> {
  return asOwner(ownerUrl, async (client) => {
    await client.query("set synchronous_commit = off; set timezone = 'UTC'");
    await makePartitions(client);
    await client.query(`create temp table slot as
      select d + interval '1 hour' * (9 + h) + interval '1 minute' * (4 * m) as at, d::date as day, m,
        1 + (h * ${PER_HOUR} + m) % ${APPLICATIONS.length} as place
      from generate_series(${SINCE}, now(), interval '1 day') d, generate_series(0, ${HOURS - 1}) h,
        generate_series(0, ${PER_HOUR - 1}) m
      where d + interval '1 hour' * (9 + h) + interval '1 minute' * (4 * m + 1) < now()`);
    await client.query(`insert into slot select now() - interval '1 minute' * n, now()::date, n, 1
      from generate_series(2, 31) n on conflict do nothing`);
    const { rows } = await client.query<{ count: number }>("select count(*)::integer as count from slot");
    const segmentsEach = rows[0]?.count ?? 1;
    const people = Math.max(1, Math.round(segments / segmentsEach));
    await client.query(
      `insert into person (id, subject, email, name, title, department, time_zone)
       select uuidv7(), 'crowd-' || i, 'crowd-' || i || '@larkspur.example', 'Fern ' || i, 'Specialist', 'Crowd',
         'America/New_York' from generate_series(1, $1::integer - 1) i`,
      [people],
    );
    await client.query(
      `create temp table crowd as select id, gen_random_uuid() as device from person
       where subject like 'crowd-%' or subject = $1`,
      [subject],
    );
    await client.query("analyze slot; analyze crowd");
    for (const statement of ROWS) await client.query(statement);
    await client.query("vacuum analyze");
    return { people, segmentsEach };
  });
}

/** As `ensure_partitions` does, for as far back as the records go. */
async function makePartitions(client: pg.Client): Promise<void> {
  for (const parent of ["segment", "coverage_hour"]) {
    await client.query(`do $$ declare monday timestamptz; begin
      for monday in select generate_series(date_trunc('week', ${SINCE}), now(), interval '7 days') loop
        execute format('create table if not exists %I partition of ${parent} for values from (%L) to (%L)',
          '${parent}' || to_char(monday, '"_"YYYYMMDD'), monday, monday + interval '7 days');
      end loop; end $$`);
  }
}

const NAMES = `(array['${APPLICATIONS.join("', '")}'])`;
/** About what a quiet minute's sealed steps are long. */
const STEPS = "decode(repeat('5a', 200), 'hex')";

const ROWS = [
  `insert into device (id, employee_id, name, platform, serial, public_key, thumbprint, enrolled_at)
   select device, id, 'Crowd computer', 'linux', 'crowd', '{}', device::text, ${SINCE} from crowd`,
  `insert into device_contact (device_id, employee_id, contacted_at, agent_version, label, rss_mb)
   select device, id, now(), '1.0.0', 'collected', 90 from crowd`,
  `insert into segment (employee_id, started_at, device_id, ended_at, batch_id, application, moves, clicks, drags,
     scrolls, keys, shortcuts, steps, keyboard_steps, day, held_until)
   select c.id, s.at, c.device, s.at + interval '1 minute', c.device, ${NAMES}[s.place], 9, 6, 1, 3, 90, 2, ${STEPS},
     ${STEPS}, s.day, s.at + interval '1 day 1 minute'
   from (select * from slot order by at offset 0) s cross join crowd c`,
  `insert into coverage_hour (employee_id, hour, device_id, labels)
   select c.id, h, c.device, decode(repeat(case when extract(hour from h) between 9 and 16 then '01' else '0c' end, 60), 'hex')
   from (select h from generate_series(${SINCE}, now(), interval '1 hour') h order by h offset 0) s cross join crowd c`,
  `insert into activity_day (employee_id, day, device_id, application, segments, tenths, moves, clicks, drags, scrolls,
     keys, shortcuts, bytes)
   select c.id, s.day, c.device, ${NAMES}[s.place], s.count, 600 * s.count, 9 * s.count, 6 * s.count, s.count,
     3 * s.count, 90 * s.count, 2 * s.count, 400 * s.count
   from (select day, place, count(*) from slot group by day, place order by day offset 0) s cross join crowd c`,
  `insert into discard_day (employee_id, day, device_id, reason, times, steps, tenths)
   select c.id, s.day, c.device, 'paused', 3, 12, 400
   from (select distinct day from slot order by day offset 0) s cross join crowd c`,
  `insert into usage_day (employee_id, day, device_id, heartbeats, cpu_ms, rss_mb, bytes_sent, bytes_received, battery_low,
     dropped_segments)
   select c.id, s.day, c.device, 480, 9000, 90, 400000, 90000, 40, 0
   from (select distinct day from slot order by day offset 0) s cross join crowd c`,
];
