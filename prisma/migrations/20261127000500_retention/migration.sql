-- Retention: what is over its days is deleted by a job, which can reach nothing that is not (decision 0029).

-- Who deletes what is over. It cannot log in, and may touch no record of the last day, whoever asks it to.
do $$ begin
  if not exists (select from pg_roles where rolname = 'sayso_keeper') then
    create role sayso_keeper nologin nosuperuser nocreatedb nocreaterole nobypassrls;
  end if;
  execute format('grant sayso_keeper to %I', current_user);
end $$;
grant usage on schema public to sayso_keeper;
grant create on schema public to sayso_gate, sayso_keeper;
grant execute on function sayso_now(), app_kind(), uuid_floor(timestamptz) to sayso_keeper;

create policy over on segment to sayso_keeper using (started_at <= (select sayso_now()) - interval '24 hours');
grant select, delete on segment to sayso_keeper;
grant update (application, moves, clicks, drags, scrolls, keys, shortcuts, steps, keyboard_steps) on segment to sayso_keeper;
create policy over on coverage_hour to sayso_keeper using (hour <= (select sayso_now()) - interval '24 hours');
create policy over on batch to sayso_keeper using (received_at <= (select sayso_now()) - interval '24 hours');
grant select, delete on coverage_hour, batch to sayso_keeper;
-- A day begins 14 hours earlier, and ends 12 later, somewhere than it does in UTC.
create policy over on activity_day to sayso_keeper
  using (day <= (((select sayso_now()) - interval '10 hours') at time zone 'UTC')::date);
create policy over on discard_day to sayso_keeper using (day < ((select sayso_now()) at time zone 'UTC')::date);
create policy over on usage_day to sayso_keeper using (day < ((select sayso_now()) at time zone 'UTC')::date);
create policy keeper on program for select to sayso_keeper using (true);
grant select (pointer_days, keyboard_days, screen_days, application_days) on program to sayso_keeper;
grant select, insert, update, delete on activity_day to sayso_keeper;
grant select, delete on discard_day, usage_day to sayso_keeper;

-- What was deleted since the last line about it in the ledger: in how many records a category ended, and how
-- many rows of labels, days and batches went. Written in the very transaction that deletes, so that a run which
-- is cut off is told of by the next one.
create table retention_tally (
  id integer primary key default 1 check (id = 1),
  pointer bigint not null default 0,
  keyboard bigint not null default 0,
  screen bigint not null default 0,
  application bigint not null default 0,
  rest bigint not null default 0
);
alter table retention_tally enable row level security;
alter table retention_tally force row level security;
create policy keeper on retention_tally to sayso_keeper using (true);
create policy job on retention_tally to sayso_app using ((select app_kind()) = 'job');
grant select, insert, update on retention_tally to sayso_keeper;
grant select, delete on retention_tally to sayso_app;
create constraint trigger recorded after delete on retention_tally
  deferrable initially deferred for each row execute function require_act();

-- ── for how many days ──────────────────────────────────────────────────────────────────────────────
create policy gate on location for select to sayso_gate using (true);
grant select (person_id, jurisdiction, from_at, until_at) on location to sayso_gate;

-- For how many days each category of what was recorded of these people at a moment is kept: the least of what
-- the program says now and of what every notice said that counted for them at that moment, the federal one (which
-- is everyone's, and in which consent is asked for) and those of the places where they lived and worked. A notice
-- counts from its effective date until a later version of substance; so of two that do, the shorter binds.
-- One row for each stretch of time in which nothing changed.
create function retention_terms(people uuid[], since timestamptz, until timestamptz)
  returns table (employee_id uuid, time_zone text, from_at timestamptz, until_at timestamptz,
    pointer integer, keyboard integer, screen integer, application integer)
  language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if app_kind() <> 'job' and not people <@ app_subjects() then
    raise exception 'for how long is told to whom it concerns' using errcode = 'insufficient_privilege';
  end if;
  return query
  with promise as materialized (
    select n.jurisdiction as place, n.effective_at as starts,
      coalesce((select min(l.effective_at) from notice l
        where l.jurisdiction = n.jurisdiction and l.version > n.version and l.substance), 'infinity') as ends,
      retention_of(n.content, 'pointer') as p, retention_of(n.content, 'keyboard') as k,
      retention_of(n.content, 'screen') as s, retention_of(n.content, 'application') as a
    from notice n
  ), concerned as (
    select w.id as person, c.starts, c.ends, c.p, c.k, c.s, c.a
    from unnest(people) as w (id) cross join promise c where c.place = 'US'
    union all
    select l.person_id, greatest(l.from_at, c.starts), least(coalesce(l.until_at, 'infinity'), c.ends), c.p, c.k, c.s, c.a
    from location l join promise c on c.place = l.jurisdiction where l.person_id = any (people)
  ), edge as (
    select w.id as person, since as at from unnest(people) as w (id)
    union
    select c.person, e.at from concerned c cross join lateral (values (c.starts), (c.ends)) as e (at)
    where e.at > since and e.at < until
  ), stretch as (
    select e.person, e.at as starts, lead(e.at, 1, until) over (partition by e.person order by e.at) as ends from edge e
  )
  select t.person, coalesce(w.time_zone, 'UTC'), t.starts, t.ends, least(g.pointer_days, min(c.p)),
    least(g.keyboard_days, min(c.k)), least(g.screen_days, min(c.s)), least(g.application_days, min(c.a))
  from stretch t
  cross join program g
  left join person w on w.id = t.person
  left join concerned c on c.person = t.person and c.starts <= t.starts and t.starts < c.ends
  group by t.person, w.time_zone, t.starts, t.ends, g.pointer_days, g.keyboard_days, g.screen_days, g.application_days;
end $$;
-- Null where a notice says nothing of it: then the others bind.
create function retention_of(content text, category text) returns integer language sql immutable
  set search_path = public, pg_temp as
  $$ select (content::jsonb #>> array['categories', category, 'retentionDays'])::integer $$;
grant execute on function retention_of(text, text) to sayso_gate;

-- The fewest days for which any record of anybody is kept: nothing younger need be looked at.
create function shortest_retention() returns integer language sql stable security definer
  set search_path = public, pg_temp as $$
  select least((select least(pointer_days, keyboard_days, screen_days, application_days) from program),
    (select min(least(retention_of(content, 'pointer'), retention_of(content, 'keyboard'),
      retention_of(content, 'screen'), retention_of(content, 'application'))) from notice)) $$;

alter function retention_terms(uuid[], timestamptz, timestamptz) owner to sayso_gate;
alter function shortest_retention() owner to sayso_gate;
grant execute on function retention_terms(uuid[], timestamptz, timestamptz), shortest_retention() to sayso_app;
grant execute on function retention_terms(uuid[], timestamptz, timestamptz) to sayso_keeper;

-- ── what is over goes ──────────────────────────────────────────────────────────────────────────────
-- The partitions there are, the oldest first, and the times that they hold.
create function record_partitions() returns table (parent text, name text, from_at timestamptz, until_at timestamptz)
  language sql stable set search_path = public, pg_temp as $$
  select p.relname::text, c.relname::text, w.monday, w.monday + interval '168 hours'
  from pg_inherits i join pg_class p on p.oid = i.inhparent join pg_class c on c.oid = i.inhrelid
  cross join lateral (select to_date(right(c.relname, 8), 'YYYYMMDD')::timestamp at time zone 'UTC' as monday) w
  where p.relnamespace = 'public'::regnamespace and p.relname in ('segment', 'coverage_hour', 'batch')
  order by w.monday, p.relname $$;

-- The next people who have rows there, in the order of their ids.
create function next_people(part text, week_from timestamptz, week_until timestamptz, after uuid, many integer)
  returns uuid[] language plpgsql stable set search_path = public, pg_temp as $$
declare
  people uuid[];
  week text := case part
    when 'segment' then 't.started_at >= $1 and t.started_at < $2'
    when 'coverage_hour' then 't.hour >= $1 and t.hour < $2'
    when 'batch' then 't.batch_id >= uuid_floor($1) and t.batch_id < uuid_floor($2)'
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

create function require_job() returns void language plpgsql stable set search_path = public, pg_temp as $$
begin
  if app_kind() <> 'job' then
    raise exception 'only the program''s own job may do this' using errcode = 'insufficient_privilege';
  end if;
end $$;

-- Adds to what the ledger is to be told.
create function tally_retention(of_pointer bigint, of_keyboard bigint, of_screen bigint, of_application bigint,
    of_rest bigint) returns void language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  perform require_job();
  if of_pointer + of_keyboard + of_screen + of_application + of_rest = 0 then return; end if;
  insert into retention_tally as t (pointer, keyboard, screen, application, rest)
    values (of_pointer, of_keyboard, of_screen, of_application, of_rest)
    on conflict (id) do update set pointer = t.pointer + excluded.pointer, keyboard = t.keyboard + excluded.keyboard,
      screen = t.screen + excluded.screen, application = t.application + excluded.application,
      rest = t.rest + excluded.rest;
end $$;

-- Takes out of the records of a week, of the next so many people, what is over, and out of the days' totals what
-- they had added to them; a record of which nothing is left goes. Its steps hold the pointer's and switches of
-- applications under one seal, so they go with whichever is over first. On records from before keyboard steps were
-- sealed apart all goes with the first. Returns the last of these people, null when there is nobody after `after`.
create function keep_segments(week_from timestamptz, week_until timestamptz, after uuid, many integer) returns uuid
  language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
  now timestamptz := sayso_now();
  people uuid[];
  told record;
begin
  perform require_job();
  people := next_people('segment', week_from, week_until, after, many);
  if people is null then return null; end if;
  with term as materialized (
    select * from retention_terms(people, week_from, week_until)
  ), due as materialized (
    select s.employee_id, s.started_at, s.device_id, coalesce(s.application, '') as application,
      coalesce(s.day, (s.started_at at time zone t.time_zone)::date) as day,
      (extract(epoch from s.ended_at - s.started_at) * 10)::integer as tenths,
      s.moves, s.clicks, s.drags, s.scrolls, s.keys, s.shortcuts, octet_length(s.steps) as pointer_bytes,
      coalesce(octet_length(s.keyboard_steps), 0) as keyboard_bytes, o.steps_over, o.keyboard_over, o.application_over,
      (o.steps_over or octet_length(s.steps) = 0)
        and (o.keyboard_over or coalesce(octet_length(s.keyboard_steps), 0) = 0)
        and (o.application_over or s.application is null) as nothing_left
    from term t
    join segment s on s.employee_id = t.employee_id and s.started_at >= t.from_at and s.started_at < t.until_at
    cross join lateral (select
      s.day is null and after_days(s.started_at, least(t.pointer, t.keyboard, t.application)) <= now as all_over) f
    cross join lateral (select f.all_over or after_days(s.started_at, least(t.pointer, t.application)) <= now as steps_over,
      f.all_over or after_days(s.started_at, t.keyboard) <= now as keyboard_over,
      f.all_over or after_days(s.started_at, t.application) <= now as application_over) o
    where s.employee_id = any (people) and s.started_at >= week_from and s.started_at < week_until
      and (o.steps_over and octet_length(s.steps) > 0
        or o.keyboard_over and coalesce(octet_length(s.keyboard_steps), 0) > 0
        or o.application_over and s.application is not null)
    for update of s
  ), deleted as (
    delete from segment s using due d where d.nothing_left and s.employee_id = d.employee_id
      and s.started_at = d.started_at and s.device_id = d.device_id
      and s.started_at >= week_from and s.started_at < week_until
  ), emptied as (
    update segment s set
      steps = case when d.steps_over then '' else s.steps end,
      moves = case when d.steps_over then 0 else s.moves end,
      clicks = case when d.steps_over then 0 else s.clicks end,
      drags = case when d.steps_over then 0 else s.drags end,
      scrolls = case when d.steps_over then 0 else s.scrolls end,
      keyboard_steps = case when d.keyboard_over and s.keyboard_steps is not null then '' else s.keyboard_steps end,
      keys = case when d.keyboard_over then 0 else s.keys end,
      shortcuts = case when d.keyboard_over then 0 else s.shortcuts end,
      application = case when d.application_over then null else s.application end
    from due d where not d.nothing_left and s.employee_id = d.employee_id
      and s.started_at = d.started_at and s.device_id = d.device_id
      and s.started_at >= week_from and s.started_at < week_until
  ), change as (
    -- What the record had added where it was counted, and what is left of it where it is counted now.
    select d.employee_id, d.day, d.device_id, d.application, -1 as segments, -tenths as tenths, -moves as moves,
      -clicks as clicks, -drags as drags, -scrolls as scrolls, -keys as keys, -shortcuts as shortcuts,
      -(pointer_bytes + keyboard_bytes) as bytes
    from due d
    union all
    select d.employee_id, d.day, d.device_id, case when application_over then '' else d.application end, 1, tenths,
      case when steps_over then 0 else moves end, case when steps_over then 0 else clicks end,
      case when steps_over then 0 else drags end, case when steps_over then 0 else scrolls end,
      case when keyboard_over then 0 else keys end, case when keyboard_over then 0 else shortcuts end,
      case when steps_over then 0 else pointer_bytes end + case when keyboard_over then 0 else keyboard_bytes end
    from due d where not nothing_left
  ), counted as (
    -- In the order in which an ingest takes the same rows, so that neither waits for the other.
    insert into activity_day as a (employee_id, day, device_id, application, segments, tenths, moves, clicks, drags,
      scrolls, keys, shortcuts, bytes)
    select c.employee_id, c.day, c.device_id, c.application, sum(c.segments), sum(c.tenths), sum(c.moves), sum(c.clicks),
      sum(c.drags), sum(c.scrolls), sum(c.keys), sum(c.shortcuts), sum(c.bytes)
    from change c group by 1, 2, 3, 4 order by 1, 2, 3, c.application collate "C"
    on conflict (employee_id, day, device_id, application) do update set segments = a.segments + excluded.segments,
      tenths = a.tenths + excluded.tenths, moves = a.moves + excluded.moves, clicks = a.clicks + excluded.clicks,
      drags = a.drags + excluded.drags, scrolls = a.scrolls + excluded.scrolls, keys = a.keys + excluded.keys,
      shortcuts = a.shortcuts + excluded.shortcuts, bytes = a.bytes + excluded.bytes
  )
  select count(*) filter (where steps_over and pointer_bytes > 0) as of_pointer,
    count(*) filter (where keyboard_over and (keyboard_bytes > 0 or keys + shortcuts > 0)) as of_keyboard,
    count(*) filter (where application_over and application <> '') as of_application
  into told from due;
  -- None where nothing was left, and none that never was: a day that went some other way does not come back as less.
  delete from activity_day a where a.employee_id = any (people) and a.segments <= 0;
  perform tally_retention(told.of_pointer, told.of_keyboard, 0, told.of_application, 0);
  return people[cardinality(people)];
end $$;
-- Days of 24 hours, whatever clocks are put on or back meanwhile.
create function after_days(moment timestamptz, days integer) returns timestamptz language sql stable as
  $$ select moment + make_interval(hours => 24 * days) $$;

-- The same of what is no one category: minutes' labels, batches, what was discarded and what the agent cost. They
-- are kept as long as the longest category, by what bound when they ended.
create function keep_rest(part text, week_from timestamptz, week_until timestamptz, after uuid, many integer)
  returns uuid language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
  now timestamptz := sayso_now();
  people uuid[];
  gone bigint;
begin
  perform require_job();
  people := next_people(part, week_from, week_until, after, many);
  if people is null then return null; end if;
  if part = 'coverage_hour' then
    delete from coverage_hour c using retention_terms(people, week_from, week_until) t
      where c.employee_id = t.employee_id and c.hour >= t.from_at and c.hour < t.until_at
        and c.hour >= week_from and c.hour < week_until
        and after_days(c.hour + interval '1 hour', greatest(t.pointer, t.keyboard, t.screen, t.application)) <= now;
  elsif part = 'batch' then
    -- A batch may come two weeks after it was sealed.
    delete from batch b using retention_terms(people, week_from, week_until + interval '360 hours') t
      where b.employee_id = t.employee_id and b.received_at >= t.from_at and b.received_at < t.until_at
        and b.batch_id >= uuid_floor(week_from) and b.batch_id < uuid_floor(week_until)
        and after_days(b.received_at, greatest(t.pointer, t.keyboard, t.screen, t.application)) <= now;
  elsif part = 'discard_day' then
    delete from discard_day d using retention_terms(people, '-infinity', 'infinity') t
      where d.employee_id = t.employee_id and end_of_day(d.day, t.time_zone) > t.from_at
        and end_of_day(d.day, t.time_zone) <= t.until_at
        and after_days(end_of_day(d.day, t.time_zone), greatest(t.pointer, t.keyboard, t.screen, t.application)) <= now;
  elsif part = 'usage_day' then
    delete from usage_day d using retention_terms(people, '-infinity', 'infinity') t
      where d.employee_id = t.employee_id and end_of_day(d.day, t.time_zone) > t.from_at
        and end_of_day(d.day, t.time_zone) <= t.until_at
        and after_days(end_of_day(d.day, t.time_zone), greatest(t.pointer, t.keyboard, t.screen, t.application)) <= now;
  elsif part = 'activity_day' then
    -- What is left of a day whose records all went: they may have been counted to it in another time zone.
    delete from activity_day d using program g where d.employee_id = any (people)
      and after_days(end_of_day(d.day, 'UTC'),
        greatest(g.pointer_days, g.keyboard_days, g.screen_days, g.application_days) + 3) <= now;
  end if;
  get diagnostics gone = row_count;
  perform tally_retention(0, 0, 0, 0, gone);
  return people[cardinality(people)];
end $$;
create function end_of_day(day date, time_zone text) returns timestamptz language sql immutable as
  $$ select (day + 1)::timestamp at time zone time_zone $$;

-- Drops a partition in which nothing is left and into which nothing can come any more: agents deliver two weeks
-- late at most. False when it has to stay, or is being used: the lock is not waited for, since whoever came after
-- would wait with it, and the next run is tomorrow. Owned as ensure_partitions is.
create function drop_spent_partition(spent text) returns boolean language plpgsql security definer
  set search_path = public, pg_temp as $$
declare
  known record;
  is_used boolean;
begin
  perform require_job();
  select * into known from record_partitions() p where p.name = spent;
  if not found or known.until_at > (date_trunc('week', sayso_now() at time zone 'UTC') - interval '3 weeks') at time zone 'UTC'
  then return false; end if;
  execute format('select exists (select from %I)', spent) into is_used;
  if is_used then return false; end if;
  perform set_config('lock_timeout', '200ms', true);
  begin
    execute format('lock table only %I in access exclusive mode', known.parent);
    execute format('lock table only %I in access exclusive mode', spent);
    execute format('select exists (select from %I)', spent) into is_used;
    if is_used then return false; end if;
    execute format('drop table %I', spent);
  exception when lock_not_available then
    return false;
  end;
  return true;
end $$;

alter function tally_retention(bigint, bigint, bigint, bigint, bigint) owner to sayso_keeper;
alter function keep_segments(timestamptz, timestamptz, uuid, integer) owner to sayso_keeper;
alter function keep_rest(text, timestamptz, timestamptz, uuid, integer) owner to sayso_keeper;
revoke create on schema public from sayso_gate, sayso_keeper;
grant execute on function next_people(text, timestamptz, timestamptz, uuid, integer), require_job(),
  after_days(timestamptz, integer), end_of_day(date, text) to sayso_keeper;
grant execute on function record_partitions(), tally_retention(bigint, bigint, bigint, bigint, bigint),
  keep_segments(timestamptz, timestamptz, uuid, integer), keep_rest(text, timestamptz, timestamptz, uuid, integer),
  drop_spent_partition(text) to sayso_app;
