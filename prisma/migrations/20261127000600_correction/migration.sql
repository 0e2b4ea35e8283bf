-- Correction: what is wrong about a record can be contested, and then nobody reads it until a steward has answered
-- (decision 0030).

create table contest (
  employee_id uuid not null references person (id),
  id uuid not null,
  -- Of a record: which one. Nothing else of it is kept here.
  device_id uuid,
  started_at timestamptz,
  -- Of a picture.
  capture_id uuid,
  reason text not null check (reason in ('somebody-else', 'wrong-application', 'wrong-time', 'something-else')),
  -- What its subject says of it, under their word_key; null where they said nothing.
  words bytea check (length(words) <= 16000),
  at timestamptz not null default sayso_now(),
  primary key (employee_id, id),
  check ((capture_id is null) = (device_id is not null) and (device_id is null) = (started_at is null)),
  constraint contested_once unique (employee_id, device_id, started_at),
  constraint picture_contested_once unique (employee_id, capture_id)
);
create unique index contest_id on contest (id);

create table contest_answer (
  employee_id uuid not null,
  contest_id uuid not null,
  outcome text not null check (outcome in ('upheld', 'stands')),
  -- Why, under the subject's word_key.
  words bytea not null check (length(words) <= 16000),
  answered_by uuid not null references person (id),
  at timestamptz not null default sayso_now(),
  primary key (employee_id, contest_id),
  foreign key (employee_id, contest_id) references contest (employee_id, id)
);

do $$ declare t text; begin
  foreach t in array array['contest', 'contest_answer']
  loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy gate on %I for select to sayso_gate using (true)', t);
    execute format('grant select on %I to sayso_gate', t);
    execute format('create policy own on %I for select to sayso_app
      using ((select app_kind()) = %L and employee_id = (select app_actor()))', t, 'person');
    execute format('create trigger append_only before update on %I for each row execute function refuse_change()', t);
    execute format('create trigger never_emptied before truncate on %I
      for each statement execute function refuse_change()', t);
    execute format('create constraint trigger recorded after insert or update or delete on %I
      deferrable initially deferred for each row execute function require_act()', t);
  end loop;
end $$;

grant create on schema public to sayso_gate, sayso_keeper;

-- A steward answers, never about a record of their own; where that leaves none, legal does.
create function answers_corrections_of(employee uuid) returns setof uuid language sql stable security definer
  set search_path = public, pg_temp as $$
  with able as (
    select p.id, g.role from person p join role_grant g on g.person_id = p.id
    where p.active and p.id <> employee and g.role in ('steward', 'legal')
  )
  select distinct a.id from able a where a.role = 'steward' or not exists (select from able s where s.role = 'steward') $$;
create function may_answer_contest(employee uuid) returns boolean language sql stable security definer
  set search_path = public, pg_temp as $$
  select app_kind() = 'person' and app_actor() in (select answers_corrections_of(employee)) $$;
grant execute on function answers_corrections_of(uuid) to sayso_gate;

create function is_contest_shown(employee uuid, contest uuid) returns boolean language sql stable security definer
  set search_path = public, pg_temp as $$
  select case when exists (select from contest_answer a where a.employee_id = employee and a.contest_id = contest)
    then exists (select from contest_answer a where a.employee_id = employee and a.contest_id = contest
      and app_kind() = 'person' and a.answered_by = app_actor())
    else may_answer_contest(employee) end $$;

-- Whoever may answer sees what waits, and what they answered themselves.
create policy asked on contest for select to sayso_app using (
  (select app_kind()) = 'person' and is_contest_shown(employee_id, id));
create policy answered on contest_answer for select to sayso_app using (
  (select app_kind()) = 'person' and answered_by = (select app_actor()));
-- Said by its subject in a browser, and answered by whoever may; the time is the database's.
create policy said on contest for insert to sayso_app with check (
  (select app_kind()) = 'person' and employee_id = (select app_actor()));
create policy said on contest_answer for insert to sayso_app with check (
  (select app_kind()) = 'person' and answered_by = (select app_actor()) and may_answer_contest(employee_id));
grant select, insert (employee_id, id, device_id, started_at, capture_id, reason, words) on contest to sayso_app;
grant select, insert (employee_id, contest_id, outcome, words, answered_by) on contest_answer to sayso_app;

-- ── held back ──────────────────────────────────────────────────────────────────────────────────────
-- From everyone, while nobody has answered; and for good where its subject was right, should it come again.
create function is_contested(employee uuid, device uuid, started timestamptz) returns boolean language sql stable
  security definer set search_path = public, pg_temp as $$
  select exists (select from contest c left join contest_answer a on a.employee_id = c.employee_id and a.contest_id = c.id
    where c.employee_id = employee and c.device_id = device and c.started_at = started
      and a.outcome is distinct from 'stands') $$;
-- The same of a picture.
create function is_contested_picture(employee uuid, picture uuid) returns boolean language sql stable
  security definer set search_path = public, pg_temp as $$
  select exists (select from contest c left join contest_answer a on a.employee_id = c.employee_id and a.contest_id = c.id
    where c.employee_id = employee and c.capture_id = picture and a.outcome is distinct from 'stands') $$;
grant execute on function is_contested(uuid, uuid, timestamptz), is_contested_picture(uuid, uuid) to sayso_reading;
alter policy released on segment using (
  held_until <= sayso_now() and not is_contested(employee_id, device_id, started_at));

-- ── what follows ───────────────────────────────────────────────────────────────────────────────────
-- The functions below look at records that are contested, and at no others; of those not at what was done in them.
create policy contested on segment for select to sayso_gate using (is_contested(employee_id, device_id, started_at));
grant select (employee_id, started_at, device_id, ended_at, application) on segment to sayso_gate;

-- One cannot contest what is not there, nor everything at once. As its subject: they see their own records alone.
create function guard_contest() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  -- Pictures are looked for here, once there are any.
  if not exists (select from segment s where s.employee_id = new.employee_id and s.device_id = new.device_id
    and s.started_at = new.started_at) then
    raise exception 'there is no such record' using errcode = 'restrict_violation';
  end if;
  if (select count(*) from contest c left join contest_answer a on a.employee_id = c.employee_id and a.contest_id = c.id
    where c.employee_id = new.employee_id and a.contest_id is null) >= 100 then
    raise exception 'too many are contested' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger guard before insert on contest for each row execute function guard_contest();

create function tell_of_contest() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
begin
  insert into letter (id, person_id, is_applicant, kind, object_id)
    select gen_random_uuid(), a.id, false, 'contested', new.id from answers_corrections_of(new.employee_id) as a (id)
    on conflict do nothing;
  perform pg_notify('sayso', a.id::text) from answers_corrections_of(new.employee_id) as a (id);
  return null;
end $$;
create trigger told after insert on contest for each row execute function tell_of_contest();

-- Nobody is told that somebody was right about what is gone: there is nothing left to say of it.
create function guard_contest_answer() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
begin
  if new.answered_by = new.employee_id then
    raise exception 'nobody answers about a record of their own' using errcode = 'restrict_violation';
  end if;
  if exists (select from contest_answer a where a.employee_id = new.employee_id and a.contest_id = new.contest_id) then
    raise exception 'this contest was answered' using errcode = 'restrict_violation';
  end if;
  if not exists (select from contest c join segment s on s.employee_id = c.employee_id and s.device_id = c.device_id
    and s.started_at = c.started_at where c.employee_id = new.employee_id and c.id = new.contest_id) then
    raise exception 'what was contested is gone' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger guard before insert on contest_answer for each row execute function guard_contest_answer();

create function tell_of_answer() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
begin
  insert into letter (id, person_id, is_applicant, kind, object_id)
    values (gen_random_uuid(), new.employee_id, true, 'contest-answered', new.contest_id) on conflict do nothing;
  perform pg_notify('sayso', new.employee_id::text);
  return null;
end $$;
create trigger told after insert on contest_answer for each row execute function tell_of_answer();

-- A letter about something that is no request holds nothing but that it is there.
alter table letter alter column request_id drop not null;
alter table letter drop constraint letter_check;
alter table letter add constraint letter_check check (case
  when request_id is null and is_applicant then kind in ('export-ready', 'contest-answered')
  when request_id is null then kind = 'contested'
  when is_applicant then kind in ('sent', 'appealed', 'escalated', 'nobody-else', 'replaced', 'question', 'comment', 'decided', 'overdue',
    'lapsed', 'revoked', 'expires-in-14', 'expires-in-3', 'expired')
  else kind in ('asked', 'appealed', 'reminded', 'escalated', 'nobody-else', 'answer', 'comment', 'overdue', 'withdrawn',
    'lapsed') end);

-- A record of which its subject was right to say that it is wrong is deleted in the very transaction that says so,
-- with what it had added to its day's totals.
create function is_upheld(employee uuid, device uuid, started timestamptz) returns boolean language sql stable
  security definer set search_path = public, pg_temp as $$
  select exists (select from contest c join contest_answer a on a.employee_id = c.employee_id and a.contest_id = c.id
    where c.employee_id = employee and c.device_id = device and c.started_at = started and a.outcome = 'upheld') $$;
create function is_ever_upheld(employee uuid) returns boolean language sql stable
  security definer set search_path = public, pg_temp as $$
  select exists (select from contest_answer a where a.employee_id = employee and a.outcome = 'upheld') $$;
grant execute on function is_upheld(uuid, uuid, timestamptz), is_ever_upheld(uuid) to sayso_keeper;
create policy upheld on segment to sayso_keeper using (is_upheld(employee_id, device_id, started_at));
create policy upheld on activity_day to sayso_keeper using (is_ever_upheld(employee_id));
create policy keeper on person for select to sayso_keeper using (true);
grant select (id, time_zone) on person to sayso_keeper;
create policy keeper on contest for select to sayso_keeper using (true);
grant select (employee_id, id, device_id, started_at) on contest to sayso_keeper;

create function carry_out_answer() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
begin
  with gone as (
    delete from segment s using contest c, person p
    where c.employee_id = new.employee_id and c.id = new.contest_id and p.id = c.employee_id
      and s.employee_id = c.employee_id and s.device_id = c.device_id and s.started_at = c.started_at
    returning s.*, coalesce(s.day, (s.started_at at time zone p.time_zone)::date) as counted_to
  )
  update activity_day a set segments = a.segments - 1,
    tenths = a.tenths - (extract(epoch from g.ended_at - g.started_at) * 10)::integer, moves = a.moves - g.moves,
    clicks = a.clicks - g.clicks, drags = a.drags - g.drags, scrolls = a.scrolls - g.scrolls, keys = a.keys - g.keys,
    shortcuts = a.shortcuts - g.shortcuts,
    bytes = a.bytes - octet_length(g.steps) - coalesce(octet_length(g.keyboard_steps), 0)
  from gone g where a.employee_id = g.employee_id and a.day = g.counted_to and a.device_id = g.device_id
    and a.application = coalesce(g.application, '');
  delete from activity_day a where a.employee_id = new.employee_id and a.segments <= 0;
  return null;
end $$;
create trigger carried_out after insert on contest_answer for each row when (new.outcome = 'upheld')
  execute function carry_out_answer();

-- ── what whoever answers sees ──────────────────────────────────────────────────────────────────────
-- Who contested it, and of the record when it was made and in which application; never what was done in it. A row
-- for each that waits for the caller, the oldest first; what is gone meanwhile waits for nobody.
create function contests_to_answer() returns table (employee_id uuid, id uuid, name text, time_zone text,
    started_at timestamptz, ended_at timestamptz, application text, reason text, words bytea, at timestamptz, wrapped bytea)
  language sql stable security definer set search_path = public, pg_temp as $$
  select c.employee_id, c.id, p.name, p.time_zone, c.started_at, s.ended_at, s.application, c.reason, c.words, c.at, k.wrapped
  from contest c
  join person p on p.id = c.employee_id
  join segment s on s.employee_id = c.employee_id and s.device_id = c.device_id and s.started_at = c.started_at
  left join word_key k on k.employee_id = c.employee_id
  where not exists (select from contest_answer a where a.employee_id = c.employee_id and a.contest_id = c.id)
    and may_answer_contest(c.employee_id)
  order by c.at, c.id $$;

-- The key of what was said about one, for whoever may answer it, and for whoever was a moment too late to.
create function key_for_contest(contest uuid) returns table (employee_id uuid, wrapped bytea)
  language sql stable security definer set search_path = public, pg_temp as $$
  select k.employee_id, k.wrapped from contest c join word_key k on k.employee_id = c.employee_id
  where c.id = contest and may_answer_contest(c.employee_id) $$;

alter function answers_corrections_of(uuid) owner to sayso_gate;
alter function key_for_contest(uuid) owner to sayso_gate;
alter function may_answer_contest(uuid) owner to sayso_gate;
alter function is_contest_shown(uuid, uuid) owner to sayso_gate;
alter function is_contested(uuid, uuid, timestamptz) owner to sayso_gate;
alter function is_contested_picture(uuid, uuid) owner to sayso_gate;
alter function tell_of_contest() owner to sayso_gate;
alter function guard_contest_answer() owner to sayso_gate;
alter function tell_of_answer() owner to sayso_gate;
alter function is_upheld(uuid, uuid, timestamptz) owner to sayso_gate;
alter function is_ever_upheld(uuid) owner to sayso_gate;
alter function contests_to_answer() owner to sayso_gate;
alter function carry_out_answer() owner to sayso_keeper;
revoke create on schema public from sayso_gate, sayso_keeper;
grant execute on function may_answer_contest(uuid), is_contest_shown(uuid, uuid), contests_to_answer(),
  key_for_contest(uuid) to sayso_app;
