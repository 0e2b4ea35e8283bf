-- Deletion and erasure (docs/decisions/0026-forgetting.md): by their subject in a browser and by nobody else, only
-- through the functions below, and never without an act.

-- Who deletes. It cannot log in, and reaches the rows of whoever is asking and no others.
do $$ begin
  if not exists (select from pg_roles where rolname = 'sayso_eraser') then
    create role sayso_eraser nologin nosuperuser nocreatedb nocreaterole nobypassrls;
  end if;
  execute format('grant sayso_eraser to %I', current_user);
end $$;
grant usage on schema public to sayso_eraser;
grant create on schema public to sayso_eraser, sayso_gate;
grant execute on function sayso_now(), app_actor(), app_kind(), app_subjects() to sayso_eraser;

-- That somebody erased everything, and when: what a device brings from before is not taken any more.
create table erasure (
  employee_id uuid not null references person (id),
  at timestamptz not null default sayso_now(),
  primary key (employee_id, at)
);
alter table erasure enable row level security;
alter table erasure force row level security;
create policy own on erasure for select to sayso_app using (employee_id = any ((select app_subjects())::uuid[]));
create policy gate on erasure for select to sayso_gate using (true);
grant select on erasure to sayso_app, sayso_gate;
grant select, insert on erasure to sayso_eraser;
create trigger append_only before update or delete on erasure for each row execute function refuse_change();
create trigger never_emptied before truncate on erasure for each statement execute function refuse_change();

do $$ declare t text; begin
  foreach t in array array['erasure', 'segment', 'coverage_hour', 'activity_day', 'discard_day', 'usage_day', 'batch',
    'data_key', 'device_contact', 'directive_application', 'pause', 'resumption', 'exemption_draft', 'exemption_file',
    'word_key']
  loop
    execute format('create policy erased on %I to sayso_eraser
      using ((select app_kind()) = %L and employee_id = (select app_actor()))
      with check ((select app_kind()) = %L and employee_id = (select app_actor()))', t, 'person', 'person');
  end loop;
  foreach t in array array['absence', 'letter', 'person_state']
  loop
    execute format('create policy erased on %I to sayso_eraser
      using ((select app_kind()) = %L and person_id = (select app_actor()))', t, 'person');
  end loop;
end $$;
create policy erased on person for select to sayso_eraser using (id = (select app_actor()));
create policy erased on program for select to sayso_eraser using (true);
grant select, delete on segment, coverage_hour, activity_day, discard_day, usage_day, batch, device_contact,
  directive_application, pause, resumption, exemption_draft, exemption_file, absence, letter to sayso_eraser;
grant update (segments, tenths, moves, clicks, drags, scrolls, keys, shortcuts, bytes) on activity_day to sayso_eraser;
grant select, update (wrapped, created_at) on data_key, word_key to sayso_eraser;
grant select, update (version) on person_state to sayso_eraser;
grant select (id, time_zone) on person to sayso_eraser;
grant select (pause_gap_seconds) on program to sayso_eraser;

-- No act, no commit. Every function below begins with expect_owner, which writes the one row that this hangs on.
create constraint trigger recorded after update on person_state deferrable initially deferred
  for each row when (current_user = 'sayso_eraser') execute function require_act();

-- A resumption is never changed; it goes with its pause, when its owner erases that.
create function refuse_change_of_resumption() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' and current_user = 'sayso_eraser' then return old; end if;
  raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
end $$;
drop trigger append_only on resumption;
create trigger append_only before update or delete on resumption
  for each row execute function refuse_change_of_resumption();

-- Only for a person at a browser, and about themselves. Takes their lock (decision 0004): whatever is stored, said or
-- decided about them at this moment was committed before, or waits.
create function expect_owner() returns timestamptz language plpgsql volatile security definer
  set search_path = public, pg_temp as $$
begin
  if app_kind() <> 'person' then
    raise exception 'only a person deletes, and only what is theirs' using errcode = 'insufficient_privilege';
  end if;
  update person_state set version = version + 1 where person_id = app_actor();
  if not found then
    raise exception 'there is no such person' using errcode = 'insufficient_privilege';
  end if;
  return sayso_now();
end $$;

-- ── some ───────────────────────────────────────────────────────────────────────────────────────────
-- The actor's own records that began within any of these times and were stored by then; null devices and
-- applications stand for all of them, '' is the application that may not be named. A batch that is not known any more
-- came long ago. `mark` tells one set of records from another by its sum.
create function records_within(froms timestamptz[], untils timestamptz[], of_device uuid, of_application text,
    stored_by timestamptz)
  returns table (started_at timestamptz, device_id uuid, ended_at timestamptz, application text, day date,
    tenths integer, bytes integer, mark bigint)
  language sql stable set search_path = public, pg_temp as $$
  select s.started_at, s.device_id, s.ended_at, coalesce(s.application, ''), s.day,
    (extract(epoch from s.ended_at - s.started_at) * 10)::integer,
    octet_length(s.steps) + coalesce(octet_length(s.keyboard_steps), 0),
    hashtextextended(s.device_id::text || extract(epoch from s.started_at)::text, 0)
  from segment s
  left join batch b on b.employee_id = s.employee_id and b.batch_id = s.batch_id
  where app_kind() = 'person' and s.employee_id = app_actor()
    and s.started_at >= (select min(f) from unnest(froms) f) and s.started_at < (select max(u) from unnest(untils) u)
    and exists (select from unnest(froms, untils) as w (f, u) where s.started_at >= w.f and s.started_at < w.u)
    and (of_device is null or s.device_id = of_device)
    and (of_application is null or coalesce(s.application, '') = of_application)
    and (b.received_at is null or b.received_at <= stored_by) $$;

-- Deletes those of them that were shown (stored by `shown_at`, and by their number and the sum of their marks no
-- others), and takes what they had added out of the days' totals. 'gone' when nothing of it is there, 'changed', and
-- nothing is deleted, when it is not what was shown. `later` is how many fit and were stored since: they stay.
create function forget_records(froms timestamptz[], untils timestamptz[], of_device uuid, of_application text,
    shown_at timestamptz, shown text) returns table (outcome text, records bigint, later bigint)
  language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
  found_now text;
  zone text;
  earliest timestamptz := (select min(f) from unnest(froms) f);
  latest timestamptz := (select max(u) from unnest(untils) u);
begin
  perform expect_owner();
  select p.time_zone into zone from person p where p.id = app_actor();
  select count(*) || '.' || coalesce(sum(r.mark), 0) into found_now
    from records_within(froms, untils, of_device, of_application, shown_at) r;
  outcome := case found_now when '0.0' then 'gone' when shown then 'deleted' else 'changed' end;
  records := 0;
  if outcome = 'deleted' then
    with gone as (
      delete from segment s using records_within(froms, untils, of_device, of_application, shown_at) r
      where s.employee_id = app_actor() and s.started_at >= earliest and s.started_at < latest
        and s.started_at = r.started_at and s.device_id = r.device_id
      returning s.*
    ), sums as (
      select coalesce(g.day, (g.started_at at time zone zone)::date) as day, g.device_id,
        coalesce(g.application, '') as application, count(*) as segments,
        sum((extract(epoch from g.ended_at - g.started_at) * 10)::integer) as tenths,
        sum(g.moves) as moves, sum(g.clicks) as clicks, sum(g.drags) as drags, sum(g.scrolls) as scrolls,
        sum(g.keys) as keys, sum(g.shortcuts) as shortcuts,
        sum(octet_length(g.steps) + coalesce(octet_length(g.keyboard_steps), 0)) as bytes
      from gone g group by 1, 2, 3
    ), counted as (
      update activity_day a set segments = a.segments - s.segments, tenths = a.tenths - s.tenths,
        moves = a.moves - s.moves, clicks = a.clicks - s.clicks, drags = a.drags - s.drags,
        scrolls = a.scrolls - s.scrolls, keys = a.keys - s.keys, shortcuts = a.shortcuts - s.shortcuts,
        bytes = a.bytes - s.bytes
      from sums s where a.employee_id = app_actor() and a.day = s.day and a.device_id = s.device_id
        and a.application = s.application
    )
    select coalesce(sum(s.segments), 0) into records from sums s;
    delete from activity_day a where a.employee_id = app_actor() and a.segments <= 0;
  end if;
  select count(*) into later from records_within(froms, untils, of_device, of_application, 'infinity') r
    where outcome = 'deleted';
  return next;
end $$;

-- ── all ────────────────────────────────────────────────────────────────────────────────────────────
-- Each noun has its own function, which returns how many of its things went. All of them are one transaction.
create function begin_erasure() returns timestamptz language plpgsql volatile security definer
  set search_path = public, pg_temp as $$
declare
  moment timestamptz := expect_owner();
begin
  insert into erasure (employee_id, at) values (app_actor(), moment);
  return moment;
end $$;

-- All that devices told. In the place of the key stands another, under which nothing is sealed yet: so nobody ever
-- meets a person without one, and whoever knew the old one finds another version.
create function erase_activity(fresh_key bytea) returns bigint language plpgsql volatile security definer
  set search_path = public, pg_temp as $$
declare
  erased bigint;
begin
  perform expect_owner();
  delete from segment where employee_id = app_actor();
  get diagnostics erased = row_count;
  delete from coverage_hour where employee_id = app_actor();
  delete from activity_day where employee_id = app_actor();
  delete from discard_day where employee_id = app_actor();
  delete from usage_day where employee_id = app_actor();
  delete from batch where employee_id = app_actor();
  delete from device_contact where employee_id = app_actor();
  delete from directive_application where employee_id = app_actor();
  update data_key set wrapped = fresh_key, created_at = sayso_now() where employee_id = app_actor();
  return erased;
end $$;

-- Pauses that are over; not the one in force, nor the last while the next must wait for the program's gap.
create function erase_pauses() returns bigint language plpgsql volatile security definer
  set search_path = public, pg_temp as $$
declare
  over_since timestamptz := expect_owner() - make_interval(secs => coalesce((select pause_gap_seconds from program), 0));
  erased bigint;
begin
  delete from resumption r using pause p
    where r.employee_id = app_actor() and p.id = r.pause_id and p.ended_at <= over_since;
  delete from pause where employee_id = app_actor() and ended_at <= over_since;
  get diagnostics erased = row_count;
  return erased;
end $$;

-- Drafts, files and absences that are over; words that stay as they are become unreadable with their key. What is
-- said about a request from now on is sealed under the fresh one.
create function erase_words(fresh_key bytea) returns bigint language plpgsql volatile security definer
  set search_path = public, pg_temp as $$
declare
  moment timestamptz := expect_owner();
  erased bigint;
begin
  delete from exemption_file where employee_id = app_actor();
  get diagnostics erased = row_count;
  delete from exemption_draft where employee_id = app_actor();
  delete from absence where person_id = app_actor() and least(ended_at, until_at) <= moment;
  update word_key set wrapped = fresh_key, created_at = moment where employee_id = app_actor();
  return erased;
end $$;

-- Letters to them that wait in the outbox.
create function erase_letters() returns bigint language plpgsql volatile security definer
  set search_path = public, pg_temp as $$
declare
  erased bigint;
begin
  perform expect_owner();
  delete from letter where person_id = app_actor() and sent_at is null;
  get diagnostics erased = row_count;
  return erased;
end $$;

-- ── words under a key that is gone ─────────────────────────────────────────────────────────────────
-- Whether words of this request may be under a key that its applicant destroyed: for whoever may read them.
create function words_erased(request uuid) returns boolean language sql stable security definer
  set search_path = public, pg_temp as $$
  select exists (select from key_for_request(request) k join erasure e on e.employee_id = k.employee_id) $$;

-- Keeps an erasure out until the transaction ends, so that nothing is sealed under a key that is being destroyed: of
-- the applicant's words if a request is named and the actor may read it, else of their own.
create function hold_words(request uuid) returns void language plpgsql volatile security definer
  set search_path = public, pg_temp as $$
begin
  perform from person_state where person_id = coalesce((select k.employee_id from key_for_request(request) k), app_actor())
    for no key update;
end $$;

do $$ declare f text; begin
  foreach f in array array['expect_owner()', 'begin_erasure()', 'erase_activity(bytea)', 'erase_pauses()',
    'erase_words(bytea)', 'erase_letters()',
    'forget_records(timestamptz[], timestamptz[], uuid, text, timestamptz, text)']
  loop
    execute format('alter function %s owner to sayso_eraser', f);
  end loop;
end $$;
alter function words_erased(uuid) owner to sayso_gate;
alter function hold_words(uuid) owner to sayso_gate;
revoke create on schema public from sayso_eraser, sayso_gate;
grant execute on function records_within(timestamptz[], timestamptz[], uuid, text, timestamptz) to sayso_app, sayso_eraser;
grant execute on function forget_records(timestamptz[], timestamptz[], uuid, text, timestamptz, text), begin_erasure(),
  erase_activity(bytea), erase_pauses(), erase_words(bytea), erase_letters(), words_erased(uuid), hold_words(uuid)
  to sayso_app;
