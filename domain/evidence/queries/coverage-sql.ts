import type { Demands, Mark } from "./coverage-demands.ts";

/**
 * What people lack, asked of all of them in one pass. What can prove a duty is a mark: a place in a string of
 * bits, one for each notice that counts now and each way in which it can count. So a person is where they live
 * and work and a string of bits, and a duty is met when two strings share one.
 */

/** The parameters that every statement here begins with: $1 to $17. */
export function demandValues(demands: Demands): unknown[] {
  const { marks } = demands;
  const bits = bitsOf(Math.max(1, marks.length));
  const places = (kind: Mark["kind"], noticeId: string) =>
    bits(marks.flatMap((mark, place) => (mark.kind === kind && mark.noticeId === noticeId ? [place] : [])));
  const acknowledged = noticesOf(marks, ["acknowledged"]);
  const served = noticesOf(marks, ["served", "served-this-year", "served-today"]);
  const signed = marks.flatMap((mark, place) => (mark.kind === "authorised" ? [{ ...mark, place }] : []));
  return [
    demands.now,
    demands.staleAt,
    bits([]),
    acknowledged,
    acknowledged.map((id) => places("acknowledged", id)),
    served,
    served.map((id) => places("served", id)),
    served.map((id) => places("served-this-year", id)),
    served.map((id) => places("served-today", id)),
    signed.map((each) => each.noticeId),
    signed.map((each) => each.code),
    signed.map((each) => bits([each.place])),
    demands.laws.map((each) => each.code),
    demands.demands.map((each) => each.code),
    demands.demands.map((each) => each.duty),
    demands.demands.map((each) => bits(each.proofs)),
    demands.demands.map((each) => JSON.stringify(each.posted)),
  ];
}

const bitsOf = (width: number) => (places: readonly number[]) =>
  Array.from({ length: width }, (_, place) => (places.includes(place) ? "1" : "0")).join("");

function noticesOf(marks: readonly Mark[], kinds: readonly Mark["kind"][]): string[] {
  return [...new Set(marks.filter((mark) => kinds.includes(mark.kind)).map((mark) => mark.noticeId))];
}

/**
 * Whether a service still counts: until the end of its year, or day, where it was served. A day or more away
 * from that end it is over, or not, in every time zone; only in between the zone itself is asked.
 */
const stillCounts = (part: "year" | "day") => {
  const edge = (shift: string) =>
    `date_trunc('${part}', ($1::timestamptz at time zone 'UTC') ${shift})::date`;
  return `(s.day >= ${edge("+ interval '1 day'")} or s.day >= ${edge("- interval '1 day'")}
    and $1::timestamptz < (date_trunc('${part}', s.day::timestamp) + interval '1 ${part}') at time zone s.time_zone)`;
};

/**
 * CTEs up to `who`: the people of the relation `among` with where they are known to live and work, the workplace
 * where they sit and the place it lies in, and their marks. `those` narrows the evidence that is read.
 * Whether evidence, or a location, is from before now is not asked: what can be read was dated before it was
 * committed, and nothing is dated ahead.
 */
export const who = (among: string, those: (column: string) => string) => `
  told (id, mark) as (
    select a.employee_id, m.mark
    from unnest($4::uuid[], $5::text[]::varbit[]) as m (notice_id, mark)
    join acknowledgement a on a.notice_id = m.notice_id ${those("a.employee_id")}
    union all
    select s.employee_id, m.served
      | case when m.yearly <> $3::varbit and ${stillCounts("year")} then m.yearly else $3::varbit end
      | case when m.daily <> $3::varbit and ${stillCounts("day")} then m.daily else $3::varbit end
    from unnest($6::uuid[], $7::text[]::varbit[], $8::text[]::varbit[], $9::text[]::varbit[])
      as m (notice_id, served, yearly, daily)
    join notice_service s on s.notice_id = m.notice_id ${those("s.employee_id")}
    union all
    select z.employee_id, m.mark
    from unnest($10::uuid[], $11::text[], $12::text[]::varbit[]) as m (notice_id, code, mark)
    join authorisation z on z.notice_id = m.notice_id and z.jurisdiction = m.code ${those("z.employee_id")}
    where not exists (select from authorisation_withdrawal w where w.authorisation_id = z.id)
  ),
  marked (id, marks) as (select id, bit_or(mark::bit varying) from told group by id),
  place (id, residence, work, seat, workplace) as (
    select l.person_id,
      max(case when l.kind = 'residence' and l.confirmed_at > $2::timestamptz then l.jurisdiction end),
      max(case when l.kind = 'work' and l.confirmed_at > $2::timestamptz then l.jurisdiction end),
      max(case when l.workplace_id is not null then l.jurisdiction end), max(l.workplace_id)
    from location l where l.until_at is null ${those("l.person_id")} group by l.person_id
  ),
  who as (
    select p.id, l.residence, l.work, l.seat, l.workplace, coalesce(m.marks, $3::varbit) as marks
    from ${among} p left join place l on l.id = p.id left join marked m on m.id = p.id
  ),
  demand (code, duty, proofs, posted) as (
    select code, duty, proofs, posted::jsonb
    from unnest($14::text[], $15::text[], $16::text[]::varbit[], $17::text[]) as d (code, duty, proofs, posted)
  )`;

/** Whether somebody with `marks`, at `workplace` if they sit at one in the demand's place, lacks the demand `d`. */
export const lacks = (marks: string, workplace: string) => `case
    when d.duty <> 'posting' then d.proofs & ${marks} = $3::varbit
    when ${workplace} is null then not (d.posted->'elsewhere')::boolean
    else not d.posted->'workplaces' ? ${workplace} end`;

/** Per place, which duties are lacking together, and by how many; `unknown` for those who are nowhere for certain. */
export const COVERAGE_SQL = `
with ${who("(select id from person where active)", () => "")},
crowd as (
  select residence, work, seat, workplace, marks, count(*) as people from who group by 1, 2, 3, 4, 5
),
applied as (
  select a.code, case when c.seat = a.code then c.workplace end as workplace, c.marks, sum(c.people) as people
  from crowd c
  cross join lateral (select distinct unnest(array['US', c.residence, c.work])) as a (code)
  where a.code is not null group by 1, 2, 3
),
judged as (
  select a.code, a.people, array(
    select d.duty from demand d where d.code = a.code and ${lacks("a.marks", "a.workplace")}
    union all select 'law' where a.code <> all ($13::text[])
    order by 1) as lacking
  from applied a
)
select code, lacking, sum(people)::float8 as people from judged group by 1, 2
union all
select 'unknown', array['location'], sum(people)::float8 from crowd where residence is null or work is null
having sum(people) > 0`;

const inChunk = (column: string) => `and ${column} in (select id from chunk)`;

/**
 * The next $20 active people by name after $18 with the id $19: those of them, $23 at most, who lack something;
 * in the place $21 and of the duty $22, where these are given.
 */
export const LOOK_SQL = `
with chunk as materialized (
  select p.id, p.name from person p where p.active and (p.name, p.id) > ($18::text, $19::uuid)
    and ($21::text is null or $21 in ('US', 'unknown')
      or p.id in (select l.person_id from location l where l.until_at is null and l.jurisdiction = $21))
  order by p.name, p.id limit $20::integer
),
${who("chunk", inChunk)},
missing as (
  select w.id, w.residence, w.work, json_agg(json_build_object('code', m.code, 'duty', m.duty) order by m.code, m.duty) as missing
  from who w
  cross join lateral (
    select a.code, d.duty from (select distinct unnest(array['US', w.residence, w.work])) as a (code)
      join demand d on d.code = a.code
      where ${lacks("w.marks", "case when w.seat = a.code then w.workplace end")}
    union all
    select a.code, 'law' from (select distinct unnest(array['US', w.residence, w.work])) as a (code)
      where a.code <> all ($13::text[])
    union all
    select 'unknown', 'location' where w.residence is null or w.work is null
  ) as m (code, duty)
  group by w.id, w.residence, w.work
  having bool_or(m.code = coalesce($21::text, m.code) and m.duty = coalesce($22::text, m.duty))
),
found as (
  select c.id, c.name, m.residence, m.work, m.missing from missing m join chunk c on c.id = m.id
  order by c.name, c.id limit $23::integer
)
select coalesce((select json_agg(f order by f.name, f.id) from found f), '[]') as found,
  (select json_build_object('id', c.id, 'name', c.name) from chunk c order by c.name desc, c.id desc limit 1) as last`;
