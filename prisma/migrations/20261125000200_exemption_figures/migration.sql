-- What approvers need beside the request, and what the program may count about exemptions.
-- No table is new: nothing grows, and there is nothing to erase.

grant create on schema public to sayso_gate;

-- ── what approvers need ────────────────────────────────────────────────────────────────────────────
-- Whom one may name while one is away: names and titles of the company's directory, and no more of it.
create function find_colleagues(wanted text) returns table (id uuid, name text, title text, department text)
  language sql stable security definer set search_path = public, pg_temp as $$
  select p.id, p.name, p.title, p.department from person p
  where app_kind() = 'person' and p.active and p.id <> app_actor() and length(btrim(wanted)) between 2 and 120
    and position(lower(btrim(wanted)) in lower(p.name)) > 0
  order by position(lower(btrim(wanted)) in lower(p.name)), p.name, p.id limit 20 $$;

-- Whom one named for one's own absences, and for whom one stands in: of these also where their days begin.
create function people_of_absences() returns table (id uuid, name text, title text, department text, time_zone text)
  language sql stable security definer set search_path = public, pg_temp as $$
  select p.id, p.name, p.title, p.department, case when exists (
    select from absence a where a.person_id = p.id and a.delegate_id = app_actor()) then p.time_zone end
  from person p
  where p.id in (
    select a.delegate_id from absence a where app_kind() = 'person' and a.person_id = app_actor()
    union select a.person_id from absence a where app_kind() = 'person' and a.delegate_id = app_actor()) $$;
create index absence_delegate on absence (delegate_id) where delegate_id is not null;

-- Where its applicant lives by the clock, and what the computers are called that it names, if it names any.
create function zone_of_request(request uuid) returns text
  language sql stable security definer set search_path = public, pg_temp as $$
  select p.time_zone from exemption_request r join person p on p.id = r.employee_id
  where r.id = request and app_kind() = 'person'
    and (r.employee_id = app_actor() or may_see_request(request, 'request')) $$;
create function devices_of_request(request uuid) returns table (id uuid, name text)
  language sql stable security definer set search_path = public, pg_temp as $$
  select d.id, d.name from exemption_request r join device d on d.id = any (r.devices) and d.employee_id = r.employee_id
  where r.id = request and app_kind() = 'person'
    and (r.employee_id = app_actor() or may_see_request(request, 'request')) $$;

-- Who is named in a list of what waits, or was decided, and where their days begin.
create function applicants_of(requests uuid[])
  returns table (request_id uuid, name text, department text, time_zone text)
  language sql stable security definer set search_path = public, pg_temp as $$
  select distinct a.request_id, p.name, p.department, p.time_zone
  from exemption_assignee a join person p on p.id = a.employee_id
  where app_kind() = 'person' and a.request_id = any (requests) and a.person_id = app_actor()
    and (a.ended_at is null or a.decided) and not is_out(a) $$;

-- To whoever was asked and is no longer: how it ended, and nothing of what it was about. Where another group's no
-- ended it, whose that was.
create or replace function how_it_ended(request uuid)
  returns table (stage text, grp text, outcome text, decision text, decided_by text, at timestamptz)
  language sql stable security definer set search_path = public, pg_temp as $$
  select a.stage, a.grp, o.kind, d.kind, p.name, coalesce(d.at, o.at, a.ended_at)
  from exemption_assignee a
  left join lateral (select t.kind, t.decided_by, t.at from exemption_decision t
    where t.request_id = a.request_id and t.stage = a.stage and (t.grp = a.grp or t.kind = 'denied')
    order by t.grp = a.grp desc limit 1) d on true
  left join person p on p.id = d.decided_by
  left join exemption_outcome o on o.request_id = a.request_id and o.stage = a.stage
  where a.request_id = request and app_kind() = 'person' and a.person_id = app_actor() and a.ended_at is not null
    and not is_out(a)
  order by a.ended_at desc $$;

-- Whoever is asked sees at once that somebody was faster, that it was withdrawn, that more was said.
create function tell_asked() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
begin
  perform pg_notify('sayso', new.person_id::text);
  return null;
end $$;
create trigger told after update on exemption_assignee for each row execute function tell_asked();
create function tell_judges() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
begin
  perform pg_notify('sayso', a.person_id::text) from exemption_assignee a
    where a.request_id = new.request_id and a.ended_at is null;
  return null;
end $$;
create trigger told after insert on exemption_message for each row execute function tell_judges();
create trigger told after insert on exemption_decision for each row execute function tell_judges();
create trigger told after insert on exemption_file for each row execute function tell_judges();

-- ── what the program counts ────────────────────────────────────────────────────────────────────────
-- Days of work between two moments: Monday to Friday on the clock of a place, parts of days included. Counted from
-- the Monday after 1970 began: five for each whole week, and of the rest what lies before its Saturday.
create function working_days_since(local timestamp) returns double precision language sql immutable as $$
  select floor(days / 7) * 5 + least(days - floor(days / 7) * 7, 5)
  from (select extract(epoch from local)::double precision / 86400 - 4) as d (days) $$;
create function working_days_between(began timestamptz, ended timestamptz, zone text) returns double precision
  language sql stable as $$
  select working_days_since(ended at time zone zone) - working_days_since(began at time zone zone) $$;

-- Which of these kinds are counted together, so that no count is of fewer than five people: all kinds of fewer than
-- five, and as many of the next larger ones as it takes. Empty where nothing is small; null where all together are
-- fewer than five. `kinds` and `people` belong together, one pair for each thing that is counted.
create function merged_kinds(kinds text[], people uuid[]) returns text[]
  language sql immutable set search_path = public, pg_temp as $$
  with counted as (select unnest(kinds) as kind, unnest(people) as person),
    ranked as (
      select kind, count(distinct person) as people, row_number() over (order by count(distinct person), kind) as rank
      from counted group by kind),
    first_seen as (select person, min(rank) as rank from counted join ranked using (kind) group by person),
    reach as (
      select r.rank, r.people, (select count(*) from first_seen f where f.rank <= r.rank) as together from ranked r),
    cut as (
      select case when not exists (select from reach where people < 5) then 0 else (
        select min(rank) from reach where together >= 5
          and rank >= (select max(rank) from reach where people < 5)) end as rank)
  select case when cut.rank is not null or not exists (select from counted)
      then coalesce((select array_agg(kind order by kind) from ranked where ranked.rank <= cut.rank), '{}') end
  from cut $$;

-- How requests and appeals ended, month by month, of months that are over (UTC): what is counted of a month never
-- changes any more, and nothing is counted in two. The rows of a month share nothing and leave nothing out, and each
-- is of five people at least, so no sum and no difference of them is of fewer. What is small is counted with what is
-- next larger: `ground` and `outcome` are null there. Days are of work, from sending to the end of the stage, to the
-- half day, of what was decided on that ground in that month; null where that was about fewer than five people.
create function exemption_figures()
  returns table (month date, stage text, ground text, outcome text, requests integer, median_days double precision,
    slow_days double precision)
  language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if app_kind() <> 'person' or not (app_has_role('legal') or app_has_role('hr') or app_has_role('admin')
    or app_has_role('steward')) then
    raise exception 'only the program''s own people count this' using errcode = 'insufficient_privilege';
  end if;
  return query
    with settled as materialized (
      select date_trunc('month', o.at at time zone 'UTC')::date as of_month, o.stage as of_stage,
        case o.stage when 'appeal' then '' else r.ground end as of_ground, o.kind, o.employee_id as person,
        case when o.kind in ('approved', 'narrowed', 'denied')
          then working_days_between(case o.stage when 'appeal' then a.at else r.at end, o.at, p.time_zone) end as days
      from exemption_outcome o
      join exemption_request r on r.id = o.request_id
      join person p on p.id = o.employee_id
      left join exemption_appeal a on a.request_id = o.request_id
      where o.at < date_trunc('month', sayso_now() at time zone 'UTC') at time zone 'UTC'
        and o.at >= (date_trunc('month', sayso_now() at time zone 'UTC') - interval '24 months') at time zone 'UTC'
    ), small_grounds as (
      select s.of_month, s.of_stage, merged_kinds(array_agg(s.of_ground), array_agg(s.person)) as kinds
      from settled s group by s.of_month, s.of_stage
    ), by_ground as (
      select s.*, case when s.of_ground = any (g.kinds) or s.of_stage = 'appeal' then null else s.of_ground end as shown
      from settled s join small_grounds g using (of_month, of_stage) where g.kinds is not null
    ), small_outcomes as (
      select b.of_month, b.of_stage, b.shown, merged_kinds(array_agg(b.kind), array_agg(b.person)) as kinds,
        case when count(distinct b.person) filter (where b.days is not null) >= 5
          then percentile_cont(array[0.5, 0.9]) within group (order by b.days) end as days
      from by_ground b group by b.of_month, b.of_stage, b.shown
    )
    select b.of_month, b.of_stage, b.shown, case when b.kind = any (o.kinds) then null else b.kind end as how,
      count(*)::integer, min(round((o.days[1] * 2)::numeric) / 2)::double precision,
      min(round((o.days[2] * 2)::numeric) / 2)::double precision
    from by_ground b join small_outcomes o
      on o.of_month = b.of_month and o.of_stage = b.of_stage and o.shown is not distinct from b.shown
    group by b.of_month, b.of_stage, b.shown, how
    order by b.of_month desc, b.of_stage desc, b.shown, how;
end $$;
create index exemption_outcome_month on exemption_outcome (at);

-- How many hold the roles that decide, and whether any of them is there now: where nobody is, somebody has to be named.
create function deciders_there() returns table (role text, people integer, is_there boolean)
  language sql stable security definer set search_path = public, pg_temp as $$
  select w.role, count(p.id)::integer, count(p.id) filter (where not is_away(p.id)) > 0
  from unnest(array['legal', 'hr', 'appeals']) as w (role)
  left join role_grant g on g.role = w.role left join person p on p.id = g.person_id and p.active
  where app_kind() = 'person' and (app_has_role('legal') or app_has_role('hr') or app_has_role('admin')
    or app_has_role('steward'))
  group by w.role $$;

do $$ declare f regprocedure; begin
  for f in select p.oid::regprocedure from pg_proc p
    where p.pronamespace = 'public'::regnamespace and p.proname in ('find_colleagues', 'people_of_absences',
      'zone_of_request', 'devices_of_request', 'applicants_of', 'tell_asked', 'tell_judges', 'working_days_since', 'working_days_between',
      'merged_kinds', 'exemption_figures', 'deciders_there')
  loop
    execute format('alter function %s owner to sayso_gate', f);
  end loop;
end $$;
revoke create on schema public from sayso_gate;
grant execute on function find_colleagues(text), people_of_absences(), zone_of_request(uuid), devices_of_request(uuid),
  applicants_of(uuid[]), exemption_figures(), deciders_there() to sayso_app;
