-- Screen pictures (docs/decisions/0028). The picture itself lies in the object store, sealed under its subject's data
-- key; its row says what it is, and is there only once the whole picture is.
grant create on schema public to sayso_gate;

create table capture (
  employee_id uuid not null,
  taken_at timestamptz not null,
  -- A UUIDv7 of that very millisecond.
  capture_id uuid not null,
  device_id uuid not null,
  -- Null where naming it was not allowed.
  application text,
  day date not null,
  -- What the picture is called in the store: drawn by chance, and said to nobody.
  object text not null check (object ~ '^[0-9a-f]{32}$'),
  -- Of the picture, before it was sealed.
  bytes integer not null check (bytes > 0),
  width integer not null check (width between 1 and 640),
  height integer not null check (height between 1 and 1600),
  received_at timestamptz not null default sayso_now(),
  held_until timestamptz not null default hold_back_end(),
  primary key (employee_id, taken_at, capture_id)
) partition by range (taken_at);

-- Which pictures came lately, and what became of them: so that each is kept and counted once, and none comes back
-- that its subject deleted. Forgotten once a picture of that time would be too old to be kept.
create table capture_arrival (
  employee_id uuid not null,
  capture_id uuid not null,
  day date not null,
  -- Why it was not kept; null where it was.
  reason text,
  arrived_at timestamptz not null default sayso_now(),
  primary key (employee_id, capture_id)
);
create index capture_arrival_arrived on capture_arrival (arrived_at);

-- What the store is to forget: an object is listed here before it is put, and again when its row goes. It says
-- nothing about anybody.
create table capture_removal (
  object text primary key check (object ~ '^[0-9a-f]{32}$'),
  -- Far longer than putting it may take.
  due_at timestamptz not null default sayso_now() + interval '10 minutes',
  tries integer not null default 0
);
create index capture_removal_due on capture_removal (due_at);

-- Of what was thrown away, how many were pictures.
alter table discard_day add column captures integer not null default 0;

do $$ declare t text; begin
  foreach t in array array['capture', 'capture_arrival', 'capture_removal'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
  end loop;
  foreach t in array array['capture', 'capture_arrival'] loop
    execute format('create policy own on %I for select to sayso_app
      using (employee_id = any ((select app_subjects())::uuid[]))', t);
    execute format('create policy told on %I for insert to sayso_app
      with check ((select app_kind()) = %L and employee_id = any ((select app_subjects())::uuid[]))', t, 'ingest');
    execute format('create policy gate on %I to sayso_gate using (true)', t);
  end loop;
end $$;
-- Deleted by its subject in a browser; by jobs only through the functions below.
create policy subject on capture for delete to sayso_app
  using ((select app_kind()) = 'person' and employee_id = (select app_actor()));
create policy told on capture_removal for insert to sayso_app with check ((select app_kind()) = 'ingest');
create policy job on capture_removal to sayso_app using ((select app_kind()) = 'job') with check (false);
create policy job_puts_off on capture_removal for update to sayso_app
  using ((select app_kind()) = 'job') with check ((select app_kind()) = 'job');
create policy gate on capture_removal to sayso_gate using (true) with check (true);

grant select, delete on capture to sayso_app;
-- When its hold-back ends is the database's to say.
grant insert (employee_id, taken_at, capture_id, device_id, application, day, object, bytes, width, height)
  on capture to sayso_app;
grant select on capture_arrival to sayso_app;
grant insert (employee_id, capture_id, day, reason) on capture_arrival to sayso_app;
grant select, delete on capture_removal to sayso_app;
grant insert (object), update (due_at, tries) on capture_removal to sayso_app;
grant select (employee_id, taken_at, capture_id), delete on capture to sayso_gate;
grant select, delete on capture_arrival to sayso_gate;
grant select, insert, update, delete on capture_removal to sayso_gate;

grant select on capture to sayso_reading;
create policy released on capture for select to sayso_reading using (held_until <= sayso_now());

-- A row may only name an object that was listed before it was put, and takes it off the list. One that was swept in
-- the meantime, or belongs to another row, is on it no more.
create function claim_object() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
begin
  delete from capture_removal where object = new.object;
  if not found then
    raise exception 'this object is not to be had' using errcode = 'foreign_key_violation', constraint = 'capture_object';
  end if;
  return null;
end $$;
create trigger claims after insert on capture for each row execute function claim_object();

-- However a row goes, its object goes with it.
create function release_object() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
begin
  insert into capture_removal (object, due_at) values (old.object, sayso_now())
    on conflict (object) do update set due_at = excluded.due_at;
  return null;
end $$;
create trigger releases after delete on capture for each row execute function release_object();
create constraint trigger recorded after delete on capture
  deferrable initially deferred for each row execute function require_act();

-- Deletes at most so many of those taken before a moment, whoever's they are; returns how many it was.
create function delete_captures_before(moment timestamptz, most integer) returns bigint
  language sql volatile security definer set search_path = public, pg_temp as $$
  with old as (
    select employee_id, taken_at, capture_id from capture
    where app_kind() = 'job' and taken_at < moment order by taken_at limit most
  ), gone as (
    delete from capture c using old o
    where c.employee_id = o.employee_id and c.taken_at = o.taken_at and c.capture_id = o.capture_id
    returning c.capture_id
  )
  select count(*) from gone $$;

-- Deletes all of a person's, and that any ever came: for themselves, or for a job in their name. Returns how many
-- pictures it was.
create function erase_captures(person uuid) returns bigint
  language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
  erased bigint;
begin
  if app_kind() <> 'job' and (app_kind() <> 'person' or app_actor() is distinct from person) then
    raise exception 'these are not theirs to erase' using errcode = 'insufficient_privilege';
  end if;
  delete from capture_arrival where employee_id = person;
  delete from capture where employee_id = person;
  get diagnostics erased = row_count;
  return erased;
end $$;

-- A day more than a picture may be late (HORIZON_MS in domain/activity/rules.ts).
create function forget_capture_arrivals() returns bigint
  language sql volatile security definer set search_path = public, pg_temp as $$
  with gone as (
    delete from capture_arrival where app_kind() = 'job' and arrived_at < sayso_now() - interval '15 days' returning 1
  )
  select count(*) from gone $$;

create or replace function ensure_partitions() returns integer language plpgsql security definer
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
    foreach parent in array array['segment', 'coverage_hour', 'batch', 'capture'] loop
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
select ensure_partitions();

alter function claim_object() owner to sayso_gate;
alter function release_object() owner to sayso_gate;
alter function delete_captures_before(timestamptz, integer) owner to sayso_gate;
alter function erase_captures(uuid) owner to sayso_gate;
alter function forget_capture_arrivals() owner to sayso_gate;
revoke create on schema public from sayso_gate;
grant execute on function delete_captures_before(timestamptz, integer), erase_captures(uuid),
  forget_capture_arrivals() to sayso_app;
