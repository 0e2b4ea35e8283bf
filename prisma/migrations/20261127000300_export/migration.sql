-- Everything about somebody, for them to take along: asked for by them, made by a job, sealed under their own key,
-- and destroyed after some days (docs/decisions/0027-exports.md).
alter table program add column export_days integer not null default 3 check (export_days between 1 and 30);

create table export (
  employee_id uuid not null references person (id),
  id uuid not null,
  at timestamptz not null default sayso_now(),
  primary key (employee_id, id)
);
-- How far it is, and what it came to.
create table export_progress (
  employee_id uuid not null,
  export_id uuid not null,
  state text not null default 'waiting' check (state in ('waiting', 'working', 'done', 'failed', 'over')),
  -- How often it was begun: what an earlier maker wrote of it goes when the next begins.
  attempt integer not null default 0,
  done integer not null default 0,
  total integer not null default 1 check (total > 0),
  said text not null default '',
  sha256 text,
  bytes bigint,
  updated_at timestamptz not null default sayso_now(),
  -- When its bytes are destroyed; set by the database when it is done.
  expires_at timestamptz,
  primary key (employee_id, export_id),
  foreign key (employee_id, export_id) references export (employee_id, id) on delete cascade,
  check (state <> 'done' or (sha256 is not null and bytes is not null and expires_at is not null))
);
-- One at a time for each person, whoever asks and how often at once.
create unique index export_being_made on export_progress (employee_id) where state in ('waiting', 'working');
create index export_due on export_progress (export_id) where state in ('waiting', 'working');
create index export_expiry on export_progress (expires_at) where state = 'done';
create table export_part (
  employee_id uuid not null,
  export_id uuid not null,
  number integer not null check (number > 0),
  sealed bytea not null,
  primary key (employee_id, export_id, number),
  foreign key (employee_id, export_id) references export (employee_id, id) on delete cascade
);
-- Sealed bytes do not become smaller, and trying costs time.
alter table export_part alter column sealed set storage external;
-- Removed by its owner, or over by itself. Once, so that two who race do not both count.
create table export_end (
  employee_id uuid not null,
  export_id uuid not null,
  kind text not null check (kind in ('removed', 'expired')),
  at timestamptz not null default sayso_now(),
  primary key (employee_id, export_id),
  foreign key (employee_id, export_id) references export (employee_id, id) on delete cascade
);

-- A letter about something that is no request: nothing but that it is there.
alter table letter alter column request_id drop not null;
alter table letter drop constraint letter_check;
alter table letter add constraint letter_check check (case
  when request_id is null then is_applicant and kind = 'export-ready'
  when is_applicant then kind in ('sent', 'appealed', 'escalated', 'nobody-else', 'replaced', 'question', 'comment', 'decided', 'overdue',
    'lapsed', 'revoked', 'expires-in-14', 'expires-in-3', 'expired')
  else kind in ('asked', 'appealed', 'reminded', 'escalated', 'nobody-else', 'answer', 'comment', 'overdue', 'withdrawn',
    'lapsed') end);

grant create on schema public to sayso_gate;

-- ── what follows ───────────────────────────────────────────────────────────────────────────────────
create function begin_export() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
begin
  insert into export_progress (employee_id, export_id) values (new.employee_id, new.id);
  return null;
end $$;
create trigger begun after insert on export for each row execute function begin_export();

-- What is done, failed or over is never made again; nothing is over without its end.
create function guard_export() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
begin
  if new.state = 'over' and not exists (
      select from export_end e where e.employee_id = new.employee_id and e.export_id = new.export_id)
    or new.state <> 'over' and old.state in ('done', 'failed', 'over') then
    raise exception 'an export goes from waiting to done once' using errcode = 'restrict_violation';
  end if;
  if new.state = 'done' then
    new.expires_at := sayso_now() + make_interval(days => coalesce((select export_days from program), 3));
  end if;
  return new;
end $$;
create trigger guard before update on export_progress for each row execute function guard_export();

-- Half an export never stays: parts are kept of one that is being made by whoever began it last, or is whole.
create function clear_export() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
begin
  if new.attempt <> old.attempt or new.state not in ('working', 'done') then
    delete from export_part where employee_id = new.employee_id and export_id = new.export_id;
  end if;
  if new.state = 'done' then
    insert into letter (id, person_id, is_applicant, kind, object_id)
      values (gen_random_uuid(), new.employee_id, true, 'export-ready', new.export_id) on conflict do nothing;
  end if;
  -- Their open pages look again.
  if new.state <> old.state then perform pg_notify('sayso', new.employee_id::text); end if;
  return null;
end $$;
create trigger cleared after update on export_progress for each row execute function clear_export();

create function end_export() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
begin
  update export_progress set state = 'over', said = '' where employee_id = new.employee_id and export_id = new.export_id;
  return null;
end $$;
create trigger ended after insert on export_end for each row execute function end_export();

-- ── whom a maker speaks for ────────────────────────────────────────────────────────────────────────
-- Nobody reads records but their subject, and a job is nobody. Whoever makes an export reads as a part of its
-- owner that can do nothing else: of kind 'export', in a transaction that only reads, from the moment on at which
-- the database has seen that its owner asked for it, and that it is being made and was not taken back. It has none
-- of its owner's roles.
create function find_export(export uuid) returns table (id uuid, name text, email text, time_zone text)
  language sql stable security definer set search_path = public, pg_temp as $$
  select p.id, p.name, p.email, p.time_zone from export_progress g join person p on p.id = g.employee_id and p.active
  where g.export_id = export and g.state = 'working' and app_kind() = '' $$;
create function speak_for_export(export uuid) returns timestamptz language plpgsql security definer
  set search_path = public, pg_temp as $$
declare
  subject uuid := (select id from find_export(export));
begin
  if subject is null then
    raise exception 'no such export is being made' using errcode = 'insufficient_privilege';
  end if;
  perform set_config('transaction_read_only', 'on', true), set_config('app.kind', 'export', true),
    set_config('app.actor', subject::text, true), set_config('app.subjects', format('{%s}', subject), true);
  return sayso_now();
end $$;

-- What a person alone reads in a browser, and no device of theirs, is in their export too.
do $$ declare t text; begin
  foreach t in array array['exemption_draft', 'exemption_request', 'exemption_step', 'exemption_assignee',
    'exemption_decision', 'exemption_outcome', 'exemption_silence', 'exemption_end', 'exemption_appeal',
    'exemption_message', 'exemption_file', 'exemption_turn', 'word_key']
  loop
    execute format('create policy export on %I for select to sayso_app
      using ((select app_kind()) = %L and employee_id = (select app_actor()))', t, 'export');
  end loop;
end $$;
create policy export on absence for select to sayso_app
  using ((select app_kind()) = 'export' and person_id = (select app_actor()));

-- The same, of the functions through which a request is read: may_see_request says no to all but people.
create or replace function key_for_request(request uuid) returns table (employee_id uuid, wrapped bytea)
  language sql stable security definer set search_path = public, pg_temp as $$
  select k.employee_id, k.wrapped from exemption_request r join word_key k on k.employee_id = r.employee_id
  where r.id = request and app_kind() in ('person', 'export')
    and (r.employee_id = app_actor() or may_see_request(request, 'request')) $$;
create or replace function people_of_request(request uuid) returns table (id uuid, name text, title text, department text)
  language sql stable security definer set search_path = public, pg_temp as $$
  select p.id, p.name, p.title, p.department
  from (select r.employee_id from exemption_request r where r.id = request
    union select a.person_id from exemption_assignee a where a.request_id = request
      and (a.stage = 'request' or a.employee_id = app_actor() or may_see_request(request, 'appeal'))
    union select e.ended_by from exemption_end e where e.request_id = request) as theirs (person_id)
  join person p on p.id = theirs.person_id
  where exists (select from exemption_request r where r.id = request and app_kind() in ('person', 'export')
    and (r.employee_id = app_actor() or may_see_request(request, 'request'))) $$;
create or replace function is_under_appeal(request uuid) returns boolean language sql stable security definer
  set search_path = public, pg_temp as $$
  select open_stage(request) is not distinct from 'appeal' and exists (select from exemption_request r where r.id = request
    and app_kind() in ('person', 'export') and (r.employee_id = app_actor() or may_see_request(request, 'request'))) $$;

-- ── who may see and do what ────────────────────────────────────────────────────────────────────────
do $$ declare t text; begin
  foreach t in array array['export', 'export_progress', 'export_part', 'export_end']
  loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy gate on %I to sayso_gate using (true) with check (true)', t);
    execute format('create policy own on %I for select to sayso_app
      using ((select app_kind()) = %L and employee_id = (select app_actor()))', t, 'person');
  end loop;
  foreach t in array array['export', 'export_progress', 'export_end']
  loop
    execute format('create policy job on %I for select to sayso_app using ((select app_kind()) = %L)', t, 'job');
  end loop;
end $$;
create policy said on export for insert to sayso_app
  with check ((select app_kind()) = 'person' and employee_id = (select app_actor()));
create policy worked on export_progress for update to sayso_app using ((select app_kind()) = 'job');
create policy made on export_part for insert to sayso_app with check ((select app_kind()) = 'job');
create policy said on export_end for insert to sayso_app with check (case kind
  when 'removed' then (select app_kind()) = 'person' and employee_id = (select app_actor())
  else (select app_kind()) = 'job' end);
-- Whoever has no records yet has no key either, and what they ask for is sealed all the same.
create policy made_by_self on data_key for insert to sayso_app
  with check ((select app_kind()) = 'person' and employee_id = (select app_actor()));

grant select on export_progress to sayso_app;
grant select, insert on export, export_part, export_end to sayso_app;
grant update (state, attempt, done, total, said, sha256, bytes, updated_at) on export_progress to sayso_app;
grant select on export, export_end to sayso_gate;
grant select, insert, update on export_progress to sayso_gate;
grant select, delete on export_part to sayso_gate;

do $$ declare t text; begin
  foreach t in array array['export', 'export_end']
  loop
    execute format('create trigger append_only before update on %I for each row execute function refuse_change()', t);
    execute format('create trigger stamp before insert on %I for each row execute function stamp_now()', t);
    execute format('create constraint trigger recorded after insert or update or delete on %I
      deferrable initially deferred for each row execute function require_act()', t);
  end loop;
end $$;

alter function begin_export() owner to sayso_gate;
alter function guard_export() owner to sayso_gate;
alter function clear_export() owner to sayso_gate;
alter function end_export() owner to sayso_gate;
alter function find_export(uuid) owner to sayso_gate;
alter function speak_for_export(uuid) owner to sayso_gate;
revoke create on schema public from sayso_gate;
grant execute on function find_export(uuid), speak_for_export(uuid) to sayso_app;
