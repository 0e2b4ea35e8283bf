-- Exemptions: applied for by an employee, decided by others, appealed to third ones.
-- Who reads: the applicant; and whoever is asked to decide, while they are asked and after they did. How it grows:
-- by what people ask for, some rows a request. How it is erased: by employee_id; the words and files also by
-- destroying word_key, under which they are sealed.

grant create on schema public to sayso_gate;

alter table role_grant drop constraint role_grant_role_check,
  add constraint role_grant_role_check check (role in ('legal', 'hr', 'appeals', 'engineer', 'steward', 'admin'));
alter table program
  -- Working days in which a step is to be decided; the same again after it went up the line.
  add column exemption_days integer not null default 3 check (exemption_days between 1 and 20),
  -- Whether a pending request stops collection in its scope, on grounds that are neither sensitive nor confidential.
  add column exemption_stops boolean not null default true,
  -- Days between a revocation and its effect.
  add column revocation_days integer not null default 7 check (revocation_days between 0 and 90);

-- ── what may be left out ───────────────────────────────────────────────────────────────────────────
-- Hours of the week where the employee lives: pairs of minutes since Monday 00:00, the second not included.
create function is_hours(hours jsonb) returns boolean language sql immutable set search_path = public, pg_temp as $$
  select jsonb_typeof(hours) = 'array' and jsonb_array_length(hours) between 1 and 50
    and not exists (select from jsonb_array_elements(hours) as w
      where jsonb_typeof(w) <> 'array' or jsonb_array_length(w) <> 2
        or jsonb_typeof(w->0) <> 'number' or jsonb_typeof(w->1) <> 'number'
        or not ((w->>0)::int >= 0 and (w->>0)::int < (w->>1)::int and (w->>1)::int <= 10080)) $$;
create function week_of(hours jsonb) returns int4multirange language sql immutable set search_path = public, pg_temp as $$
  select case when hours is null then '{[0,10080)}'::int4multirange
    else (select range_agg(int4range((w->>0)::int, (w->>1)::int)) from jsonb_array_elements(hours) as w) end $$;
create function hours_of(week int4multirange) returns jsonb language sql immutable set search_path = public, pg_temp as $$
  select case when week = '{[0,10080)}'::int4multirange then null
    else (select jsonb_agg(jsonb_build_array(lower(r), upper(r)) order by r) from unnest(week) as r) end $$;

-- Null lists stand for all. Dates are part of it.
create type scope as (categories text[], applications text[], devices uuid[], hours jsonb,
  from_at timestamptz, until_at timestamptz);
create function scope_within(a scope, b scope) returns boolean language sql immutable set search_path = public, pg_temp as $$
  select (b.categories is null or coalesce(a.categories <@ b.categories, false))
    and (b.applications is null or coalesce(a.applications <@ b.applications, false))
    and (b.devices is null or coalesce(a.devices <@ b.devices, false))
    and week_of(a.hours) <@ week_of(b.hours)
    and a.from_at >= b.from_at and a.until_at <= b.until_at $$;
create function list_meet(a anyarray, b anyarray) returns anyarray language sql immutable set search_path = public, pg_temp as $$
  select case when a is null then b when b is null then a
    else array(select x from unnest(a) as x where x = any (b)) end $$;
-- What both leave out; null when nothing is left.
create function scope_meet(a scope, b scope) returns scope language sql immutable set search_path = public, pg_temp as $$
  select m from (select row(list_meet(a.categories, b.categories), list_meet(a.applications, b.applications),
      list_meet(a.devices, b.devices), hours_of(week_of(a.hours) * week_of(b.hours)),
      greatest(a.from_at, b.from_at), least(a.until_at, b.until_at))::scope as m) as met
  where coalesce(cardinality((m).categories), 1) > 0 and coalesce(cardinality((m).applications), 1) > 0
    and coalesce(cardinality((m).devices), 1) > 0 and not isempty(week_of(a.hours) * week_of(b.hours))
    and (m).from_at < (m).until_at $$;

-- Monday to Friday; the time of day stays as it is where the employee lives.
create function working_days_after(moment timestamptz, days integer, zone text) returns timestamptz
  language plpgsql stable set search_path = public, pg_temp as $$
declare
  day timestamp := moment at time zone zone;
  left_over integer := days;
begin
  while left_over > 0 loop
    day := day + interval '1 day';
    if extract(isodow from day) < 6 then left_over := left_over - 1; end if;
  end loop;
  return day at time zone zone;
end $$;

-- One working day before it is due; of a single one half of it, or it would be reminded of as it is asked.
create function reminder_at(moment timestamptz, days integer, zone text) returns timestamptz
  language sql stable set search_path = public, pg_temp as $$
  select case days when 1 then moment + (working_days_after(moment, 1, zone) - moment) / 2
    else working_days_after(moment, days - 1, zone) end $$;

-- ── the request ────────────────────────────────────────────────────────────────────────────────────
create table word_key (
  employee_id uuid primary key references person (id),
  wrapped bytea not null,
  created_at timestamptz not null default sayso_now()
);
alter table word_key enable row level security;
alter table word_key force row level security;

create table exemption_draft (
  employee_id uuid primary key references person (id),
  -- The request's id, once it is sent. Files are attached to it before.
  id uuid not null unique,
  -- The form as it was filled in, sealed under the employee's word key.
  form bytea not null check (octet_length(form) <= 65536),
  saved_at timestamptz not null default sayso_now()
);

create table exemption_request (
  id uuid primary key,
  employee_id uuid not null references person (id),
  ground text not null check (ground in ('sensitive-content', 'bandwidth', 'power', 'health', 'conviction', 'other')),
  -- Why, in the employee's words, sealed under their word key.
  words bytea not null check (octet_length(words) between 29 and 16384),
  categories text[] check (categories <@ array['pointer', 'keyboard', 'screen', 'application'] and cardinality(categories) > 0),
  applications text[] check (cardinality(applications) between 1 and 200),
  devices uuid[] check (cardinality(devices) between 1 and 50),
  hours jsonb check (is_hours(hours)),
  from_at timestamptz not null,
  until_at timestamptz not null,
  -- The rules as they stood when it was sent.
  stops_meanwhile boolean not null default true,
  days integer not null default 3,
  notice_days integer not null default 7,
  renews uuid,
  at timestamptz not null default sayso_now(),
  check (until_at > from_at and until_at <= from_at + interval '366 days'),
  unique (id, employee_id),
  foreign key (renews, employee_id) references exemption_request (id, employee_id)
);
create index exemption_request_employee on exemption_request (employee_id, at);
create index exemption_request_renews on exemption_request (renews) where renews is not null;

-- Who has to say yes. All steps of a stage must. An appeal is a stage of its own.
create table exemption_step (
  request_id uuid not null,
  employee_id uuid not null,
  stage text not null check (stage in ('request', 'appeal')),
  grp text not null check (grp in ('manager', 'legal', 'hr', 'appeals')),
  opened_at timestamptz not null,
  due_at timestamptz not null,
  -- When the clock next does something: reminds, goes up the line, grants; at the latest when what was asked is over.
  next_at timestamptz,
  phase text not null check (phase in ('asked', 'reminded', 'escalated', 'overdue')),
  closed_at timestamptz,
  primary key (request_id, stage, grp),
  foreign key (request_id, employee_id) references exemption_request (id, employee_id)
);
create index exemption_step_clock on exemption_step (next_at) where closed_at is null;

create table exemption_assignee (
  request_id uuid not null,
  stage text not null,
  grp text not null,
  employee_id uuid not null,
  person_id uuid not null references person (id),
  kind text not null check (kind in ('routed', 'delegate', 'replacement', 'escalated')),
  -- Whether they are asked because of a role: then only while they hold it.
  by_role boolean not null default false,
  since timestamptz not null,
  -- The step's, repeated, so that a queue is one walk along an index.
  due_at timestamptz not null,
  ended_at timestamptz,
  -- Whoever decided goes on seeing what they decided.
  decided boolean not null default false,
  primary key (request_id, stage, grp, person_id),
  foreign key (request_id, stage, grp) references exemption_step (request_id, stage, grp)
);
create index exemption_queue on exemption_assignee (person_id, due_at, request_id) where ended_at is null;
create index exemption_decided on exemption_assignee (person_id, ended_at) where decided;

create table exemption_decision (
  request_id uuid not null,
  stage text not null,
  grp text not null,
  employee_id uuid not null,
  kind text not null check (kind in ('approved', 'narrowed', 'denied')),
  decided_by uuid not null references person (id),
  words bytea check (octet_length(words) between 29 and 16384),
  -- What would change a denial.
  remedy bytea check (octet_length(remedy) between 29 and 16384),
  categories text[], applications text[], devices uuid[], hours jsonb check (hours is null or is_hours(hours)),
  from_at timestamptz, until_at timestamptz,
  at timestamptz not null default sayso_now(),
  primary key (request_id, stage, grp),
  foreign key (request_id, stage, grp) references exemption_step (request_id, stage, grp),
  -- Whoever appealed is owed a reason, also for a yes.
  check (kind = 'approved' and stage = 'request' or words is not null),
  check ((kind = 'denied' and stage = 'request') = (remedy is not null)),
  check ((kind = 'narrowed') = (from_at is not null and until_at is not null))
);

-- How a stage ended. One row for each, so whoever is second reads who was first.
create table exemption_outcome (
  request_id uuid not null,
  stage text not null check (stage in ('request', 'appeal')),
  employee_id uuid not null,
  kind text not null check (kind in ('approved', 'narrowed', 'denied', 'withdrawn', 'lapsed')),
  at timestamptz not null default sayso_now(),
  primary key (request_id, stage),
  foreign key (request_id, employee_id) references exemption_request (id, employee_id)
);
-- The clock ran out: granted until decided.
create table exemption_silence (
  request_id uuid not null, stage text not null, employee_id uuid not null,
  at timestamptz not null default sayso_now(),
  primary key (request_id, stage),
  foreign key (request_id, employee_id) references exemption_request (id, employee_id)
);
-- Revoked by whoever decided, given up by its owner: an appeal may put what was revoked in force again.
create table exemption_end (
  request_id uuid not null, employee_id uuid not null,
  kind text not null check (kind in ('withdrawn', 'revoked')),
  ended_by uuid not null references person (id),
  words bytea check (octet_length(words) between 29 and 16384),
  at timestamptz not null default sayso_now(),
  effective_at timestamptz not null,
  check ((kind = 'revoked') = (words is not null)),
  check (effective_at >= at),
  primary key (request_id, kind),
  foreign key (request_id, employee_id) references exemption_request (id, employee_id)
);
create table exemption_appeal (
  request_id uuid primary key, employee_id uuid not null,
  words bytea not null check (octet_length(words) between 29 and 16384),
  at timestamptz not null default sayso_now(),
  foreign key (request_id, employee_id) references exemption_request (id, employee_id)
);
create table exemption_message (
  id uuid primary key, request_id uuid not null, employee_id uuid not null,
  kind text not null check (kind in ('comment', 'question', 'answer')),
  stage text not null check (stage in ('request', 'appeal')),
  -- Of a question and its answer: who asked.
  grp text,
  answers uuid unique references exemption_message (id),
  author_id uuid not null references person (id),
  words bytea not null check (octet_length(words) between 29 and 16384),
  at timestamptz not null default sayso_now(),
  foreign key (request_id, employee_id) references exemption_request (id, employee_id),
  check ((kind = 'answer') = (answers is not null)),
  check ((kind = 'comment') = (grp is null))
);
create index exemption_message_request on exemption_message (request_id, at);
create table exemption_file (
  id uuid primary key,
  -- Or the draft that becomes it.
  request_id uuid not null,
  -- In which it was added: those who decided before do not see what an appeal rests on.
  stage text not null default 'request' check (stage in ('request', 'appeal')),
  employee_id uuid not null references person (id),
  name text not null check (length(name) between 1 and 120),
  media_type text not null check (media_type in ('image/jpeg', 'image/png', 'application/pdf', 'application/json')),
  bytes integer not null check (bytes between 1 and 10485760),
  sha256 text not null,
  sealed bytea not null check (octet_length(sealed) <= 10485760 + 64),
  at timestamptz not null default sayso_now()
);
create index exemption_file_request on exemption_file (request_id);
-- What happened on the clock, for the timeline.
create table exemption_turn (
  id uuid primary key, request_id uuid not null, stage text not null, grp text not null, employee_id uuid not null,
  kind text not null check (kind in ('reminded', 'escalated', 'overdue', 'replaced')),
  at timestamptz not null default sayso_now(),
  foreign key (request_id, stage, grp) references exemption_step (request_id, stage, grp)
);
create index exemption_turn_request on exemption_turn (request_id, at);

create table absence (
  id uuid primary key,
  person_id uuid not null references person (id),
  from_at timestamptz not null,
  until_at timestamptz not null,
  -- Null: their own manager stands in.
  delegate_id uuid references person (id),
  ended_at timestamptz,
  at timestamptz not null default sayso_now(),
  check (until_at > from_at and until_at <= from_at + interval '366 days'),
  check (delegate_id <> person_id),
  constraint one_absence_at_a_time exclude using gist (person_id with =, tstzrange(from_at, least(ended_at, until_at)) with &&)
);

-- What is to be mailed, written in the transaction that causes it: none is lost, none without its cause.
create table letter (
  id uuid primary key,
  person_id uuid not null references person (id),
  kind text not null,
  request_id uuid not null references exemption_request (id),
  is_applicant boolean not null,
  -- The turn that it tells of: a stage, a message, what the clock did.
  object_id uuid not null,
  at timestamptz not null default sayso_now(),
  tries integer not null default 0,
  next_at timestamptz not null default sayso_now(),
  sent_at timestamptz,
  unique (person_id, kind, object_id),
  -- Those that have words for whom they go to (domain/delivery/rules/request-letter.ts).
  check (case when is_applicant
    then kind in ('sent', 'appealed', 'escalated', 'nobody-else', 'replaced', 'question', 'comment', 'decided', 'overdue',
      'lapsed', 'revoked', 'expires-in-14', 'expires-in-3', 'expired')
    else kind in ('asked', 'appealed', 'reminded', 'escalated', 'nobody-else', 'answer', 'comment', 'overdue', 'withdrawn',
      'lapsed') end)
);
create index letter_waiting on letter (next_at) where sent_at is null;

-- Written by what follows from requests and decisions, and by nobody: no role may insert here.
alter table exemption
  add column request_id uuid,
  add column kind text not null default 'granted' check (kind in ('meanwhile', 'kept', 'overdue', 'granted')),
  -- Because of which stage: what an appeal holds back is not shown to those who decided before.
  add column stage text not null default 'request' check (stage in ('request', 'appeal')),
  add column devices uuid[],
  add column hours jsonb check (hours is null or is_hours(hours)),
  -- When it ended before its time.
  add column ended_at timestamptz,
  add column at timestamptz not null default sayso_now(),
  add foreign key (request_id, employee_id) references exemption_request (id, employee_id);
create index exemption_request_in_force on exemption (request_id);
create index exemption_ending on exemption (until_at) where kind in ('granted', 'overdue') and ended_at is null;

-- ── who decides ────────────────────────────────────────────────────────────────────────────────────
create function is_away(someone uuid) returns boolean language sql stable security definer
  set search_path = public, pg_temp as $$
  select exists (select from absence a where a.person_id = someone
    and sayso_now() between a.from_at and least(a.ended_at, a.until_at)) $$;

create function line_below(someone uuid) returns setof uuid language sql stable security definer
  set search_path = public, pg_temp as $$
  with recursive line as (
    select id from person where manager_id = someone
    union select p.id from person p join line on p.manager_id = line.id)
  select id from line $$;
create function line_above(someone uuid) returns setof uuid language sql stable security definer
  set search_path = public, pg_temp as $$
  with recursive line as (
    select manager_id as id from person where id = someone
    union select p.manager_id from person p join line on p.id = line.id)
  select id from line where id is not null $$;
create function is_confidential(request uuid) returns boolean language sql stable security definer
  set search_path = public, pg_temp as $$
  select exists (select from exemption_request r where r.id = request and r.ground in ('health', 'conviction')) $$;

-- Whether somebody holds a role by which this group is asked: a confidential request passes between human resources
-- and legal, an appeal to either, and human resources decide where nobody is above.
create function has_role_for(someone uuid, request uuid, grp text) returns boolean language sql stable security definer
  set search_path = public, pg_temp as $$
  select exists (select from role_grant g where g.person_id = someone and g.role = any (case
    when grp = 'appeals' then array['appeals', 'legal', 'hr'] when is_confidential(request) then array['hr', 'legal']
    when grp = 'manager' then array['hr'] else array[grp] end)) $$;
create function stamp_assignee() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
begin
  new.by_role := has_role_for(new.person_id, new.request_id, new.grp)
    and (new.grp <> 'manager' or new.kind = 'routed' and new.person_id not in (select line_above(new.employee_id)));
  return new;
end $$;
create trigger stamp before insert on exemption_assignee for each row execute function stamp_assignee();

-- Nobody decides about themselves, nor about whoever decides about them: while that is pending, and while what
-- was decided is in force.
create function may_judge(judge uuid, applicant uuid) returns boolean language sql stable security definer
  set search_path = public, pg_temp as $$
  select judge <> applicant
    and exists (select from person p where p.id = judge and p.active)
    and not exists (select from exemption_assignee a
      where a.person_id = applicant and a.ended_at is null and a.employee_id = judge)
    and not exists (select from exemption_assignee a join exemption e on e.request_id = a.request_id
      where a.person_id = applicant and a.decided and a.employee_id = judge
        and e.kind = 'granted' and least(e.ended_at, e.until_at) > sayso_now()) $$;

-- Whether somebody who is asked, or decided, has no business with it any more: they left, gave up the role by which
-- they are asked, or came to be above the applicant of a confidential request or an appeal, or below that of an appeal.
create function is_out(a exemption_assignee) returns boolean language plpgsql stable security definer
  set search_path = public, pg_temp as $$
begin
  if not exists (select from person p where p.id = a.person_id and p.active) then return true; end if;
  if a.by_role and not has_role_for(a.person_id, a.request_id, a.grp) then return true; end if;
  if a.stage = 'request' and not is_confidential(a.request_id) then return false; end if;
  return a.person_id in (select line_above(a.employee_id))
    or a.stage = 'appeal' and a.employee_id in (select line_above(a.person_id));
end $$;

-- What says whether it is there only to those who have to do with it: its applicant, and whoever was ever asked.
create function expect_concerned(request uuid) returns void language plpgsql stable security definer
  set search_path = public, pg_temp as $$
begin
  if app_kind() <> '' and not exists (select from exemption_request r where r.id = request and r.employee_id = app_actor())
    and not exists (select from exemption_assignee a where a.request_id = request and a.person_id = app_actor()) then
    raise exception 'there is no such request' using errcode = 'restrict_violation';
  end if;
end $$;
-- The same of what only its applicant does.
create function expect_own(request uuid, employee uuid) returns void language plpgsql stable security definer
  set search_path = public, pg_temp as $$
begin
  if app_kind() <> '' and (employee is distinct from app_actor()
    or not exists (select from exemption_request r where r.id = request and r.employee_id = employee)) then
    raise exception 'there is no such request' using errcode = 'restrict_violation';
  end if;
end $$;

-- Whoever stands in for someone who is away; theirs in turn, if they are away too. A loop has no end, and so nobody.
create function stand_in(someone uuid, applicant uuid, wanted text) returns uuid language plpgsql stable security definer
  set search_path = public, pg_temp as $$
declare
  seen uuid[] := '{}';
  each uuid := someone;
begin
  while each is not null and each <> all (seen) loop
    seen := seen || each;
    if not is_away(each) then
      -- A manager may name anybody, but nobody decides about those they work for.
      return case when may_judge(each, applicant)
        and (wanted = 'manager' and (each = someone or each not in (select line_below(applicant))) or exists (select from role_grant g where g.person_id = each and g.role = wanted))
        then each end;
    end if;
    select a.delegate_id into each from absence a
      where a.person_id = each and sayso_now() between a.from_at and least(a.ended_at, a.until_at);
  end loop;
  return null;
end $$;

-- The nearest above who may decide: whoever cannot is stood in for, or passed over for their own manager.
create function first_above(below uuid, applicant uuid, barred uuid[]) returns table (person_id uuid, kind text)
  language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  seen uuid[] := array[below];
  each uuid;
  instead uuid;
begin
  select p.manager_id into each from person p where p.id = below;
  while each is not null and each <> all (seen) loop
    seen := seen || each;
    instead := stand_in(each, applicant, 'manager');
    if instead is not null and instead <> all (barred) then
      return query select instead, case when instead <> each then 'delegate'
        when cardinality(seen) > 2 then 'replacement' else 'routed' end;
      return;
    end if;
    select p.manager_id into each from person p where p.id = each;
  end loop;
end $$;

-- Everyone of a group who is there and may decide.
create function all_judges(wanted text, applicant uuid, barred uuid[]) returns table (person_id uuid, kind text)
  language sql stable security definer set search_path = public, pg_temp as $$
  select distinct on (s.judge) s.judge, case when s.judge = g.person_id then 'routed' else 'delegate' end
  from role_grant g join person p on p.id = g.person_id and p.active,
    lateral (select stand_in(g.person_id, applicant, wanted) as judge) as s
  where g.role = wanted and s.judge is not null and s.judge <> all (barred)
  order by s.judge, (s.judge = g.person_id) desc $$;
-- Of those of several groups, those who work for the applicant only where there is nobody else.
create function judges_of(wanted text[], applicant uuid, barred uuid[]) returns table (person_id uuid, kind text)
  language sql stable security definer set search_path = public, pg_temp as $$
  with everyone as materialized (
      select j.* from unnest(wanted) as w (role), lateral all_judges(w.role, applicant, barred) as j),
    others as materialized (select * from everyone e where e.person_id not in (select line_below(applicant)))
  select * from others union all select * from everyone where not exists (select from others) $$;
create function group_judges(wanted text, applicant uuid, barred uuid[]) returns table (person_id uuid, kind text)
  language sql stable security definer set search_path = public, pg_temp as
  $$ select * from judges_of(array[wanted], applicant, barred) $$;
-- Where nobody of the group is: the nearest above one of them.
create function judges_above(wanted text, applicant uuid, barred uuid[]) returns table (person_id uuid, kind text)
  language sql stable security definer set search_path = public, pg_temp as $$
  select distinct on (a.person_id) a.person_id, 'replacement'
  from role_grant g, lateral first_above(g.person_id, applicant, barred) as a
  where g.role = wanted $$;

-- Who decides a request on this ground, by group. A confidential one goes to people of human resources, else to legal
-- reviewers, and never to anybody else nor to anybody above the applicant. An appeal goes to nobody above or below them, and to nobody who had to do with the first decision.
create function route_exemption(applicant uuid, ground text, appealed uuid default null)
  returns table (grp text, person_id uuid, kind text)
  language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  above uuid[] := array(select line_above(applicant));
  barred uuid[] := '{}';
  wanted text;
begin
  if appealed is not null then
    barred := above || array(select line_below(applicant))
      || array(select a.person_id from exemption_assignee a where a.request_id = appealed);
    foreach wanted in array array['appeals', 'legal', 'hr'] loop
      return query select 'appeals', j.person_id, j.kind from group_judges(wanted, applicant, barred) as j;
      if found then return; end if;
    end loop;
    return;
  end if;
  if ground in ('health', 'conviction') then
    foreach wanted in array array['hr', 'legal'] loop
      return query select wanted, j.person_id, j.kind from group_judges(wanted, applicant, above) as j;
      if found then return; end if;
    end loop;
    return;
  end if;
  -- Sensitive content needs a yes of legal too: where there is nobody for it, nobody is asked at all.
  if ground = 'sensitive-content' and not exists (select from group_judges('legal', applicant, '{}')
      union all select from judges_above('legal', applicant, '{}')) then return; end if;
  return query select 'manager', j.person_id, j.kind from first_above(applicant, applicant, '{}') as j;
  -- Above the topmost nobody is: the people of human resources decide instead.
  if not found then return query select 'manager', j.person_id, j.kind from group_judges('hr', applicant, '{}') as j; end if;
  if not found then return; end if;
  if ground = 'sensitive-content' then
    -- Somebody else than who decides as the manager, wherever there is one.
    return query select 'legal', j.person_id, j.kind from group_judges('legal', applicant, array(
      select f.person_id from first_above(applicant, applicant, '{}') as f)) as j;
    if found then return; end if;
    return query select 'legal', j.person_id, j.kind from group_judges('legal', applicant, '{}') as j;
    if not found then
      return query select 'legal', j.person_id, j.kind from judges_above('legal', applicant, '{}') as j;
    end if;
  end if;
end $$;

-- ── exemptions in force ────────────────────────────────────────────────────────────────────────────
create function scope_of(r exemption_request) returns scope language sql immutable set search_path = public, pg_temp as
  $$ select row(r.categories, r.applications, r.devices, r.hours, r.from_at, r.until_at)::scope $$;
create function put_in_force(request uuid, of_stage text, employee uuid, what text, s scope, begins timestamptz) returns void
  language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if s.until_at <= greatest(s.from_at, begins) then return; end if;
  insert into exemption (id, employee_id, request_id, stage, kind, categories, applications, devices, hours, from_at, until_at)
  values (gen_random_uuid(), employee, request, of_stage, what, s.categories, s.applications, s.devices, s.hours,
    greatest(s.from_at, begins), s.until_at);
end $$;
create function end_force(request uuid, kinds text[], moment timestamptz) returns void
  language sql volatile security definer set search_path = public, pg_temp as $$
  update exemption set ended_at = moment
    where request_id = request and kind = any (kinds) and least(ended_at, until_at) > moment $$;

-- What a request was granted: of several rows, after an appeal, the last.
create function granted_scope(request uuid) returns scope language sql stable security definer
  set search_path = public, pg_temp as $$
  select row(e.categories, e.applications, e.devices, e.hours, e.from_at, e.until_at)::scope
  from exemption e where e.request_id = request and e.kind = 'granted' order by e.at desc limit 1 $$;

-- What renews it: a request that waits for its decision, or was granted and still holds or will. Asked with the
-- caller's rights.
create function renewal_of(renewed uuid) returns uuid language sql stable set search_path = public, pg_temp as $$
  select r.id from exemption_request r where r.renews = renewed
    and (not exists (select from exemption_outcome o where o.request_id = r.id)
      or exists (select from exemption e where e.request_id = r.id and e.kind = 'granted'
        and least(e.ended_at, e.until_at) > sayso_now()))
  order by r.at desc limit 1 $$;
grant execute on function renewal_of(uuid) to sayso_app, sayso_gate;

-- The stage that is being decided, or null.
create function open_stage(request uuid) returns text language sql stable security definer
  set search_path = public, pg_temp as $$
  select s.stage from exemption_step s
  where s.request_id = request
    and not exists (select from exemption_outcome o where o.request_id = s.request_id and o.stage = s.stage)
  limit 1 $$;

create function post_letter(addressee uuid, what text, request uuid, object uuid) returns void
  language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into letter (id, person_id, is_applicant, kind, request_id, object_id)
    select gen_random_uuid(), addressee, r.employee_id = addressee, what, request, object
      from exemption_request r where r.id = request
    on conflict do nothing;
  -- Their open pages look again.
  perform pg_notify('sayso', addressee::text);
end $$;
-- What a letter about a whole stage is known by.
create function stage_id(request uuid, of_stage text) returns uuid language sql immutable set search_path = public, pg_temp as
  $$ select md5(request::text || of_stage)::uuid $$;
create function post_to_judges(request uuid, of_stage text, what text, object uuid) returns void
  language sql volatile security definer set search_path = public, pg_temp as $$
  select post_letter(a.person_id, what, request, object) from exemption_assignee a
  where a.request_id = request and a.stage = of_stage and a.ended_at is null $$;

create function begin_stage(r exemption_request, of_stage text, moment timestamptz) returns void
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  zone text;
  due timestamptz;
  judge record;
  appealed uuid := case when of_stage = 'appeal' then r.id end;
begin
  select p.time_zone into zone from person p where p.id = r.employee_id;
  due := working_days_after(moment, r.days, zone);
  for judge in select * from route_exemption(r.employee_id, r.ground, appealed) loop
    insert into exemption_step (request_id, employee_id, stage, grp, opened_at, due_at, next_at, phase)
      values (r.id, r.employee_id, of_stage, judge.grp, moment, due, least(reminder_at(moment, r.days, zone), r.until_at), 'asked')
      on conflict do nothing;
    insert into exemption_assignee (request_id, stage, grp, employee_id, person_id, kind, since, due_at)
      values (r.id, of_stage, judge.grp, r.employee_id, judge.person_id, judge.kind, moment, due);
    perform post_letter(judge.person_id, case of_stage when 'appeal' then 'appealed' else 'asked' end, r.id,
      stage_id(r.id, of_stage));
  end loop;
  if not found then
    raise exception 'nobody can decide this' using errcode = 'check_violation';
  end if;
  perform post_letter(r.employee_id, case of_stage when 'appeal' then 'appealed' else 'sent' end, r.id,
    stage_id(r.id, of_stage));
  if r.stops_meanwhile then perform put_in_force(r.id, of_stage, r.employee_id, 'meanwhile', scope_of(r), moment); end if;
end $$;

-- Files, and later the request, are known by the draft's id: nobody chooses it, so nobody gives theirs another's.
create function stamp_draft() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
begin
  if app_kind() <> '' then new.id := gen_random_uuid(); end if;
  return new;
end $$;
create trigger stamp before insert on exemption_draft for each row execute function stamp_draft();

-- The request as it is sent: its time, its rules and its limits are not the sender's to say.
create function stamp_request() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
declare
  moment timestamptz := bump_person(new.employee_id);
begin
  if app_kind() = '' then return new; end if;
  new.at := moment;
  -- Pages know milliseconds: an approver who narrows nothing of the times means exactly these.
  new.from_at := date_trunc('milliseconds', greatest(new.from_at, moment));
  new.until_at := date_trunc('milliseconds', new.until_at);
  select g.exemption_days, g.revocation_days, g.exemption_stops or new.ground in ('sensitive-content', 'health', 'conviction')
    into new.days, new.notice_days, new.stops_meanwhile from program g;
  if new.until_at > moment + interval '2 years' then
    raise exception 'an exemption ends within two years' using errcode = 'check_violation';
  end if;
  if exists (select from unnest(new.devices) as wanted where not exists (
    select from device d where d.id = wanted and d.employee_id = new.employee_id)) then
    raise exception 'a device of somebody else' using errcode = 'check_violation';
  end if;
  if exists (select from unnest(new.applications) as wanted where not exists (
    select from approved_application a where a.id = wanted)) then
    raise exception 'an application that the program does not know' using errcode = 'check_violation';
  end if;
  -- Files hang on the draft, so nobody sends another's.
  if not exists (select from exemption_draft d where d.id = new.id and d.employee_id = new.employee_id) then
    raise exception 'a request is sent from a draft of one''s own' using errcode = 'restrict_violation';
  end if;
  if (select count(*) from exemption_request r where r.employee_id = new.employee_id
      and not exists (select from exemption_outcome o where o.request_id = r.id)) >= 20 then
    raise exception 'too many requests are pending' using errcode = 'check_violation';
  end if;
  if new.renews is not null and (
    not exists (select from exemption e where e.request_id = new.renews and e.employee_id = new.employee_id
      and e.kind = 'granted' and e.ended_at is null and e.until_at > moment)
    or open_stage(new.renews) is not null
    or exists (select from exemption_request r where r.renews = new.renews
      and not exists (select from exemption_outcome o where o.request_id = r.id))) then
    raise exception 'only an exemption in force is renewed, once at a time' using errcode = 'check_violation';
  end if;
  -- Others decide on another ground, and what they decide about would be shown to them.
  if new.renews is not null and new.ground <> (select r.ground from exemption_request r where r.id = new.renews) then
    raise exception 'a renewal is on the same ground' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger stamp before insert on exemption_request for each row execute function stamp_request();
create function send_request() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
declare
  kept scope;
begin
  if app_kind() = '' then return null; end if;
  perform begin_stage(new, 'request', new.at);
  -- What is renewed stays in force until it is decided anew.
  if new.renews is not null then
    for kept in select (row(e.categories, e.applications, e.devices, e.hours, e.until_at,
        greatest(new.until_at, e.until_at))::scope).*
      from exemption e where e.request_id = new.renews and e.kind = 'granted' and least(e.ended_at, e.until_at) > new.at loop
      perform put_in_force(new.id, 'request', new.employee_id, 'kept', kept, new.at);
    end loop;
  end if;
  return null;
end $$;
create trigger sent after insert on exemption_request for each row execute function send_request();

-- Whether somebody else of a group is asked who is there and may decide.
create function is_there_besides(request uuid, of_stage text, of_grp text, someone uuid) returns boolean
  language sql stable security definer set search_path = public, pg_temp as $$
  select exists (select from exemption_assignee a where a.request_id = request and a.stage = of_stage and a.grp = of_grp
    and a.person_id <> someone and a.ended_at is null and not is_out(a) and not is_away(a.person_id)) $$;

-- ── deciding ───────────────────────────────────────────────────────────────────────────────────────
create function guard_exemption_decision() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
declare
  r exemption_request;
  given scope := row(new.categories, new.applications, new.devices, new.hours, new.from_at, new.until_at)::scope;
begin
  perform expect_concerned(new.request_id);
  select * into r from exemption_request where id = new.request_id;
  -- Everything about one applicant waits its turn here: approvers, and the applicant who withdraws.
  new.at := bump_person(r.employee_id);
  new.employee_id := r.employee_id;
  if exists (select from exemption_outcome o where o.request_id = r.id and o.stage = new.stage) or r.until_at <= new.at then
    raise exception 'this request is settled' using errcode = 'unique_violation';
  end if;
  -- Of two who were asked, the second reads who was first.
  if exists (select from exemption_decision d join exemption_assignee a using (request_id, stage, grp)
      where d.request_id = r.id and d.stage = new.stage and d.grp = new.grp and a.person_id = new.decided_by) then
    raise exception 'decided a moment before' using errcode = 'unique_violation', constraint = 'exemption_decision_pkey';
  end if;
  if not exists (select from exemption_assignee a where a.request_id = r.id and a.stage = new.stage
      and a.grp = new.grp and a.person_id = new.decided_by and a.ended_at is null and not is_out(a))
    or not may_judge(new.decided_by, r.employee_id) then
    raise exception 'this is not yours to decide' using errcode = 'restrict_violation';
  end if;
  -- Two groups are two people, wherever there are two: whoever said yes in another one, or alone can there, leaves
  -- this one to others.
  if new.kind <> 'denied' and is_there_besides(r.id, new.stage, new.grp, new.decided_by) and exists (
    select from exemption_assignee a left join exemption_decision d using (request_id, stage, grp)
    where a.request_id = r.id and a.stage = new.stage and a.grp <> new.grp and a.person_id = new.decided_by
      and (d.decided_by = new.decided_by
        or a.ended_at is null and not is_there_besides(r.id, new.stage, a.grp, new.decided_by))) then
    raise exception 'somebody else says yes to this part' using errcode = 'restrict_violation';
  end if;
  -- Of what is there: a part that leaves nothing out would be a no by another name, and without a reason.
  if new.kind = 'narrowed' and (new.until_at <= greatest(new.at, new.from_at) or not scope_within(given, scope_of(r))
      or scope_meet(given, scope_of(r)) is null
      or not coalesce(new.categories <@ array['pointer', 'keyboard', 'screen', 'application'], true)
      or exists (select from unnest(new.applications) as part
        where not exists (select from approved_application a where a.id = part))
      or exists (select from unnest(new.devices) as part
        where not exists (select from device d where d.id = part and d.employee_id = r.employee_id))) then
    raise exception 'a partial approval lies within what was asked' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger guard before insert on exemption_decision for each row execute function guard_exemption_decision();

create function settle_exemption() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
declare
  r exemption_request;
  each exemption_decision;
  met scope;
  is_narrowed boolean := false;
begin
  update exemption_step set closed_at = new.at, next_at = null
    where request_id = new.request_id and stage = new.stage and grp = new.grp;
  update exemption_assignee set ended_at = new.at, decided = (person_id = new.decided_by)
    where request_id = new.request_id and stage = new.stage and grp = new.grp and ended_at is null;
  if new.kind <> 'denied' and exists (select from exemption_step s where s.request_id = new.request_id
    and s.stage = new.stage and s.closed_at is null) then return null; end if;
  select * into r from exemption_request where id = new.request_id;
  if new.kind = 'denied' then
    insert into exemption_outcome (request_id, stage, employee_id, kind, at)
      values (r.id, new.stage, r.employee_id, 'denied', new.at);
    return null;
  end if;
  met := scope_of(r);
  for each in select * from exemption_decision d where d.request_id = r.id and d.stage = new.stage loop
    if each.kind = 'narrowed' then
      is_narrowed := true;
      met := scope_meet(met,
        row(each.categories, each.applications, each.devices, each.hours, each.from_at, each.until_at)::scope);
    end if;
  end loop;
  if met is null then
    raise exception 'nothing would be left of what was asked' using errcode = 'check_violation';
  end if;
  insert into exemption_outcome (request_id, stage, employee_id, kind, at)
    values (r.id, new.stage, r.employee_id, case when is_narrowed then 'narrowed' else 'approved' end, new.at);
  perform put_in_force(r.id, new.stage, r.employee_id, 'granted', met, new.at);
  return null;
end $$;
create trigger settle after insert on exemption_decision for each row execute function settle_exemption();

-- How a stage ends: by its decisions, or by its applicant, who takes it back.
create function guard_outcome() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
begin
  if new.kind <> 'withdrawn' then return new; end if;
  perform expect_own(new.request_id, new.employee_id);
  new.at := bump_person(new.employee_id);
  if open_stage(new.request_id) is distinct from new.stage then
    raise exception 'this request is settled' using errcode = 'unique_violation';
  end if;
  return new;
end $$;
create trigger guard before insert on exemption_outcome for each row execute function guard_outcome();
create function close_stage() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
begin
  if app_kind() = '' then return null; end if;
  perform end_force(new.request_id, '{meanwhile,overdue,kept}', new.at);
  if new.kind in ('withdrawn', 'lapsed') then
    perform post_to_judges(new.request_id, new.stage, new.kind, stage_id(new.request_id, new.stage));
  end if;
  if new.kind <> 'withdrawn' then
    perform post_letter(new.employee_id, case new.kind when 'lapsed' then 'lapsed' else 'decided' end, new.request_id,
      stage_id(new.request_id, new.stage));
  end if;
  update exemption_step set closed_at = new.at, next_at = null
    where request_id = new.request_id and stage = new.stage and closed_at is null;
  update exemption_assignee set ended_at = new.at
    where request_id = new.request_id and stage = new.stage and ended_at is null;
  return null;
end $$;
create trigger closed after insert on exemption_outcome for each row execute function close_stage();

-- ── after ──────────────────────────────────────────────────────────────────────────────────────────
create function guard_end() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
begin
  perform expect_concerned(new.request_id);
  select r.employee_id into new.employee_id from exemption_request r where r.id = new.request_id;
  new.at := bump_person(new.employee_id);
  new.effective_at := new.at;
  if not exists (select from exemption e where e.request_id = new.request_id and e.kind = 'granted'
      and least(e.ended_at, e.until_at) > new.at) then
    raise exception 'this exemption is not in force' using errcode = 'restrict_violation';
  end if;
  if open_stage(new.request_id) is not null then
    raise exception 'an appeal is being decided' using errcode = 'restrict_violation';
  end if;
  if new.kind = 'withdrawn' and new.ended_by <> new.employee_id then
    raise exception 'only its owner withdraws an exemption' using errcode = 'restrict_violation';
  end if;
  if new.kind = 'revoked' then
    if new.ended_by = new.employee_id or not may_judge(new.ended_by, new.employee_id)
      -- What an appeal granted stays: it is final.
      or exists (select from exemption_outcome o where o.request_id = new.request_id and o.stage = 'appeal'
        and o.kind in ('approved', 'narrowed'))
      or not exists (select from exemption_assignee a where a.request_id = new.request_id and a.stage = 'request'
        and a.person_id = new.ended_by and a.decided and not is_out(a)) then
      raise exception 'only who decided it revokes an exemption' using errcode = 'restrict_violation';
    end if;
    select new.at + make_interval(days => r.notice_days) into new.effective_at from exemption_request r where r.id = new.request_id;
    -- It would promise a day that it does not last to.
    if not exists (select from exemption e where e.request_id = new.request_id and e.kind = 'granted'
        and least(e.ended_at, e.until_at) > new.effective_at) then
      raise exception 'it ends before a revocation would' using errcode = 'restrict_violation';
    end if;
  end if;
  return new;
end $$;
create trigger guard before insert on exemption_end for each row execute function guard_end();
create function end_exemption() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
begin
  perform end_force(new.request_id, '{granted}', new.effective_at);
  -- Nor is it kept for a renewal that is pending.
  perform end_force(n.id, '{kept}', new.effective_at) from exemption_request n where n.renews = new.request_id;
  if new.kind = 'revoked' then perform post_letter(new.employee_id, 'revoked', new.request_id, new.request_id); end if;
  return null;
end $$;
create trigger ended after insert on exemption_end for each row execute function end_exemption();

-- One appeal, within 30 days, against what was denied, narrowed or revoked.
create function guard_appeal() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
declare
  turned_down timestamptz;
begin
  perform expect_own(new.request_id, new.employee_id);
  new.at := bump_person(new.employee_id);
  select max(at) into turned_down from (
    select o.at from exemption_outcome o
      where o.request_id = new.request_id and o.stage = 'request' and o.kind in ('denied', 'narrowed')
    union all select e.at from exemption_end e where e.request_id = new.request_id and e.kind = 'revoked') as t;
  if turned_down is null or exists (select from exemption_end e where e.request_id = new.request_id and e.kind = 'withdrawn') then
    raise exception 'nothing here was turned down' using errcode = 'restrict_violation';
  end if;
  if new.at > turned_down + interval '30 days'
    or exists (select from exemption_request r where r.id = new.request_id and r.until_at <= new.at) then
    raise exception 'it is too late to appeal' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger guard before insert on exemption_appeal for each row execute function guard_appeal();
create function send_appeal() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
declare
  r exemption_request;
  revoked timestamptz;
  kept scope;
begin
  select * into r from exemption_request where id = new.request_id;
  perform begin_stage(r, 'appeal', new.at);
  select e.effective_at into revoked from exemption_end e where e.request_id = r.id and e.kind = 'revoked';
  -- What is being revoked stays in force until the appeal is decided, if it still is.
  if revoked > new.at then
    kept := granted_scope(r.id);
    kept.from_at := greatest(kept.from_at, revoked);
    perform put_in_force(r.id, 'appeal', r.employee_id, 'kept', kept, new.at);
  end if;
  return null;
end $$;
create trigger sent after insert on exemption_appeal for each row execute function send_appeal();

-- ── words between them ─────────────────────────────────────────────────────────────────────────────
create function guard_message() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
declare
  asked exemption_message;
begin
  perform expect_concerned(new.request_id);
  select r.employee_id into new.employee_id from exemption_request r where r.id = new.request_id;
  new.at := bump_person(new.employee_id);
  if open_stage(new.request_id) is distinct from new.stage then
    raise exception 'this request is settled' using errcode = 'unique_violation';
  end if;
  if (select count(*) from exemption_message m where m.request_id = new.request_id) >= 200 then
    raise exception 'enough was said here' using errcode = 'check_violation';
  end if;
  if new.kind = 'answer' then
    select * into asked from exemption_message m where m.id = new.answers and m.request_id = new.request_id
      and m.kind = 'question' and m.stage = new.stage and m.grp = new.grp;
    if asked.id is null or new.author_id <> new.employee_id or not exists (select from exemption_step s
      where s.request_id = new.request_id and s.stage = new.stage and s.grp = new.grp and s.closed_at is null) then
      raise exception 'the applicant answers what was asked' using errcode = 'restrict_violation';
    end if;
  elsif not (new.kind = 'comment' and new.author_id = new.employee_id) and not exists (
    select from exemption_assignee a where a.request_id = new.request_id and a.stage = new.stage
      and (new.grp is null or a.grp = new.grp) and a.person_id = new.author_id and a.ended_at is null and not is_out(a)) then
    raise exception 'this is not yours to decide' using errcode = 'restrict_violation';
  end if;
  if new.kind = 'question' then
    if exists (select from exemption_message m where m.request_id = new.request_id and m.stage = new.stage
        and m.grp = new.grp and m.kind = 'question'
        and not exists (select from exemption_message w where w.answers = m.id)) then
      raise exception 'a question is open' using errcode = 'restrict_violation';
    end if;
    if (select count(*) from exemption_message m where m.request_id = new.request_id and m.stage = new.stage
        and m.grp = new.grp and m.kind = 'question') >= 3 then
      raise exception 'three questions were asked' using errcode = 'check_violation';
    end if;
  end if;
  return new;
end $$;
create trigger guard before insert on exemption_message for each row execute function guard_message();
create function pass_on() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
declare
  zone text;
  allowed integer;
  ends timestamptz;
  due timestamptz;
begin
  if new.kind = 'question' then
    -- The clock waits for the applicant, no longer than what they asked for would last.
    update exemption_step set next_at = (select r.until_at from exemption_request r where r.id = new.request_id)
      where request_id = new.request_id and stage = new.stage and grp = new.grp;
    perform post_letter(new.employee_id, 'question', new.request_id, new.id);
  elsif new.kind = 'answer' then
    select p.time_zone into zone from person p where p.id = new.employee_id;
    select r.days, r.until_at into allowed, ends from exemption_request r where r.id = new.request_id;
    due := working_days_after(new.at, allowed, zone);
    update exemption_step set due_at = due, phase = case when phase = 'overdue' then phase else 'asked' end,
      next_at = case when phase = 'overdue' then ends else least(reminder_at(new.at, allowed, zone), ends) end
      where request_id = new.request_id and stage = new.stage and grp = new.grp;
    update exemption_assignee set due_at = due
      where request_id = new.request_id and stage = new.stage and grp = new.grp and ended_at is null;
    perform post_letter(a.person_id, 'answer', new.request_id, new.id) from exemption_assignee a
      where a.request_id = new.request_id and a.stage = new.stage and a.grp = new.grp and a.ended_at is null;
  elsif new.author_id = new.employee_id then
    perform post_to_judges(new.request_id, new.stage, 'comment', new.id);
  else
    perform post_letter(new.employee_id, 'comment', new.request_id, new.id);
  end if;
  return null;
end $$;
create trigger passed_on after insert on exemption_message for each row execute function pass_on();

-- ── the clock ──────────────────────────────────────────────────────────────────────────────────────
-- Steps at which something is due: a reminder, the way up the line, the grant that silence gives.
create function due_steps(most integer) returns table (request_id uuid, stage text, grp text, employee_id uuid)
  language sql stable security definer set search_path = public, pg_temp as $$
  (select s.request_id, s.stage, s.grp, s.employee_id from exemption_step s
  where app_kind() = 'job' and s.closed_at is null and s.next_at <= sayso_now()
  order by s.next_at limit most)
  -- Nobody is asked any more for somebody who has left.
  union (select s.request_id, s.stage, s.grp, s.employee_id from person p
  join exemption_request r on r.employee_id = p.id join exemption_step s on s.request_id = r.id
  where app_kind() = 'job' and not p.active and s.closed_at is null limit most)
  limit most $$;

-- Does what is due at one step, and says what; null when another was first.
create function turn_step(request uuid, of_stage text, of_grp text) returns text
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  r exemption_request;
  s exemption_step;
  moment timestamptz;
  zone text;
  due timestamptz;
  barred uuid[];
  below uuid[];
  judge record;
  done text;
  turn uuid := gen_random_uuid();
  has_left boolean;
  is_found boolean := false;
begin
  if app_kind() <> 'job' then
    raise exception 'only the clock does this' using errcode = 'insufficient_privilege';
  end if;
  select * into r from exemption_request where id = request;
  moment := bump_person(r.employee_id);
  has_left := not exists (select from person p where p.id = r.employee_id and p.active);
  select * into s from exemption_step t
    where t.request_id = request and t.stage = of_stage and t.grp = of_grp and t.closed_at is null
      and (t.next_at <= moment or has_left);
  if not found then return null; end if;
  if r.until_at <= moment or has_left then
    insert into exemption_outcome (request_id, stage, employee_id, kind, at)
      values (r.id, of_stage, r.employee_id, 'lapsed', moment) on conflict do nothing;
    return 'lapsed';
  end if;
  if s.phase = 'asked' then
    done := 'reminded';
    update exemption_step set phase = done, next_at = least(s.due_at, r.until_at)
      where request_id = request and stage = of_stage and grp = of_grp;
    perform post_letter(a.person_id, 'reminded', request, turn) from exemption_assignee a
      where a.request_id = request and a.stage = of_stage and a.grp = of_grp and a.ended_at is null;
  elsif s.phase = 'reminded' then
    done := 'escalated';
    select p.time_zone into zone from person p where p.id = r.employee_id;
    due := working_days_after(moment, r.days, zone);
    barred := array(select a.person_id from exemption_assignee a where a.request_id = request);
    if r.ground in ('health', 'conviction') or of_stage = 'appeal' then
      barred := barred || array(select line_above(r.employee_id));
    end if;
    if of_stage = 'appeal' then barred := barred || array(select line_below(r.employee_id)); end if;
    -- Up the applicant's own line, whoever stands in for it; of other groups, up that of those who are asked.
    below := array[r.employee_id];
    if of_grp <> 'manager' or not exists (select from first_above(r.employee_id, r.employee_id, barred)) then
      below := array(select a.person_id from exemption_assignee a
        where a.request_id = request and a.stage = of_stage and a.grp = of_grp and a.ended_at is null
          and (of_grp <> 'manager' or a.kind <> 'delegate'));
    end if;
    -- A confidential one stays with human resources and legal.
    for judge in select distinct j.person_id from unnest(below) as b,
        lateral first_above(b, r.employee_id, barred) as j
        where r.ground not in ('health', 'conviction')
      union select j.person_id from judges_of(array['hr', 'legal'], r.employee_id, barred) as j
        where r.ground in ('health', 'conviction') loop
      insert into exemption_assignee (request_id, stage, grp, employee_id, person_id, kind, since, due_at)
        values (request, of_stage, of_grp, r.employee_id, judge.person_id, 'escalated', moment, due)
        on conflict do nothing;
      perform post_letter(judge.person_id, 'escalated', request, turn);
      is_found := true;
    end loop;
    perform post_letter(r.employee_id, case when is_found then 'escalated' else 'nobody-else' end, request, turn);
    -- Then it is up to those who were asked already.
    if not is_found then
      perform post_letter(a.person_id, 'nobody-else', request, turn) from exemption_assignee a
        where a.request_id = request and a.stage = of_stage and a.grp = of_grp and a.ended_at is null;
    end if;
    update exemption_step set phase = done, due_at = due, next_at = least(due, r.until_at)
      where request_id = request and stage = of_stage and grp = of_grp;
    update exemption_assignee set due_at = due
      where request_id = request and stage = of_stage and grp = of_grp and ended_at is null;
  else
    done := 'overdue';
    update exemption_step set phase = done, next_at = r.until_at
      where request_id = request and stage = of_stage and grp = of_grp;
    insert into exemption_silence (request_id, stage, employee_id, at) values (request, of_stage, r.employee_id, moment)
      on conflict do nothing;
    if found then
      perform put_in_force(r.id, of_stage, r.employee_id, 'overdue', scope_of(r), moment);
      perform post_letter(r.employee_id, 'overdue', request, turn);
      perform post_to_judges(request, of_stage, 'overdue', turn);
    end if;
  end if;
  insert into exemption_turn (id, request_id, stage, grp, employee_id, kind, at)
    values (turn, request, of_stage, of_grp, r.employee_id, done, moment);
  return done;
end $$;

-- Whether somebody who is asked is asked no more, or went away since, and nobody was found in their place.
create function is_forsaken(a exemption_assignee) returns boolean language sql stable security definer
  set search_path = public, pg_temp as $$
  select a.ended_at is null and (
    is_out(a)
    or exists (select from absence b where b.person_id = a.person_id and b.from_at > a.since
      and sayso_now() between b.from_at and least(b.ended_at, b.until_at)
      and not exists (select from exemption_turn t where t.request_id = a.request_id and t.stage = a.stage
        and t.grp = a.grp and t.kind = 'replaced' and t.at >= b.from_at))) $$;
create function forsaken_steps(most integer) returns table (request_id uuid, stage text, grp text, employee_id uuid)
  language sql stable security definer set search_path = public, pg_temp as $$
  -- Where it matters who is above whom; and only where one of the two manages somebody can one be above the other.
  with lines as materialized (
    select m.person_id, m as a from exemption_assignee m where m.ended_at is null
      and (m.stage = 'appeal' or m.request_id in (select r.id from exemption_request r where r.ground in ('health', 'conviction')))
      and exists (select from person p where p.manager_id in (m.person_id, m.employee_id))),
  -- Looked at one by one are those of these people alone: `is_forsaken` is asked for each of their rows.
  perhaps as materialized (
    select a from (select p.id from person p where not p.active
      union select b.person_id from absence b where sayso_now() between b.from_at and least(b.ended_at, b.until_at)
      -- Without the role that the group is called by.
      union select h.person_id from (select distinct o.person_id, o.grp from exemption_assignee o
        where o.ended_at is null and o.by_role) h
        where not exists (select from role_grant g where g.person_id = h.person_id
          and g.role = case h.grp when 'manager' then 'hr' else h.grp end)
      union select l.person_id from lines l where is_out(l.a)) missing
    join exemption_assignee a on a.person_id = missing.id and a.ended_at is null)
  select (w.a).request_id, (w.a).stage, (w.a).grp, (w.a).employee_id from perhaps w
  where app_kind() = 'job' and is_forsaken(w.a)
  union select s.request_id, s.stage, s.grp, s.employee_id from exemption_step s
  where app_kind() = 'job' and s.closed_at is null and not exists (select from exemption_assignee o
    where o.request_id = s.request_id and o.stage = s.stage and o.grp = s.grp and o.ended_at is null)
  limit most $$;
create function replace_judges(request uuid, of_stage text, of_grp text) returns boolean
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  r exemption_request;
  s exemption_step;
  moment timestamptz;
  judge record;
  turn uuid := gen_random_uuid();
  was_forsaken boolean;
  is_found boolean := false;
begin
  if app_kind() <> 'job' then
    raise exception 'only the clock does this' using errcode = 'insufficient_privilege';
  end if;
  select * into r from exemption_request where id = request;
  moment := bump_person(r.employee_id);
  select * into s from exemption_step t
    where t.request_id = request and t.stage = of_stage and t.grp = of_grp and t.closed_at is null;
  -- Another may have been first.
  if not found then return false; end if;
  was_forsaken := exists (select from exemption_assignee a where a.request_id = request and a.stage = of_stage
    and a.grp = of_grp and is_forsaken(a));
  if not was_forsaken and exists (select from exemption_assignee a where a.request_id = request and a.stage = of_stage
    and a.grp = of_grp and a.ended_at is null) then return false; end if;
  update exemption_assignee a set ended_at = moment
    where is_out(a) and a.request_id = request and a.stage = of_stage and a.grp = of_grp and a.ended_at is null;
  for judge in select j.person_id, j.kind
      from route_exemption(r.employee_id, r.ground, case when of_stage = 'appeal' then r.id end) as j
      -- A confidential one passes between human resources and legal.
      where (j.grp = of_grp or r.ground in ('health', 'conviction'))
        -- Others for an appeal are those of other parts: not while anybody is there who was asked.
        and (of_stage = 'request' or not exists (select from exemption_assignee a where a.request_id = request
          and a.stage = of_stage and a.ended_at is null and not is_away(a.person_id))) loop
    insert into exemption_assignee (request_id, stage, grp, employee_id, person_id, kind, since, due_at)
      values (request, of_stage, of_grp, r.employee_id, judge.person_id,
        case judge.kind when 'routed' then 'replacement' else judge.kind end, moment, s.due_at)
      -- Whoever was out for a while is asked again.
      on conflict (request_id, stage, grp, person_id) do update
        set ended_at = null, kind = excluded.kind, by_role = excluded.by_role, since = excluded.since, due_at = excluded.due_at
        where exemption_assignee.ended_at is not null and not exemption_assignee.decided;
    if found then
      is_found := true;
      perform post_letter(judge.person_id, case of_stage when 'appeal' then 'appealed' else 'asked' end, request,
        stage_id(request, of_stage));
      -- Whoever reads the request now is news to its applicant: once, however many they are.
      perform post_letter(r.employee_id, 'replaced', request, turn);
    end if;
  end loop;
  -- Where nobody is there and nobody was found it is looked at again in the next minute, and told once.
  if not was_forsaken and not is_found then return false; end if;
  insert into exemption_turn (id, request_id, stage, grp, employee_id, kind, at)
    values (turn, request, of_stage, of_grp, r.employee_id, 'replaced', moment);
  return true;
end $$;

-- Whether something goes on where this ends: of its renewal, or of an appeal against it.
create function goes_on(e exemption) returns boolean language sql stable security definer
  set search_path = public, pg_temp as $$
  select exists (select from exemption x join exemption_request r on r.id = x.request_id
    where x.id <> e.id and (r.id = e.request_id or r.renews = e.request_id) and x.from_at <= e.until_at
      and (least(x.ended_at, x.until_at) > e.until_at
        -- Of two that end together the later one speaks for both.
        or x.kind = 'granted' and x.ended_at is null and x.until_at = e.until_at and x.at > e.at)) $$;
-- Tells whoever's exemption ends within 14 days, again within 3, and when it has ended, and says whom it told. What was
-- given up or revoked had a letter, or its owner's own hand; after a month nobody is told any more.
create function warn_of_expiry(most integer) returns table (employee_id uuid, request_id uuid, days integer)
  language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if app_kind() <> 'job' then
    raise exception 'only the clock does this' using errcode = 'insufficient_privilege';
  end if;
  return query
    with ending as (
      select e.id, e.employee_id, e.request_id, d.days, d.kind
      from (values ('expires-in-14', 14, 3), ('expires-in-3', 3, 0), ('expired', 0, -30)) as d (kind, days, until),
        exemption e
      -- What silence granted ends with a letter of its own: that nobody decided it.
      where (e.kind = 'granted' or e.kind = 'overdue' and d.days > 0) and e.ended_at is null and e.request_id is not null
        and e.until_at between sayso_now() - interval '30 days' and sayso_now() + interval '14 days'
        and e.until_at <= sayso_now() + make_interval(days => d.days)
        and e.until_at > sayso_now() + make_interval(days => d.until)
        and e.until_at - e.from_at > make_interval(days => d.days)
        and not exists (select from letter l where l.person_id = e.employee_id and l.object_id = e.id and l.kind = d.kind)
        and (d.days = 0 or renewal_of(e.request_id) is null) and not goes_on(e)
      order by e.until_at limit most
    ), told as (
      insert into letter (id, person_id, is_applicant, kind, request_id, object_id)
      select gen_random_uuid(), n.employee_id, true, n.kind, n.request_id, n.id from ending n
      on conflict do nothing returning letter.person_id, letter.object_id
    )
    select n.employee_id, n.request_id, n.days from told t join ending n on n.id = t.object_id;
end $$;

-- ── who may see and do what ────────────────────────────────────────────────────────────────────────
-- Whoever is asked, or has decided. Those of an appeal see what came before; not the other way round.
create function may_see_request(request uuid, of_stage text) returns boolean language sql stable security definer
  cost 1000 set search_path = public, pg_temp as $$
  select app_kind() = 'person' and exists (
    select from exemption_assignee a
    where a.request_id = request and a.person_id = app_actor() and (a.ended_at is null or a.decided)
      and (of_stage = 'request' or a.stage = 'appeal') and not is_out(a)) $$;

do $$ declare t text; begin
  foreach t in array array['exemption_draft', 'exemption_request', 'exemption_step', 'exemption_assignee',
    'exemption_decision', 'exemption_outcome', 'exemption_silence', 'exemption_end', 'exemption_appeal',
    'exemption_message', 'exemption_file', 'exemption_turn', 'absence', 'letter']
  loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy gate on %I to sayso_gate using (true) with check (true)', t);
    execute format('grant select, insert, update on %I to sayso_gate', t);
  end loop;
  -- Their applicant's, in a browser: no device speaks of them.
  foreach t in array array['exemption_draft', 'exemption_request', 'exemption_step', 'exemption_assignee',
    'exemption_decision', 'exemption_outcome', 'exemption_silence', 'exemption_end', 'exemption_appeal',
    'exemption_message', 'exemption_file', 'exemption_turn']
  loop
    execute format('create policy own on %I for select to sayso_app
      using ((select app_kind()) = %L and employee_id = (select app_actor()))', t, 'person');
  end loop;
  foreach t in array array['exemption_request', 'exemption_outcome', 'exemption_end']
  loop
    execute format('create policy asked on %I for select to sayso_app using (may_see_request(%s, %L))', t,
      case t when 'exemption_request' then 'id' else 'request_id' end, 'request');
  end loop;
  foreach t in array array['exemption_step', 'exemption_decision', 'exemption_message', 'exemption_file',
    'exemption_silence', 'exemption_turn']
  loop
    execute format('create policy asked on %I for select to sayso_app using (may_see_request(request_id, stage))', t);
  end loop;
  foreach t in array array['exemption_request', 'exemption_appeal', 'exemption_file', 'exemption_draft']
  loop
    execute format('create policy said on %I for insert to sayso_app
      with check ((select app_kind()) = %L and employee_id = (select app_actor()))', t, 'person');
  end loop;
end $$;
create policy asked on exemption_appeal for select to sayso_app using (may_see_request(request_id, 'appeal'));
create policy asked on exemption for select to sayso_app using (
  may_see_request(request_id, case kind when 'granted' then 'request' else stage end));
create policy asked on exemption_assignee for select to sayso_app using (
  person_id <> (select app_actor()) and may_see_request(request_id, stage));
create policy mine on exemption_assignee for select to sayso_app using (
  (select app_kind()) = 'person' and person_id = (select app_actor()) and may_see_request(request_id, stage));
create policy redrawn on exemption_draft for update to sayso_app
  using ((select app_kind()) = 'person' and employee_id = (select app_actor()));
create policy thrown_away on exemption_draft for delete to sayso_app
  using ((select app_kind()) = 'person' and employee_id = (select app_actor()));
create policy decided on exemption_decision for insert to sayso_app
  with check ((select app_kind()) = 'person' and decided_by = (select app_actor()));
create policy withdrawn on exemption_outcome for insert to sayso_app
  with check ((select app_kind()) = 'person' and employee_id = (select app_actor()) and kind = 'withdrawn');
create policy said on exemption_end for insert to sayso_app
  with check ((select app_kind()) = 'person' and ended_by = (select app_actor()));
create policy said on exemption_message for insert to sayso_app
  with check ((select app_kind()) = 'person' and author_id = (select app_actor()));
create policy own on absence for select to sayso_app using (
  (select app_kind()) = 'person' and (select app_actor()) in (person_id, delegate_id));
create policy said on absence for insert to sayso_app
  with check ((select app_kind()) = 'person' and person_id = (select app_actor()));
create policy ended on absence for update to sayso_app
  using ((select app_kind()) = 'person' and person_id = (select app_actor()));
create policy job on letter for select to sayso_app using ((select app_kind()) = 'job');
create policy sent on letter for update to sayso_app using ((select app_kind()) = 'job');

grant select, insert on exemption_request, exemption_decision, exemption_outcome, exemption_end, exemption_appeal,
  exemption_message, exemption_file, absence to sayso_app;
grant select, insert, delete, update (form, saved_at) on exemption_draft to sayso_app;
grant select on exemption_step, exemption_assignee, exemption_silence, exemption_turn to sayso_app;
grant update (ended_at) on absence to sayso_app;
grant select, update (tries, next_at, sent_at) on letter to sayso_app;

-- ── absences ───────────────────────────────────────────────────────────────────────────────────────
-- From now or later; ended now. A chain of delegates that comes back to where it began would leave nobody.
create function guard_absence() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
begin
  if app_kind() = '' then return new; end if;
  -- Before anything is looked up: what is refused, and how, would tell of another's days.
  if new.person_id is distinct from app_actor() then
    raise exception 'only one''s own absence' using errcode = 'insufficient_privilege';
  end if;
  if tg_op = 'UPDATE' then
    if old.ended_at is not null then
      raise exception 'this absence has ended' using errcode = 'restrict_violation';
    end if;
    new.ended_at := greatest(sayso_now(), new.from_at);
    return new;
  end if;
  -- One after another: two who name each other at the same moment must not both succeed.
  perform pg_advisory_xact_lock(hashtext('absence'));
  new.at := sayso_now();
  new.ended_at := null;
  new.from_at := greatest(new.from_at, new.at);
  if new.until_at > new.at + interval '2 years' then
    raise exception 'an absence ends within two years' using errcode = 'check_violation';
  end if;
  if new.delegate_id is not null and not exists (select from person p where p.id = new.delegate_id and p.active) then
    raise exception 'the delegate has left' using errcode = 'check_violation';
  end if;
  -- Whoever is named, and whom they named for days that are among these, and so on.
  if exists (with recursive chain as (
      select new.delegate_id as id, tstzrange(new.from_at, new.until_at) as days
      union select a.delegate_id, c.days * tstzrange(a.from_at, least(a.ended_at, a.until_at))
      from chain c join absence a on a.person_id = c.id and c.days && tstzrange(a.from_at, least(a.ended_at, a.until_at))
      where a.delegate_id is not null and c.id <> new.person_id)
    select from chain c where c.id = new.person_id) then
    raise exception 'a loop of delegates' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger guard before insert or update on absence for each row execute function guard_absence();

-- ── files ──────────────────────────────────────────────────────────────────────────────────────────
create function guard_exemption_file() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
begin
  if app_kind() = '' then return new; end if;
  perform from person_state where person_id = app_actor() and new.employee_id = app_actor() for no key update;
  new.at := sayso_now();
  new.stage := coalesce(open_stage(new.request_id), 'request');
  if new.employee_id is distinct from app_actor()
    or not exists (select from exemption_draft d where d.id = new.request_id and d.employee_id = new.employee_id)
    and not exists (select from exemption_request r where r.id = new.request_id and r.employee_id = new.employee_id
      and open_stage(r.id) is not null) then
    raise exception 'files belong to a request that is not settled' using errcode = 'restrict_violation';
  end if;
  if (select count(*) from exemption_file f where f.request_id = new.request_id) >= 10 then
    raise exception 'ten files are enough' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger guard before insert on exemption_file for each row execute function guard_exemption_file();
-- A draft's files go with it, unless it was sent.
create policy thrown_away on exemption_file for delete to sayso_app using (
  (select app_kind()) = 'person' and employee_id = (select app_actor())
  and not exists (select from exemption_request r where r.id = request_id));
grant delete on exemption_file to sayso_app;

-- The key under which what somebody wrote is sealed: theirs, and of whoever may read those words. Not data_key,
-- which opens activity, and is nobody else's.
create policy own on word_key for select to sayso_app
  using ((select app_kind()) = 'person' and employee_id = (select app_actor()));
create policy said on word_key for insert to sayso_app
  with check ((select app_kind()) = 'person' and employee_id = (select app_actor()));
create policy gate on word_key for select to sayso_gate using (true);
grant select, insert on word_key to sayso_app;
grant select on word_key to sayso_gate;
create function key_for_request(request uuid) returns table (employee_id uuid, wrapped bytea)
  language sql stable security definer set search_path = public, pg_temp as $$
  select k.employee_id, k.wrapped from exemption_request r join word_key k on k.employee_id = r.employee_id
  where r.id = request and app_kind() = 'person'
    and (r.employee_id = app_actor() or may_see_request(request, 'request')) $$;

-- Milliseconds since the epoch, as pages count.
create function ms(moment timestamptz) returns double precision language sql immutable set search_path = public, pg_temp as
  $$ select (extract(epoch from moment) * 1000)::double precision $$;
grant execute on function ms(timestamptz) to sayso_app, sayso_gate;

-- ── names ──────────────────────────────────────────────────────────────────────────────────────────
-- Of an applicant and of those who are asked: they are not always each other's to see in the directory.
create function people_of_request(request uuid) returns table (id uuid, name text, title text, department text)
  language sql stable security definer set search_path = public, pg_temp as $$
  select p.id, p.name, p.title, p.department
  from (select r.employee_id from exemption_request r where r.id = request
    union select a.person_id from exemption_assignee a where a.request_id = request
      and (a.stage = 'request' or a.employee_id = app_actor() or may_see_request(request, 'appeal'))
    union select e.ended_by from exemption_end e where e.request_id = request) as theirs (person_id)
  join person p on p.id = theirs.person_id
  where exists (select from exemption_request r where r.id = request
    and app_kind() = 'person' and (r.employee_id = app_actor() or may_see_request(request, 'request'))) $$;
-- Whether an appeal is being decided. Those of the first decision learn no more of it than that.
create function is_under_appeal(request uuid) returns boolean language sql stable security definer
  set search_path = public, pg_temp as $$
  select open_stage(request) is not distinct from 'appeal' and exists (select from exemption_request r where r.id = request
    and app_kind() = 'person' and (r.employee_id = app_actor() or may_see_request(request, 'request'))) $$;
-- To whoever was asked and is no longer: how it ended, and nothing of what it was about.
create function how_it_ended(request uuid) returns table (stage text, grp text, outcome text, decision text, decided_by text, at timestamptz)
  language sql stable security definer set search_path = public, pg_temp as $$
  select a.stage, a.grp, o.kind, d.kind, p.name, coalesce(d.at, o.at, a.ended_at)
  from exemption_assignee a
  left join exemption_decision d on d.request_id = a.request_id and d.stage = a.stage and d.grp = a.grp
  left join person p on p.id = d.decided_by
  left join exemption_outcome o on o.request_id = a.request_id and o.stage = a.stage
  where a.request_id = request and app_kind() = 'person' and a.person_id = app_actor() and a.ended_at is not null
  order by a.ended_at desc $$;
-- Who would decide, and until when, before anything is sent.
create function preview_route(ground text)
  returns table (grp text, person_id uuid, kind text, name text, title text, due_at timestamptz, in_place boolean)
  language sql stable security definer set search_path = public, pg_temp as $$
  select j.grp, j.person_id, j.kind, p.name, p.title, working_days_after(sayso_now(), g.exemption_days, me.time_zone),
    j.grp = 'manager' and not exists (select from first_above(me.id, me.id, '{}'))
  from program g, person me, route_exemption(me.id, ground) as j join person p on p.id = j.person_id
  where app_kind() = 'person' and me.id = app_actor() order by j.grp, p.name $$;

-- ── recorded, append-only, owned ───────────────────────────────────────────────────────────────────
do $$ declare t text; begin
  foreach t in array array['exemption_request', 'exemption_decision', 'exemption_outcome', 'exemption_silence',
    'exemption_end', 'exemption_appeal', 'exemption_message', 'exemption_turn']
  loop
    execute format('create trigger append_only before update or delete on %I
      for each row execute function refuse_change()', t);
    execute format('create trigger never_emptied before truncate on %I
      for each statement execute function refuse_change()', t);
  end loop;
  foreach t in array array['exemption_request', 'exemption_decision', 'exemption_outcome', 'exemption_silence',
    'exemption_end', 'exemption_appeal', 'exemption_message', 'exemption_turn', 'exemption_file', 'absence']
  loop
    execute format('create constraint trigger recorded after insert or update or delete on %I
      deferrable initially deferred for each row execute function require_act()', t);
  end loop;
end $$;

create policy gate on exemption to sayso_gate using (true) with check (true);
grant select, insert, update on exemption to sayso_gate;
create policy gate on program for select to sayso_gate using (true);
create policy gate on approved_application for select to sayso_gate using (true);
grant select on program, approved_application to sayso_gate;

do $$ declare f regprocedure; begin
  for f in select p.oid::regprocedure from pg_proc p
    where p.pronamespace = 'public'::regnamespace and p.proname in (
      'is_hours', 'week_of', 'hours_of', 'scope_within', 'list_meet', 'scope_meet', 'working_days_after', 'reminder_at',
      'is_away', 'is_there_besides', 'is_confidential', 'has_role_for', 'stamp_assignee', 'is_out', 'may_judge', 'expect_concerned', 'expect_own', 'stand_in', 'first_above', 'line_above', 'line_below', 'all_judges', 'judges_of', 'group_judges', 'judges_above', 'route_exemption',
      'scope_of', 'put_in_force', 'end_force', 'granted_scope', 'open_stage', 'post_letter', 'stage_id', 'post_to_judges', 'begin_stage',
      'stamp_draft', 'stamp_request', 'send_request', 'guard_exemption_decision', 'settle_exemption', 'guard_outcome', 'close_stage',
      'guard_end', 'end_exemption', 'guard_appeal', 'send_appeal', 'guard_message', 'pass_on',
      'due_steps', 'turn_step', 'is_forsaken', 'forsaken_steps', 'replace_judges', 'goes_on', 'warn_of_expiry', 'may_see_request',
      'guard_absence', 'guard_exemption_file', 'key_for_request', 'people_of_request', 'is_under_appeal', 'how_it_ended', 'preview_route')
  loop
    execute format('alter function %s owner to sayso_gate', f);
  end loop;
end $$;
revoke create on schema public from sayso_gate;
grant execute on function is_hours(jsonb), week_of(jsonb), hours_of(int4multirange), scope_within(scope, scope),
  scope_meet(scope, scope), list_meet(anyarray, anyarray), working_days_after(timestamptz, integer, text) to sayso_app, sayso_gate;
grant execute on function due_steps(integer), turn_step(uuid, text, text), forsaken_steps(integer),
  replace_judges(uuid, text, text), warn_of_expiry(integer), may_see_request(uuid, text), key_for_request(uuid),
  people_of_request(uuid), is_under_appeal(uuid), how_it_ended(uuid), preview_route(text) to sayso_app;
