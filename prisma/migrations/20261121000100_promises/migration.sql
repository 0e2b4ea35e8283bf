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

-- Private rows: their owner's, and those of the employees whose devices an ingest speaks for. No
-- role widens this: not manager, not legal, not admin (promises 5 and 8).
do $$ declare t text; begin
  foreach t in array array[
    'notice_service', 'notice_sighting', 'acknowledgement', 'consent_answer', 'consent_choice',
    'application_choice', 'exemption', 'pause', 'resumption', 'device_contact', 'device_token',
    'directive_application', 'data_key', 'batch', 'segment', 'coverage_hour', 'activity_day',
    'discard_day', 'usage_day', 'device', 'device_revocation']
  loop
    execute format('create policy own on %I to sayso_app
      using (employee_id = any ((select app_subjects())::uuid[]))
      with check (employee_id = any ((select app_subjects())::uuid[]))', t);
  end loop;
end $$;

grant select, insert on notice_service, notice_sighting, acknowledgement, consent_answer,
  consent_choice, application_choice, pause, resumption, data_key, device, device_revocation,
  directive_application to sayso_app;
grant select on exemption to sayso_app;
grant select, insert, update, delete on device_token to sayso_app;
grant select, insert, update on device_contact, batch, segment, coverage_hour, activity_day,
  discard_day, usage_day to sayso_app;
revoke update on batch, segment from sayso_app;

-- Read by everyone who is signed in, written by jobs.
do $$ declare t text; begin
  foreach t in array array['program', 'jurisdiction', 'notice', 'approved_application']
  loop
    execute format('create policy read on %I for select to sayso_app using ((select app_kind()) <> %L)', t, '');
    execute format('create policy job on %I to sayso_app using ((select app_kind()) = %L)', t, 'job');
  end loop;
end $$;
grant select, insert, update on program, jurisdiction, approved_application to sayso_app;
grant select, insert on notice to sayso_app;

-- ── directory ──────────────────────────────────────────────────────────────────────────────────
create policy gate on person for select to sayso_gate using (true);
create policy gate on role_grant for select to sayso_gate using (true);
grant select on person, role_grant to sayso_gate;

create function app_has_role(wanted text) returns boolean language sql stable security definer
  set search_path = public as
  $$ select exists (select from role_grant g join person p on p.id = g.person_id
       where g.person_id = app_actor() and g.role = wanted and p.active) $$;

-- Everyone below the actor in the reporting line. UNION, so that a loop ends.
create function app_line() returns setof uuid language sql stable security definer
  set search_path = public as
  $$ with recursive line as (
       select id from person where manager_id = app_actor()
       union select p.id from person p join line on p.manager_id = line.id)
     select id from line $$;

create function app_manager() returns uuid language sql stable security definer
  set search_path = public as
  $$ select manager_id from person where id = app_actor() $$;
create policy directory on person for select to sayso_app using (
  id = any ((select app_subjects())::uuid[])
  or id = (select app_manager())
  or id in (select app_line())
  or (select app_kind()) = 'job'
  or (select app_has_role('legal')) or (select app_has_role('admin')));
create policy job on person to sayso_app using ((select app_kind()) = 'job');
create policy epoch on person for update to sayso_app using (id = (select app_actor()));
grant select, insert on person to sayso_app;
grant update (name, title, department, time_zone, manager_id, active, email, session_epoch) on person to sayso_app;

create policy own on role_grant for select to sayso_app using (
  person_id = (select app_actor()) or (select app_kind()) = 'job' or (select app_has_role('admin')));
create policy job on role_grant to sayso_app using ((select app_kind()) = 'job');
grant select, insert, delete on role_grant to sayso_app;

create policy own on location for select to sayso_app using (
  person_id = any ((select app_subjects())::uuid[])
  or (select app_kind()) = 'job' or (select app_has_role('legal')));
create policy job on location to sayso_app using ((select app_kind()) = 'job');
grant select, insert, update on location to sayso_app;

create policy job on device_authorization to sayso_app using ((select app_kind()) = 'job');
create policy job on device_authorization_answer to sayso_app using ((select app_kind()) = 'job');
-- The employee who was shown the code; it is random, short-lived, and guesses are limited at the door.
create policy asked on device_authorization for select to sayso_app using ((select app_kind()) = 'person');
create policy own on device_authorization_answer to sayso_app
  using (employee_id = (select app_actor())) with check (employee_id = (select app_actor()));
grant select, insert, update, delete on device_authorization to sayso_app;
grant select, insert on device_authorization_answer to sayso_app;

-- ── ledger ─────────────────────────────────────────────────────────────────────────────────────
create policy append on act for insert to sayso_app with check (
  actor_id is not distinct from (select app_actor()) or (select app_kind()) = 'job');
create policy concerned on act for select to sayso_app using (
  subject_id = (select app_actor()) or actor_id = (select app_actor()));
grant select, insert on act to sayso_app;

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
  set search_path = public as $$
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

-- Takes the person's lock, then reads the clock. Whoever decides anything about a person at a time
-- uses the time this returns.
create function touch_person(person uuid) returns timestamptz language plpgsql security definer
  set search_path = public as $$
begin
  update person_state set version = version + 1 where person_id = person;
  perform pg_notify('sayso', person::text);
  return sayso_now();
end $$;

-- Holds the versions of many people until the transaction ends; a change waits, or was there first.
create function hold_versions(people uuid[]) returns table (person_id uuid, version bigint)
  language sql volatile security definer set search_path = public as
  $$ select s.person_id, s.version from person_state s
       where s.person_id = any (people) order by s.person_id for share $$;

create function begin_person_state() returns trigger language plpgsql security definer
  set search_path = public as
  $$ begin insert into person_state (person_id) values (new.id); return null; end $$;
create trigger begin_state after insert on person for each row execute function begin_person_state();

create function touch_employee() returns trigger language plpgsql as
  $$ begin perform touch_person(new.employee_id); return new; end $$;
create function touch_located() returns trigger language plpgsql as
  $$ begin perform touch_person(new.person_id); return new; end $$;
create function touch_self() returns trigger language plpgsql as
  $$ begin perform touch_person(new.id); return new; end $$;
do $$ declare t text; begin
  foreach t in array array['acknowledgement', 'exemption', 'device', 'device_revocation']
  loop
    execute format('create trigger touch before insert or update on %I
      for each row execute function touch_employee()', t);
  end loop;
end $$;
create trigger touch before insert or update on location for each row execute function touch_located();
create trigger touch before update of active on person for each row execute function touch_self();

create function touch_everyone() returns trigger language plpgsql security definer
  set search_path = public as $$
begin
  update person_state set version = version + 1;
  perform pg_notify('sayso', '*');
  return null;
end $$;
do $$ declare t text; begin
  foreach t in array array['program', 'notice', 'approved_application', 'jurisdiction']
  loop
    execute format('create trigger touch after insert or update on %I
      for each statement execute function touch_everyone()', t);
  end loop;
end $$;

-- A pause begins when it is committed to, not when someone says: it cannot be dated back or ahead.
create function stamp_pause() returns trigger language plpgsql as $$
begin
  new.started_at := touch_person(new.employee_id);
  new.planned_end_at := new.started_at + make_interval(secs => new.length_seconds);
  new.ended_at := new.planned_end_at;
  return new;
end $$;
create trigger stamp before insert on pause for each row execute function stamp_pause();

-- The only way a pause changes: it ends early.
create policy gate on pause to sayso_gate using (true);
grant select, update on pause to sayso_gate;
create function stamp_resumption() returns trigger language plpgsql security definer
  set search_path = public as $$
begin
  new.at := touch_person(new.employee_id);
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
-- time that touch_person gave in this very transaction.
create function stamp_answer() returns trigger language plpgsql as $$
begin
  if new.at > touch_person(new.employee_id) or new.at < sayso_now() - interval '10 seconds' then
    raise exception 'an answer is dated now' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger stamp before insert on consent_answer for each row execute function stamp_answer();

-- ── before there is an actor ───────────────────────────────────────────────────────────────────
-- What a session needs to be believed. Null when nobody of that subject exists.
create function find_session(wanted text)
  returns table (id uuid, name text, email text, time_zone text, active boolean, session_epoch integer,
    roles text[], manages boolean)
  language sql stable security definer set search_path = public as $$
  select p.id, p.name, p.email, p.time_zone, p.active, p.session_epoch,
    array(select g.role from role_grant g where g.person_id = p.id order by g.role),
    exists (select from person r where r.manager_id = p.id and r.active)
  from person p where p.subject = wanted $$;

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
  language sql volatile security definer set search_path = public as $$
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
  language sql volatile security definer set search_path = public as $$
  with seen as (insert into proof values (thumbprint, jti) on conflict do nothing returning 1)
  select exists (select from seen) $$;

create function find_refresh(hash bytea)
  returns table (device_id uuid, employee_id uuid, thumbprint text, expires_at timestamptz, revoked boolean,
    active boolean)
  language sql stable security definer set search_path = public as $$
  select d.id, d.employee_id, d.thumbprint, t.refresh_expires_at, r.device_id is not null, p.active
  from device_token t
  join device d on d.id = t.device_id
  join person p on p.id = d.employee_id
  left join device_revocation r on r.device_id = d.id
  where t.refresh_hash = hash $$;

create function forget_proofs() returns bigint language sql volatile security definer
  set search_path = public as $$
  with gone as (delete from proof where seen_at < clock_timestamp() - interval '5 minutes' returning 1)
  select count(*) from gone $$;

-- ── partitions ─────────────────────────────────────────────────────────────────────────────────
-- Weekly, from two weeks back (what an agent may still deliver) to four weeks ahead. The portal has
-- no right on a partition itself, only through the parent, whose policies hold.
create function ensure_partitions() returns integer language plpgsql security definer
  set search_path = public as $$
declare
  monday timestamptz;
  next_monday timestamptz;
  name text;
  made integer := 0;
  parent text;
begin
  for n in -3 .. 5 loop
    monday := (date_trunc('week', sayso_now() at time zone 'UTC') + make_interval(weeks => n)) at time zone 'UTC';
    next_monday := monday + interval '7 days';
    foreach parent in array array['segment', 'coverage_hour', 'batch'] loop
      name := parent || to_char(monday at time zone 'UTC', '"_"YYYYMMDD');
      if to_regclass(name) is null then
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
alter function touch_everyone() owner to sayso_gate;
alter function stamp_resumption() owner to sayso_gate;
alter function find_session(text) owner to sayso_gate;
alter function admit_devices(bytea[], text[], text[]) owner to sayso_gate;
alter function admit_proof(text, text) owner to sayso_gate;
alter function find_refresh(bytea) owner to sayso_gate;
alter function forget_proofs() owner to sayso_gate;
revoke create on schema public from sayso_gate;
revoke execute on function ensure_partitions() from public;
grant execute on function ensure_partitions() to sayso_app;
