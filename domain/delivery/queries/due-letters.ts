import { type Reader, read } from "../../../lib/db/reader.ts";
import type { JobActor } from "../../actor/schema.ts";
import { standingNotices } from "../../notice/queries/standing-notices.ts";
import { lettersOf } from "../rules.ts";
import { type DueLetter, type DueRow, REMINDER_DAYS, REMINDERS } from "../schema.ts";

/**
 * For whom of these, and for which rows of law, a letter is due. Whoever is inactive gets none, nor does anyone
 * at a place where nothing may be collected at all, however long ago they were last said to be there. A letter
 * that was served in any way is not due again, save where it is once a year. Who signed an authorisation and
 * withdrew it has answered: they are not reminded.
 */
const DUE_SQL = `
with standing as (
  select * from jsonb_to_recordset($1::jsonb)
    as s(code text, duties text[], "noticeId" uuid, counting uuid[], blocked boolean)
), people as (
  select p.id, extract(year from sayso_now() at time zone p.time_zone) as year
  from person p where p.id = any ($2::uuid[]) and p.active
), place as (
  select p.id, p.year, 'US' as code from people p
  union
  select p.id, p.year, l.jurisdiction from people p
  join location l on l.person_id = p.id and l.until_at is null
  join program g on sayso_now() < l.confirmed_at + make_interval(days => g.location_stale_days)
), held as (
  select l.person_id as id from location l join standing b on b.code = l.jurisdiction and b.blocked
  where l.person_id = any ($2::uuid[]) and l.until_at is null
  union
  select p.id from people p join standing b on b.code = 'US' and b.blocked
), fact as (
  select l.id, l.code, s."noticeId", s.duties, served.first_at, coalesce(served.this_year, false) as this_year,
    acknowledged.at as acknowledged_at, mailed.last_at, mailed.reminders,
    exists (select from authorisation z where z.employee_id = l.id and z.jurisdiction = l.code
      and z.notice_id = any (s.counting)) as signed
  from place l join standing s on s.code = l.code and s."noticeId" is not null
  cross join lateral (
    select min(v.at) as first_at, bool_or(extract(year from v.day) = l.year) as this_year
    from notice_service v where v.employee_id = l.id and v.notice_id = any (s.counting)) served
  cross join lateral (
    select min(k.at) as at from acknowledgement k
    where k.employee_id = l.id and k.notice_id = any (s.counting)) acknowledged
  cross join lateral (
    select max(m.at) as last_at, count(*) filter (where m.reason = 'reminder') as reminders
    from notice_mail m where m.employee_id = l.id and m.notice_id = any (s.counting)) mailed
  where l.id not in (select id from held)
), asked as (
  select f.*, array(
    select ask from unnest(f.duties) as ask where case ask
      when 'acknowledgement' then f.acknowledged_at is null
      when 'daily-notice-or-acknowledgement' then f.acknowledged_at is null
      when 'authorisation' then not f.signed
      else false end order by ask) as asks
  from fact f
), due as (
  select a.*, case
    when a.duties && '{notice,acknowledgement,yearly-notice,daily-notice-or-acknowledgement,authorisation}'
      and a.first_at is null and a.acknowledged_at is null then 'notice'
    when 'yearly-notice' = any (a.duties) and not a.this_year then 'yearly'
    when a.asks && '{acknowledgement,authorisation}' and a.reminders < $3::int
      and coalesce(a.last_at, a.first_at, a.acknowledged_at) + make_interval(days => $4::int) <= sayso_now()
      then 'reminder' end as reason
  from asked a
)
select id as "employeeId", "noticeId", code, reason, asks from due where reason is not null
order by id, "noticeId", code`;

/** The letters that are due to these employees now, within a transaction. */
export async function dueLetters(db: Reader, employeeIds: readonly string[]): Promise<DueLetter[]> {
  const standing = JSON.stringify(await standingNotices(db));
  const values = [standing, [...employeeIds], REMINDERS, REMINDER_DAYS];
  return lettersOf(await db.$queryRawUnsafe<DueRow[]>(DUE_SQL, ...values));
}

export interface DuePage {
  readonly letters: DueLetter[];
  /** Where the next page begins; null after the last one. */
  readonly next: string | null;
}

/** The letters that are due among the next `limit` people after `after`, in the order of their ids. */
export function listDueLetters(
  actor: JobActor,
  { after, limit }: { after: string; limit: number },
): Promise<DuePage> {
  return read(actor, async (db) => {
    const people = await db.person.findMany({
      where: { active: true, id: { gt: after } },
      select: { id: true },
      orderBy: { id: "asc" },
      take: limit,
    });
    const letters = await dueLetters(
      db,
      people.map(({ id }) => id),
    );
    return { letters, next: people.length === limit ? (people.at(-1)?.id ?? null) : null };
  });
}
