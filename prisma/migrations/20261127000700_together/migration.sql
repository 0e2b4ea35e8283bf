-- Deletion, downloads, pictures, retention and corrections know each other: what one keeps, the others take.
grant create on schema public to sayso_gate, sayso_eraser, sayso_keeper;

-- ── erasure of all takes downloads and contests too ────────────────────────────────────────────────
do $$ declare t text; begin
  foreach t in array array['export', 'export_progress', 'export_part', 'export_end', 'contest', 'contest_answer']
  loop
    execute format('create policy erased on %I to sayso_eraser
      using ((select app_kind()) = %L and employee_id = (select app_actor()))', t, 'person');
    execute format('grant select, delete on %I to sayso_eraser', t);
  end loop;
end $$;

-- In the one order in which these rows are taken, the progress first: its maker holds that while it adds a part. A
-- maker that waits for it here finds nothing to go on with. Returns how many were there or being made.
create function erase_exports() returns bigint language plpgsql volatile security definer
  set search_path = public, pg_temp as $$
declare
  erased bigint;
begin
  perform expect_owner();
  with gone as (delete from export_progress where employee_id = app_actor() returning state)
    select count(*) filter (where state in ('waiting', 'working', 'done')) into erased from gone;
  delete from export_part where employee_id = app_actor();
  delete from export_end where employee_id = app_actor();
  delete from export where employee_id = app_actor();
  return erased;
end $$;

-- Whoever ends one takes its progress before it, in the same order.
create function hold_export() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
begin
  perform from export_progress where employee_id = new.employee_id and export_id = new.export_id for update;
  return new;
end $$;
create trigger held before insert on export_end for each row execute function hold_export();

-- What they contested, with the answers to it, and letters to others who were still to be told of it. What they
-- answered others stays.
create policy erased_contest on letter to sayso_eraser using (kind = 'contested' and sent_at is null
  and exists (select from contest c where c.employee_id = (select app_actor()) and c.id = object_id));
create function erase_contests() returns bigint language plpgsql volatile security definer
  set search_path = public, pg_temp as $$
declare
  erased bigint;
begin
  perform expect_owner();
  delete from letter l using contest c
    where c.employee_id = app_actor() and l.kind = 'contested' and l.object_id = c.id and l.sent_at is null;
  delete from contest_answer where employee_id = app_actor();
  delete from contest where employee_id = app_actor();
  get diagnostics erased = row_count;
  return erased;
end $$;

-- What is asked for, contested or answered amid an erasure comes before it, and goes, or after it, and meets what is
-- left. (Triggers fire in the order of their names: this one before any that looks at what is there.)
create function await_erasure() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
begin
  perform from person_state where person_id = new.employee_id for no key update;
  return new;
end $$;
do $$ declare t text; begin
  foreach t in array array['export', 'contest', 'contest_answer']
  loop
    execute format('create trigger after_erasure before insert on %I for each row execute function await_erasure()', t);
  end loop;
end $$;

-- ── pictures go by their retention too ─────────────────────────────────────────────────────────────
create policy over on capture to sayso_keeper using (taken_at <= (select sayso_now()) - interval '24 hours');
grant select (employee_id, taken_at, capture_id), delete on capture to sayso_keeper;
-- What retention deletes is told all at once (retention_tally); any other deletion of a picture has its act.
drop trigger recorded on capture;
create constraint trigger recorded after delete on capture deferrable initially deferred
  for each row when (current_user <> 'sayso_keeper') execute function require_act();
-- A job deletes what is over, by what binds for each, and no more.
drop function delete_captures_before(timestamptz, integer);

create or replace function record_partitions()
  returns table (parent text, name text, from_at timestamptz, until_at timestamptz)
  language sql stable set search_path = public, pg_temp as $$
  select p.relname::text, c.relname::text, w.monday, w.monday + interval '168 hours'
  from pg_inherits i join pg_class p on p.oid = i.inhparent join pg_class c on c.oid = i.inhrelid
  cross join lateral (select to_date(right(c.relname, 8), 'YYYYMMDD')::timestamp at time zone 'UTC' as monday) w
  where p.relnamespace = 'public'::regnamespace and p.relname in ('segment', 'coverage_hour', 'batch', 'capture')
  order by w.monday, p.relname $$;

create or replace function next_people(part text, week_from timestamptz, week_until timestamptz, after uuid, many integer)
  returns uuid[] language plpgsql stable set search_path = public, pg_temp as $$
declare
  people uuid[];
  week text := case part
    when 'segment' then 't.started_at >= $1 and t.started_at < $2'
    when 'coverage_hour' then 't.hour >= $1 and t.hour < $2'
    when 'batch' then 't.batch_id >= uuid_floor($1) and t.batch_id < uuid_floor($2)'
    when 'capture' then 't.taken_at >= $1 and t.taken_at < $2'
    else 'true' end;
begin
  execute format('with recursive following as (
      (select t.employee_id from %1$I t where t.employee_id > $3 and %2$s order by 1 limit 1)
      union all
      select (select t.employee_id from %1$I t where t.employee_id > f.employee_id and %2$s order by 1 limit 1)
      from following f where f.employee_id is not null)
    select array_agg(f.employee_id) from (select employee_id from following where employee_id is not null limit $4) f',
    part, week) into people using week_from, week_until, after, many;
  return people;
end $$;

-- Deletes the pictures of a week, of the next so many people, that are over; their objects go with them, by the
-- trigger that lists these for the sweep. Which is why a partition goes only once it is empty. Returns the last of these
-- people, null when there is nobody after `after`.
create function keep_captures(week_from timestamptz, week_until timestamptz, after uuid, many integer) returns uuid
  language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
  now timestamptz := sayso_now();
  people uuid[];
  gone bigint;
begin
  perform require_job();
  people := next_people('capture', week_from, week_until, after, many);
  if people is null then return null; end if;
  delete from capture c using retention_terms(people, week_from, week_until) t
    where c.employee_id = t.employee_id and c.taken_at >= t.from_at and c.taken_at < t.until_at
      and c.taken_at >= week_from and c.taken_at < week_until and after_days(c.taken_at, t.screen) <= now;
  get diagnostics gone = row_count;
  perform tally_retention(0, 0, gone, 0, 0);
  return people[cardinality(people)];
end $$;
alter function keep_captures(timestamptz, timestamptz, uuid, integer) owner to sayso_keeper;
grant execute on function keep_captures(timestamptz, timestamptz, uuid, integer) to sayso_app;

-- ── downloads hold contests too ────────────────────────────────────────────────────────────────────
-- As docs/decisions/0027-exports.md says of what a person alone reads in a browser. (Pictures have it by `own`.)
do $$ declare t text; begin
  foreach t in array array['contest', 'contest_answer']
  loop
    execute format('create policy export on %I for select to sayso_app
      using ((select app_kind()) = %L and employee_id = (select app_actor()))', t, 'export');
  end loop;
end $$;

-- ── a deletion of records ends the downloads that may hold them ────────────────────────────────────
alter table export_end drop constraint export_end_kind_check;
alter table export_end add constraint export_end_kind_check check (kind in ('removed', 'records-deleted', 'expired'));
alter policy said on export_end with check (case kind
  when 'expired' then (select app_kind()) = 'job'
  else (select app_kind()) = 'person' and employee_id = (select app_actor()) end);

alter function erase_exports() owner to sayso_eraser;
alter function erase_contests() owner to sayso_eraser;
alter function hold_export() owner to sayso_gate;
alter function await_erasure() owner to sayso_gate;
revoke create on schema public from sayso_gate, sayso_eraser, sayso_keeper;
grant execute on function erase_exports(), erase_contests() to sayso_app;
