-- What the tables promise: who may see what, what cannot be changed, and that nobody is told late.

-- Functions that must look further than their caller run as this role, which can do only what is
-- granted to it below. It cannot log in.
do $$ begin
  if not exists (select from pg_roles where rolname = 'sayso_gate') then
    create role sayso_gate nologin nosuperuser nocreatedb nocreaterole nobypassrls;
  end if;
  execute format('grant sayso_gate to %I', current_user);
end $$;
grant usage on schema public to sayso_app, sayso_gate;
grant create on schema public to sayso_gate;

-- ── row-level security: on, and forced, everywhere ─────────────────────────────────────────────
do $$ declare t text; begin
  foreach t in array array[
    'program', 'person', 'role_grant', 'location', 'device', 'device_revocation', 'device_token',
    'device_authorization', 'device_authorization_answer', 'proof', 'jurisdiction', 'notice',
    'notice_service', 'notice_sighting', 'acknowledgement', 'approved_application', 'consent_answer',
    'consent_choice', 'application_choice', 'exemption', 'pause', 'resumption', 'person_state',
    'device_contact', 'directive_application', 'data_key', 'batch', 'segment', 'coverage_hour',
    'activity_day', 'discard_day', 'usage_day', 'act']
  loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
  end loop;
end $$;

-- Private rows: read by their owner, and by an ingest for the employees whose devices it speaks for. No
-- role widens this: not manager, not legal, not admin (promises 5 and 8).
do $$ declare t text; begin
  foreach t in array array[
    'notice_service', 'notice_sighting', 'acknowledgement', 'consent_answer', 'consent_choice',
    'application_choice', 'exemption', 'pause', 'resumption', 'device_contact', 'directive_application',
    'data_key', 'batch', 'segment', 'coverage_hour', 'activity_day', 'discard_day', 'usage_day', 'device',
    'device_revocation']
  loop
    execute format('create policy own on %I for select to sayso_app
      using (employee_id = any ((select app_subjects())::uuid[]))', t);
  end loop;

  -- Said by the employee in a browser and by nothing else: no device, job or ingest answers for them (promise 1).
  foreach t in array array['notice_service', 'notice_sighting', 'acknowledgement', 'consent_answer',
    'consent_choice', 'application_choice', 'device']
  loop
    execute format('create policy said on %I for insert to sayso_app
      with check ((select app_kind()) = %L and employee_id = (select app_actor()))', t, 'person');
  end loop;

  -- Said in a browser or at the device.
  foreach t in array array['pause', 'resumption']
  loop
    execute format('create policy said on %I for insert to sayso_app
      with check ((select app_kind()) in (%L, %L) and employee_id = (select app_actor()))', t, 'person', 'device');
  end loop;

  -- Told by devices: nobody writes activity by hand, not even their own.
  foreach t in array array['device_token', 'device_contact', 'directive_application', 'batch', 'segment',
    'coverage_hour', 'activity_day', 'discard_day', 'usage_day']
  loop
    execute format('create policy told on %I to sayso_app
      using ((select app_kind()) = %L and employee_id = any ((select app_subjects())::uuid[]))', t, 'ingest');
  end loop;
end $$;
create policy said on device_revocation for insert to sayso_app with check (
  (select app_kind()) in ('person', 'device')
  and employee_id = (select app_actor()) and revoked_by = (select app_actor()));
create policy made on data_key for insert to sayso_app with check (
  (select app_kind()) = 'device' and employee_id = (select app_actor()));

grant select, insert on notice_service, notice_sighting, acknowledgement, consent_answer,
  consent_choice, application_choice, pause, resumption, data_key, device, device_revocation,
  directive_application, batch, segment to sayso_app;
grant select on exemption to sayso_app;
grant select, insert, update on device_token, device_contact, coverage_hour, activity_day,
  discard_day, usage_day to sayso_app;

-- Read by everyone who is signed in, written by jobs.
do $$ declare t text; begin
  foreach t in array array['program', 'jurisdiction', 'notice', 'approved_application']
  loop
    execute format('create policy read on %I for select to sayso_app using ((select app_kind()) <> %L)', t, '');
    execute format('create policy job on %I to sayso_app using ((select app_kind()) = %L)', t, 'job');
  end loop;
end $$;
grant select, insert on program, jurisdiction, approved_application, notice to sayso_app;
grant update on program to sayso_app;
-- A version of law is closed, never reworded.
grant update (until_at) on jurisdiction to sayso_app;
grant update (name, why, collected, match, categories, retired_at) on approved_application to sayso_app;

-- ── directory ──────────────────────────────────────────────────────────────────────────────────
create policy gate on person for select to sayso_gate using (true);
create policy gate on role_grant for select to sayso_gate using (true);
grant select on person, role_grant to sayso_gate;
grant execute on function sayso_now(), app_actor(), app_kind(), app_subjects() to sayso_app, sayso_gate;

-- Roles are a person's at a browser: a lawyer's laptop sees what any laptop sees.
create function app_has_role(wanted text) returns boolean language sql stable security definer
  set search_path = public, pg_temp as
  $$ select exists (select from role_grant g join person p on p.id = g.person_id
       where app_kind() = 'person' and g.person_id = app_actor() and g.role = wanted and p.active) $$;

-- Everyone below the actor in the reporting line. UNION, so that a loop ends.
create function app_line() returns setof uuid language sql stable security definer
  set search_path = public, pg_temp as
  $$ with recursive line as (
       select id from person where app_kind() = 'person' and manager_id = app_actor()
       union select p.id from person p join line on p.manager_id = line.id)
     select id from line $$;

create function app_manager() returns uuid language sql stable security definer
  set search_path = public, pg_temp as
  $$ select manager_id from person where app_kind() = 'person' and id = app_actor() $$;
grant execute on function app_has_role(text), app_line(), app_manager() to sayso_app;

create policy directory on person for select to sayso_app using (
  id = any ((select app_subjects())::uuid[])
  or id = (select app_manager())
  or id in (select app_line())
  or (select app_kind()) = 'job'
  or (select app_has_role('legal')) or (select app_has_role('admin')));
create policy job on person to sayso_app using ((select app_kind()) = 'job');
create policy epoch on person for update to sayso_app using (
  (select app_kind()) = 'person' and id = (select app_actor()));
grant select, insert on person to sayso_app;
grant update (name, title, department, time_zone, manager_id, active, email, session_epoch) on person to sayso_app;

-- People end their own sessions; all else about them is the directory's to say. What was ended stays ended.
create function guard_person() returns trigger language plpgsql as $$
begin
  if new.session_epoch < old.session_epoch then
    raise exception 'a session that was ended stays ended' using errcode = 'restrict_violation';
  end if;
  if app_kind() = 'person' and to_jsonb(new) - 'session_epoch' <> to_jsonb(old) - 'session_epoch' then
    raise exception 'only the directory changes who a person is' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger guard before update on person for each row execute function guard_person();

create policy own on role_grant for select to sayso_app using (
  person_id = (select app_actor()) or (select app_kind()) = 'job' or (select app_has_role('admin')));
create policy job on role_grant to sayso_app using ((select app_kind()) = 'job');
grant select, insert, delete on role_grant to sayso_app;

create policy own on location for select to sayso_app using (
  person_id = any ((select app_subjects())::uuid[])
  or (select app_kind()) = 'job' or (select app_has_role('legal')));
create policy job on location to sayso_app using ((select app_kind()) = 'job');
grant select, insert on location to sayso_app;
grant update (until_at, confirmed_at) on location to sayso_app;

-- A request is seen by whoever names its code, so nobody can look which codes there are. The code is
-- random and short-lived, and guesses are limited at the door.
create policy asked on device_authorization for select to sayso_app using (
  (select app_kind()) = 'person' and user_code = (select current_setting('app.user_code', true)));
create policy own on device_authorization_answer for select to sayso_app
  using ((select app_kind()) = 'person' and employee_id = (select app_actor()));
create policy said on device_authorization_answer for insert to sayso_app
  with check ((select app_kind()) = 'person' and employee_id = (select app_actor()));
grant select on device_authorization to sayso_app;
grant select, insert on device_authorization_answer to sayso_app;

-- ── ledger ─────────────────────────────────────────────────────────────────────────────────────
create policy append on act for insert to sayso_app with check (
  actor_kind = (select app_kind()) and actor_id is not distinct from (select app_actor()));
create policy concerned on act for select to sayso_app using (
  subject_id = (select app_actor()) or actor_id = (select app_actor()));
grant select on act to sayso_app;
-- Its place, its time and its transaction are the database's to say.
grant insert (actor_kind, actor_id, kind, subject_id, object_id, details) on act to sayso_app;

create function refuse_change() returns trigger language plpgsql as
  $$ begin raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation'; end $$;
do $$ declare t text; begin
  foreach t in array array['act', 'notice', 'notice_service', 'notice_sighting', 'acknowledgement',
    'consent_answer', 'consent_choice', 'application_choice', 'resumption', 'device_revocation']
  loop
    execute format('create trigger append_only before update or delete on %I
      for each row execute function refuse_change()', t);
    execute format('create trigger never_emptied before truncate on %I
      for each statement execute function refuse_change()', t);
  end loop;
end $$;

-- No record, no commit: a transaction that changed one of these and recorded no act is refused when
-- it commits, whatever code it came from.
create policy gate on act for select to sayso_gate using (true);
grant select on act to sayso_gate;
create function require_act() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
begin
  if not exists (select from act where transaction_id = pg_current_xact_id()) then
    raise exception 'a change of % was not recorded as an act', tg_table_name
      using errcode = 'integrity_constraint_violation';
  end if;
  return null;
end $$;
do $$ declare t text; begin
  foreach t in array array['program', 'person', 'role_grant', 'location', 'device', 'device_revocation',
    'jurisdiction', 'notice', 'notice_service', 'notice_sighting', 'acknowledgement',
    'approved_application', 'consent_answer', 'exemption', 'pause', 'resumption', 'data_key']
  loop
    execute format('create constraint trigger recorded after insert or update or delete on %I
      deferrable initially deferred for each row execute function require_act()', t);
  end loop;
end $$;

-- ── one version per person ─────────────────────────────────────────────────────────────────────
create policy own on person_state for select to sayso_app
  using (person_id = any ((select app_subjects())::uuid[]));
create policy gate on person_state to sayso_gate using (true);
grant select on person_state to sayso_app;
grant select, insert, update on person_state to sayso_gate;

create function bump_person(person uuid) returns timestamptz language plpgsql security definer
  set search_path = public, pg_temp as $$
begin
  update person_state set version = version + 1 where person_id = person;
  perform pg_notify('sayso', person::text);
  return sayso_now();
end $$;

-- Takes the person's lock, then reads the clock. Whoever decides anything about a person at a time
-- uses the time this returns. Only for those who may decide something about them.
create function touch_person(person uuid) returns timestamptz language plpgsql security definer
  set search_path = public, pg_temp as $$
begin
  if person = any (app_subjects()) or app_kind() = 'job' or app_has_role('admin')
    or person in (select app_line()) then return bump_person(person); end if;
  raise exception 'this person is not yours to decide about' using errcode = 'insufficient_privilege';
end $$;

-- Holds the versions of the people an ingest speaks for until the transaction ends; a change waits, or
-- was there first.
create function hold_versions(people uuid[]) returns table (person_id uuid, version bigint)
  language sql volatile security definer set search_path = public, pg_temp as
  $$ select s.person_id, s.version from person_state s
       where s.person_id = any (people) and s.person_id = any (app_subjects())
       order by s.person_id for share $$;
grant execute on function touch_person(uuid), hold_versions(uuid[]) to sayso_app;

create function begin_person_state() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as
  $$ begin insert into person_state (person_id) values (new.id); return null; end $$;
create trigger begin_state after insert on person for each row execute function begin_person_state();

create function touch_employee() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as
  $$ begin perform bump_person(new.employee_id); return new; end $$;
create function touch_located() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as
  $$ begin perform bump_person(new.person_id); return new; end $$;
create function touch_self() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as
  $$ begin perform bump_person(new.id); return new; end $$;
create trigger touch before insert or update on exemption for each row execute function touch_employee();
create trigger touch before insert or update on location for each row execute function touch_located();
create trigger touch before update of active, time_zone on person for each row
  when (old.active is distinct from new.active or old.time_zone is distinct from new.time_zone)
  execute function touch_self();

-- What concerns many takes every lock it needs before it reads the clock, and in one order, the same as an
-- ingest: so it can neither be dated before records that were stored on the old facts, nor block another
-- that waits for it. Whoever was bumped in this transaction already is locked already.
create function bump_everyone() returns timestamptz language plpgsql security definer
  set search_path = public, pg_temp as $$
begin
  perform from person_state order by person_id for no key update;
  update person_state set version = version + 1 where xmin <> pg_current_xact_id()::xid;
  perform pg_notify('sayso', '*');
  return sayso_now();
end $$;
create function touch_everyone() returns timestamptz language plpgsql security definer
  set search_path = public, pg_temp as $$
begin
  if app_kind() = 'job' then return bump_everyone(); end if;
  raise exception 'only the program decides about everyone' using errcode = 'insufficient_privilege';
end $$;
create function touch_people(people uuid[]) returns timestamptz language plpgsql security definer
  set search_path = public, pg_temp as $$
begin
  if app_kind() <> 'job' then
    raise exception 'only the program decides about many' using errcode = 'insufficient_privilege';
  end if;
  perform from person_state where person_id = any (people) order by person_id for no key update;
  update person_state set version = version + 1 where person_id = any (people);
  perform pg_notify('sayso', person::text) from unnest(people) as person;
  return sayso_now();
end $$;
grant execute on function touch_everyone(), touch_people(uuid[]) to sayso_app;

-- Before the rows are made, so that the times which the database gives them come after the locks.
create function touch_program() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as
  $$ begin perform bump_everyone(); return null; end $$;
do $$ declare t text; begin
  foreach t in array array['program', 'notice', 'approved_application', 'jurisdiction']
  loop
    execute format('create trigger touch before insert or update on %I
      for each statement execute function touch_program()', t);
  end loop;
end $$;

-- A yes to an application covers what was listed when it was said (promise 1). What would collect more, or
-- elsewhere, is another application; one that was retired does not come back under its old yes.
create function guard_application() returns trigger language plpgsql as $$
begin
  if not (new.categories <@ old.categories and old.match @> new.match) then
    raise exception 'an approved application is never widened' using errcode = 'restrict_violation';
  end if;
  if old.retired_at is not null and new.retired_at is distinct from old.retired_at then
    raise exception 'a retired application stays retired' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger guard before update on approved_application for each row execute function guard_application();

-- These count from when they are committed to, not from when someone says: no acknowledgement dated back
-- opens a gate over what was recorded before it, no device is older than its link, no revocation waits.
-- Only the owner of the database, who speaks as nobody, may bring rows with the times that they have.
create function stamp_at() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
declare
  moment timestamptz := bump_person(new.employee_id);
begin
  if app_kind() <> '' then new.at := moment; end if;
  return new;
end $$;
create trigger stamp before insert on acknowledgement for each row execute function stamp_at();
create trigger stamp before insert on device_revocation for each row execute function stamp_at();
create function stamp_enrolment() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
declare
  moment timestamptz := bump_person(new.employee_id);
begin
  if app_kind() <> '' then new.enrolled_at := moment; end if;
  return new;
end $$;
create trigger stamp before insert on device for each row execute function stamp_enrolment();
-- That a notice was put before someone decides nothing, so it needs no lock; it is dated all the same.
create function stamp_now() returns trigger language plpgsql as $$
begin
  if app_kind() <> '' then new.at := sayso_now(); end if;
  return new;
end $$;
create trigger stamp before insert on notice_service for each row execute function stamp_now();
create trigger stamp before insert on notice_sighting for each row execute function stamp_now();

-- A pause begins when it is committed to: it cannot be dated back or ahead.
create function stamp_pause() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
begin
  new.started_at := bump_person(new.employee_id);
  new.planned_end_at := new.started_at + make_interval(secs => new.length_seconds);
  new.ended_at := new.planned_end_at;
  return new;
end $$;
create trigger stamp before insert on pause for each row execute function stamp_pause();

-- The only way a pause changes: it ends early.
create policy gate on pause to sayso_gate using (true);
grant select, update on pause to sayso_gate;
create function stamp_resumption() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
begin
  new.at := bump_person(new.employee_id);
  update pause set ended_at = new.at
    where id = new.pause_id and employee_id = new.employee_id
      and new.at >= started_at and new.at < ended_at;
  if not found then
    raise exception 'no such pause is running' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger stamp before insert on resumption for each row execute function stamp_resumption();

-- An answer carries its time inside the signed receipt, so the command brings it; it must be the
-- time that touch_person gave in this very transaction, and so comes after every answer before it.
create policy gate on consent_answer for select to sayso_gate using (true);
grant select (employee_id, at) on consent_answer to sayso_gate;
create function stamp_answer() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
begin
  if new.at > bump_person(new.employee_id) or new.at < sayso_now() - interval '10 seconds'
    or new.at < (select max(at) from consent_answer where employee_id = new.employee_id) then
    raise exception 'an answer is dated now' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger stamp before insert on consent_answer for each row execute function stamp_answer();

-- Choices come with their answer, or not at all: a "given" that joined an old answer would count from that
-- answer's time, and no receipt would show it.
create function join_answer() returns trigger language plpgsql set search_path = public, pg_temp as $$
declare
  answered text;
begin
  select kind into answered from consent_answer
    where id = new.answer_id and employee_id = new.employee_id and xmin = pg_current_xact_id()::xid;
  if answered is null then
    raise exception 'a choice belongs to an answer made now' using errcode = 'restrict_violation';
  end if;
  if answered = 'deferred' then
    raise exception 'who asks to be asked later has chosen nothing' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger joined before insert on consent_choice for each row execute function join_answer();
create trigger joined before insert on application_choice for each row execute function join_answer();

-- ── before there is an actor ───────────────────────────────────────────────────────────────────
-- These answer only before anyone is known: in a transaction that speaks as somebody they know nothing.
-- What a session needs to be believed. Null when nobody of that subject exists.
create function find_session(wanted text)
  returns table (id uuid, name text, email text, time_zone text, active boolean, session_epoch integer,
    roles text[], manages boolean)
  language sql stable security definer set search_path = public, pg_temp as $$
  select p.id, p.name, p.email, p.time_zone, p.active, p.session_epoch,
    array(select g.role from role_grant g where g.person_id = p.id order by g.role),
    exists (select from person r where r.manager_id = p.id and r.active)
  from person p where p.subject = wanted and app_kind() = '' $$;

create policy gate on device for select to sayso_gate using (true);
create policy gate on device_token for select to sayso_gate using (true);
create policy gate on device_revocation for select to sayso_gate using (true);
create policy gate on proof to sayso_gate using (true);
grant select on device, device_token, device_revocation to sayso_gate;
grant select, insert, delete on proof to sayso_gate;

-- Whose tokens these are, and whether each proof is new. A proof counts as seen only beside a live
-- token of the same key, so strangers cannot fill the table.
create function admit_devices(hashes bytea[], thumbprints text[], jtis text[])
  returns table (place bigint, device_id uuid, employee_id uuid, expires_at timestamptz, revoked boolean,
    active boolean, version bigint, fresh boolean, now timestamptz)
  language sql volatile security definer set search_path = public, pg_temp as $$
  with asked as (
    select * from unnest(hashes, thumbprints, jtis) with ordinality as a (hash, thumbprint, jti, place)
  ), known as (
    select a.place, a.thumbprint, a.jti, d.id as device_id, d.employee_id, t.access_expires_at,
      r.device_id is not null as revoked, p.active, s.version
    from asked a
    join device_token t on t.access_hash = a.hash
    join device d on d.id = t.device_id and d.thumbprint = a.thumbprint
    join person p on p.id = d.employee_id
    join person_state s on s.person_id = d.employee_id
    left join device_revocation r on r.device_id = d.id
    where app_kind() = ''
  ), firsts as (
    select distinct on (k.thumbprint, k.jti) k.thumbprint, k.jti, k.place from known k
    order by k.thumbprint, k.jti, k.place
  ), seen as (
    insert into proof (thumbprint, jti) select f.thumbprint, f.jti from firsts f
    on conflict do nothing returning thumbprint, jti
  )
  select k.place, k.device_id, k.employee_id, k.access_expires_at, k.revoked, k.active, k.version,
    exists (select from seen s join firsts f using (thumbprint, jti)
      where s.thumbprint = k.thumbprint and s.jti = k.jti and f.place = k.place),
    sayso_now()
  from known k $$;

-- Enrolment and refresh have no token yet; their proofs are remembered under the key alone.
create function admit_proof(thumbprint text, jti text) returns boolean
  language sql volatile security definer set search_path = public, pg_temp as $$
  with seen as (
    insert into proof select thumbprint, jti where app_kind() = '' on conflict do nothing returning 1)
  select exists (select from seen) $$;

create function find_refresh(hash bytea)
  returns table (device_id uuid, employee_id uuid, thumbprint text, expires_at timestamptz, revoked boolean,
    active boolean)
  language sql stable security definer set search_path = public, pg_temp as $$
  select d.id, d.employee_id, d.thumbprint, t.refresh_expires_at, r.device_id is not null, p.active
  from device_token t
  join device d on d.id = t.device_id
  join person p on p.id = d.employee_id
  left join device_revocation r on r.device_id = d.id
  where t.refresh_hash = hash and app_kind() = '' $$;

create function forget_proofs() returns bigint language sql volatile security definer
  set search_path = public, pg_temp as $$
  with gone as (delete from proof where seen_at < clock_timestamp() - interval '5 minutes' returning 1)
  select count(*) from gone $$;

-- ── partitions ─────────────────────────────────────────────────────────────────────────────────
-- Weekly, from two weeks back (what an agent may still deliver) to four weeks ahead. The portal has
-- no right on a partition itself, only through the parent, whose policies hold.
create function ensure_partitions() returns integer language plpgsql security definer
  set search_path = public, pg_temp as $$
declare
  monday timestamptz;
  next_monday timestamptz;
  name text;
  made integer := 0;
  parent text;
begin
  -- Replicas that start together make them one after another.
  perform pg_advisory_xact_lock(hashtext('ensure_partitions'));
  for n in -3 .. 5 loop
    monday := (date_trunc('week', sayso_now() at time zone 'UTC') + make_interval(weeks => n)) at time zone 'UTC';
    next_monday := monday + interval '7 days';
    foreach parent in array array['segment', 'coverage_hour', 'batch'] loop
      name := parent || to_char(monday at time zone 'UTC', '"_"YYYYMMDD');
      if to_regclass('public.' || name) is null then
        if parent = 'batch' then
          execute format('create table %I partition of batch for values from (%L) to (%L)', name,
            uuid_floor(monday), uuid_floor(next_monday));
        else
          execute format('create table %I partition of %I for values from (%L) to (%L)', name, parent,
            monday, next_monday);
        end if;
        made := made + 1;
      end if;
    end loop;
  end loop;
  return made;
end $$;
-- The smallest UUIDv7 of a moment (RFC 9562 section 5.7: 48 bits of milliseconds come first).
create function uuid_floor(moment timestamptz) returns uuid language sql immutable as $$
  select (substr(h, 1, 8) || '-' || substr(h, 9, 4) || '-0000-0000-000000000000')::uuid
  from (select lpad(to_hex((extract(epoch from moment) * 1000)::bigint), 12, '0') as h) as hex $$;
select ensure_partitions();

alter function app_has_role(text) owner to sayso_gate;
alter function app_line() owner to sayso_gate;
alter function app_manager() owner to sayso_gate;
alter function require_act() owner to sayso_gate;
alter function touch_person(uuid) owner to sayso_gate;
alter function hold_versions(uuid[]) owner to sayso_gate;
alter function begin_person_state() owner to sayso_gate;
alter function bump_everyone() owner to sayso_gate;
alter function touch_everyone() owner to sayso_gate;
alter function touch_people(uuid[]) owner to sayso_gate;
alter function touch_program() owner to sayso_gate;
alter function stamp_resumption() owner to sayso_gate;
alter function find_session(text) owner to sayso_gate;
alter function admit_devices(bytea[], text[], text[]) owner to sayso_gate;
alter function admit_proof(text, text) owner to sayso_gate;
alter function find_refresh(bytea) owner to sayso_gate;
alter function forget_proofs() owner to sayso_gate;
alter function bump_person(uuid) owner to sayso_gate;
alter function touch_employee() owner to sayso_gate;
alter function touch_located() owner to sayso_gate;
alter function touch_self() owner to sayso_gate;
alter function stamp_at() owner to sayso_gate;
alter function stamp_enrolment() owner to sayso_gate;
alter function stamp_pause() owner to sayso_gate;
alter function stamp_answer() owner to sayso_gate;
revoke create on schema public from sayso_gate;
grant execute on function ensure_partitions(), find_session(text), admit_devices(bytea[], text[], text[]),
  admit_proof(text, text), find_refresh(bytea), forget_proofs() to sayso_app;
