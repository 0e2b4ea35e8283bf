-- Law rows that people change, notices that people publish, and the evidence that both are lived by.
-- Who reads: legal, and everyone what is about them; the shared rows that decisions are made of, everyone
-- known. How it grows: notice_service by a row per employee and notice (a year, or a day where the law asks for
-- one each day); the rest by what legal does. How it is erased: rows of an employee by employee_id; packs after
-- thirty days; law, notices and postings stay, they are about nobody.

grant create on schema public to sayso_gate;

-- ── law: what a row asks for, and what it means to loosen it ───────────────────────────────────────
-- The duties of a row as it stands. A row from before duties were written down asks for an acknowledgement
-- wherever collection is not allowed as it is; a blocked one for counsel's written override as well.
create function law_duties(body jsonb) returns text[] language sql immutable set search_path = public, pg_temp as $$
  select array(
    select distinct duty from (
      select d->>'kind' as duty from jsonb_array_elements(coalesce(body->'duties', '[]')) as d
      union all
      select 'acknowledgement' where not coalesce((body->>'collectionAllowedDefault')::boolean, false)
        and jsonb_array_length(coalesce(body->'duties', '[]')) = 0
      union all
      select 'override' where body->>'level' = 'blocked') as duties
    where duty is not null order by duty) $$;

create function law_wording(body jsonb) returns text[] language sql immutable set search_path = public, pg_temp as
  $$ select array(select jsonb_array_elements_text(coalesce(body->'requiredWording', '[]')) order by 1) $$;

-- Fewer duties, less wording, no longer blocked: any of these lets something through that was held before.
-- A row where there was none loosens too, since a place without a row is held.
create function law_loosens(before jsonb, after jsonb) returns boolean language sql immutable
  set search_path = public, pg_temp as $$
  select before is null
    or not (law_duties(before) <@ law_duties(after))
    or not (law_wording(before) <@ law_wording(after))
    or (before->>'level' = 'blocked' and after->>'level' <> 'blocked')
    or (not coalesce((before->>'collectionAllowedDefault')::boolean, false)
      and coalesce((after->>'collectionAllowedDefault')::boolean, false)) $$;

create table law_proposal (
  id uuid primary key,
  code text not null check (code ~ '^[A-Z]{2}(-[A-Z]{2,3})?$'),
  -- The version it was written against; 0 for a place that has no row yet.
  base_version integer not null check (base_version >= 0),
  body jsonb not null,
  reason text not null check (length(reason) between 1 and 2000),
  source text not null check (length(source) between 1 and 500),
  -- Null when an import proposed it.
  proposed_by uuid references person (id),
  at timestamptz not null default sayso_now(),
  check (body->>'code' = code)
);
create index law_proposal_code on law_proposal (code, at);

create table law_decision (
  proposal_id uuid primary key references law_proposal (id),
  approved boolean not null,
  decided_by uuid not null references person (id),
  reason text not null check (length(reason) <= 2000),
  at timestamptz not null default sayso_now()
);

alter table jurisdiction
  add column reason text,
  add column changed_by uuid references person (id),
  add column proposal_id uuid unique references law_proposal (id);

-- "To be confirmed by counsel", until somebody of legal has signed this very version off.
create table law_confirmation (
  code text not null,
  version integer not null,
  confirmed_by uuid not null references person (id),
  remark text not null check (length(remark) <= 2000),
  at timestamptz not null default sayso_now(),
  primary key (code, version),
  foreign key (code, version) references jurisdiction (code, version)
);

-- Counsel's written override of a blocked row: grounds, two people, an end.
create table override (
  id uuid primary key,
  code text not null,
  grounds text not null check (length(grounds) between 20 and 4000),
  until_at timestamptz not null,
  proposed_by uuid not null references person (id),
  at timestamptz not null default sayso_now(),
  check (until_at > at and until_at <= at + interval '366 days')
);
create index override_code on override (code, at);
create table override_approval (
  override_id uuid primary key references override (id),
  approved_by uuid not null references person (id),
  at timestamptz not null default sayso_now()
);
create table override_end (
  override_id uuid primary key references override (id),
  ended_by uuid not null references person (id),
  reason text not null check (length(reason) between 1 and 2000),
  at timestamptz not null default sayso_now()
);

-- ── notices: drafts, and who approved what was published ───────────────────────────────────────────
create table notice_draft (
  id uuid primary key,
  jurisdiction text not null check (jurisdiction ~ '^[A-Z]{2}(-[A-Z]{2,3})?$'),
  language text not null check (language ~ '^[a-z]{2}(-[A-Z]{2})?$'),
  -- Of a translation: the published version whose words it says again.
  translates integer,
  -- Null when an import brought it.
  begun_by uuid references person (id),
  at timestamptz not null default sayso_now()
);

-- Every saving is a revision; the number is the lock: who saves over another's revision is told so.
create table notice_revision (
  draft_id uuid not null references notice_draft (id),
  number integer not null check (number > 0),
  -- The form as it was filled in; `content` is null while it is not yet a whole notice.
  form jsonb not null,
  title text not null check (length(title) <= 200),
  content text,
  sha256 text check (sha256 = encode(sha256(convert_to(content, 'UTF8')), 'hex')),
  substance boolean not null,
  -- Null: from the moment it is approved.
  effective_at timestamptz,
  -- Whether it was put forward for a second person's approval.
  is_ready boolean not null,
  edited_by uuid references person (id),
  at timestamptz not null default sayso_now(),
  primary key (draft_id, number),
  check ((content is null) = (sha256 is null)),
  check (not is_ready or content is not null)
);
create table notice_draft_end (
  draft_id uuid primary key references notice_draft (id),
  ended_by uuid not null references person (id),
  at timestamptz not null default sayso_now()
);

-- The draft's revision that was approved; `published_by` is who approved it.
alter table notice
  add column draft_id uuid unique,
  add column draft_revision integer,
  add foreign key (draft_id, draft_revision) references notice_revision (draft_id, number),
  add check ((draft_id is null) = (draft_revision is null));

-- Whether a notice says the words that a row of law prescribes, wherever the line breaks. Its `statements` are
-- its free text.
create function carries_wording(content text, wording text[]) returns boolean language sql immutable
  set search_path = public, pg_temp as $$
  select not exists (
    select from unnest(wording) as wanted
    where not exists (
      select from jsonb_array_elements_text(coalesce(content::jsonb->'statements', '[]')) as said
      where strpos(lower(regexp_replace(said, '\s+', ' ', 'g')),
        lower(trim(regexp_replace(wanted, '\s+', ' ', 'g')))) > 0)) $$;

-- ── served again: each day, each year ──────────────────────────────────────────────────────────────
alter table notice_service
  add column time_zone text not null default 'UTC',
  -- The day on which it was served, where the employee lives.
  add column day date;
-- No act: nothing happened to anybody, the same facts are written in more words.
alter table notice_service disable trigger user;
update notice_service s set time_zone = p.time_zone, day = (s.at at time zone p.time_zone)::date
  from person p where p.id = s.employee_id;
alter table notice_service enable trigger user;
alter table notice_service
  alter column day set not null,
  alter column day set default current_date,
  drop constraint notice_service_pkey,
  add primary key (employee_id, notice_id, channel, day);
create index notice_service_notice on notice_service (notice_id, employee_id);
create index acknowledgement_notice on acknowledgement (notice_id, employee_id);
create index location_current on location (kind, jurisdiction, person_id) where until_at is null;

-- One row for every letter: why it was sent, so that reminders can be limited. Not evidence; notice_service is.
create table notice_mail (
  id uuid primary key,
  employee_id uuid not null references person (id),
  notice_id uuid not null references notice (id),
  jurisdiction text not null,
  reason text not null check (reason in ('notice', 'yearly', 'reminder')),
  at timestamptz not null default sayso_now()
);
create index notice_mail_employee on notice_mail (employee_id, notice_id, jurisdiction);

-- ── written authorisation (Illinois, Michigan) ─────────────────────────────────────────────────────
create table authorisation (
  id uuid primary key,
  employee_id uuid not null references person (id),
  notice_id uuid not null references notice (id),
  jurisdiction text not null,
  -- The sentence that was signed, and the name that it was signed with.
  statement text not null check (length(statement) between 1 and 4000),
  signature text not null check (length(signature) between 1 and 120),
  at timestamptz not null default sayso_now(),
  constraint authorisation_of_employee unique (id, employee_id)
);
create index authorisation_employee on authorisation (employee_id, jurisdiction, at);
create index authorisation_notice on authorisation (notice_id, employee_id);
create table authorisation_withdrawal (
  authorisation_id uuid primary key references authorisation (id),
  employee_id uuid not null references person (id),
  at timestamptz not null default sayso_now(),
  foreign key (authorisation_id, employee_id) references authorisation (id, employee_id)
);

-- ── posting ────────────────────────────────────────────────────────────────────────────────────────
create table workplace (
  id text primary key check (id ~ '^[a-z0-9][a-z0-9-]{0,39}$'),
  name text not null check (length(name) between 1 and 120),
  address text not null check (length(address) <= 300),
  jurisdiction text not null check (jurisdiction ~ '^[A-Z]{2}(-[A-Z]{2,3})?$'),
  closed_at timestamptz
);
-- Null for those who work where no wall is the employer's: for them the notice is posted electronically.
alter table location
  add column workplace_id text references workplace (id),
  add check (workplace_id is null or kind = 'work');
create index location_workplace on location (workplace_id) where until_at is null;

create table posting (
  id uuid primary key,
  workplace_id text not null references workplace (id),
  notice_id uuid not null references notice (id),
  -- Where in the workplace it hangs, and who put it up there.
  place text not null check (length(place) between 1 and 200),
  put_up_by text not null check (length(put_up_by) between 1 and 120),
  recorded_by uuid not null references person (id),
  -- When it was recorded: a posting counts from then, whatever else is said of it.
  at timestamptz not null default sayso_now()
);
create index posting_workplace on posting (workplace_id, at);
create table posting_end (
  posting_id uuid primary key references posting (id),
  ended_by uuid not null references person (id),
  reason text not null check (length(reason) between 1 and 500),
  at timestamptz not null default sayso_now()
);
create table posting_inspection (
  id uuid primary key,
  posting_id uuid not null references posting (id),
  inspected_by uuid not null references person (id),
  in_place boolean not null,
  remark text not null check (length(remark) <= 500),
  at timestamptz not null default sayso_now()
);
create index posting_inspection_posting on posting_inspection (posting_id, at);
create table posting_file (
  id uuid primary key,
  posting_id uuid not null references posting (id),
  media_type text not null check (media_type in ('image/jpeg', 'image/png', 'application/pdf')),
  bytes integer not null check (bytes between 1 and 10485760),
  sha256 text not null,
  -- AES-256-GCM under the portal's master key, bound to this row's id.
  sealed bytea not null,
  added_by uuid not null references person (id),
  at timestamptz not null default sayso_now()
);
create index posting_file_posting on posting_file (posting_id);

-- ── evidence packs ─────────────────────────────────────────────────────────────────────────────────
create table evidence_pack (
  id uuid primary key,
  jurisdiction text not null,
  from_day date not null,
  until_day date not null,
  asked_by uuid not null references person (id),
  at timestamptz not null default sayso_now(),
  check (until_day >= from_day)
);
-- How far it is, while it is made. Not evidence of anything.
create table evidence_pack_progress (
  pack_id uuid primary key references evidence_pack (id) on delete cascade,
  state text not null check (state in ('waiting', 'working', 'done', 'failed')),
  done integer not null default 0,
  total integer not null default 1 check (total > 0),
  said text not null default '',
  sha256 text,
  bytes bigint,
  updated_at timestamptz not null default sayso_now()
);
create table evidence_pack_part (
  pack_id uuid not null references evidence_pack (id) on delete cascade,
  number integer not null,
  bytes bytea not null,
  primary key (pack_id, number)
);

-- ── who may see and do what ────────────────────────────────────────────────────────────────────────
do $$ declare t text; begin
  foreach t in array array['law_proposal', 'law_decision', 'law_confirmation', 'override', 'override_approval',
    'override_end', 'notice_draft', 'notice_revision', 'notice_draft_end', 'notice_mail', 'authorisation',
    'authorisation_withdrawal', 'workplace', 'posting', 'posting_end', 'posting_inspection', 'posting_file',
    'evidence_pack', 'evidence_pack_progress', 'evidence_pack_part']
  loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
  end loop;

  -- Evidence about people: their own, and legal's to see; jobs serve what is due and make packs of it.
  foreach t in array array['notice_service', 'notice_sighting', 'acknowledgement', 'authorisation',
    'authorisation_withdrawal', 'notice_mail']
  loop
    execute format('create policy evidence on %I for select to sayso_app
      using ((select app_has_role(%L)) or (select app_kind()) = %L)', t, 'legal', 'job');
  end loop;
  foreach t in array array['authorisation', 'authorisation_withdrawal', 'notice_mail']
  loop
    execute format('create policy own on %I for select to sayso_app
      using (employee_id = any ((select app_subjects())::uuid[]))', t);
  end loop;
  foreach t in array array['authorisation', 'authorisation_withdrawal']
  loop
    execute format('create policy said on %I for insert to sayso_app
      with check ((select app_kind()) = %L and employee_id = (select app_actor()))', t, 'person');
  end loop;

  -- What decisions are made of: everyone known reads it, legal and imports write it.
  foreach t in array array['override', 'override_approval', 'override_end', 'workplace', 'posting', 'posting_end']
  loop
    execute format('create policy read on %I for select to sayso_app using ((select app_kind()) <> %L)', t, '');
  end loop;
  -- Legal's own papers.
  foreach t in array array['law_proposal', 'law_decision', 'law_confirmation', 'notice_draft', 'notice_revision',
    'notice_draft_end', 'posting_inspection', 'posting_file', 'evidence_pack', 'evidence_pack_progress',
    'evidence_pack_part']
  loop
    execute format('create policy read on %I for select to sayso_app
      using ((select app_has_role(%L)) or (select app_kind()) = %L)', t, 'legal', 'job');
  end loop;
  -- Written by legal, each in their own name.
  for t in select unnest(array['law_decision.decided_by', 'law_confirmation.confirmed_by', 'override.proposed_by',
    'override_approval.approved_by', 'override_end.ended_by', 'notice_draft_end.ended_by', 'posting.recorded_by',
    'posting_end.ended_by', 'posting_inspection.inspected_by', 'posting_file.added_by', 'evidence_pack.asked_by'])
  loop
    execute format('create policy said on %I for insert to sayso_app
      with check ((select app_has_role(%L)) and %I = (select app_actor()))',
      split_part(t, '.', 1), 'legal', split_part(t, '.', 2));
  end loop;
  -- Written by legal in their own name, or by an import in nobody's.
  for t in select unnest(array['law_proposal.proposed_by', 'notice_draft.begun_by', 'notice_revision.edited_by',
    'jurisdiction.changed_by', 'notice.published_by'])
  loop
    execute format('create policy said on %I for insert to sayso_app
      with check (((select app_has_role(%L)) or (select app_kind()) = %L)
        and %I is not distinct from (select app_actor()))',
      split_part(t, '.', 1), 'legal', 'job', split_part(t, '.', 2));
  end loop;
end $$;
drop policy job on jurisdiction;
drop policy job on notice;
create policy closed on jurisdiction for update to sayso_app
  using ((select app_has_role('legal')) or (select app_kind()) = 'job');
create policy mailed on notice_service for insert to sayso_app
  with check ((select app_kind()) = 'job' and channel = 'mail');
create policy mailed on notice_mail for insert to sayso_app with check ((select app_kind()) = 'job');
create policy job on workplace for insert to sayso_app with check ((select app_kind()) = 'job');
create policy changed on workplace for update to sayso_app using ((select app_kind()) = 'job');
create policy made on evidence_pack_progress for insert to sayso_app
  with check ((select app_has_role('legal')) or (select app_kind()) = 'job');
create policy made on evidence_pack_part for insert to sayso_app with check ((select app_kind()) = 'job');
create policy worked on evidence_pack_progress for update to sayso_app using ((select app_kind()) = 'job');
create policy erased on evidence_pack_part for delete to sayso_app using ((select app_kind()) = 'job');

grant select, insert on law_proposal, law_decision, law_confirmation, override, override_approval, override_end,
  notice_draft, notice_revision, notice_draft_end, notice_mail, authorisation, authorisation_withdrawal,
  workplace, posting, posting_end, posting_inspection, posting_file, evidence_pack, evidence_pack_progress,
  evidence_pack_part to sayso_app;
grant update (name, address, closed_at) on workplace to sayso_app;
grant update (state, done, total, said, sha256, bytes, updated_at) on evidence_pack_progress to sayso_app;
grant delete on evidence_pack_part to sayso_app;

-- ── what cannot be changed, and what must be recorded ──────────────────────────────────────────────
do $$ declare t text; begin
  foreach t in array array['law_proposal', 'law_decision', 'law_confirmation', 'override', 'override_approval',
    'override_end', 'notice_draft', 'notice_revision', 'notice_draft_end', 'notice_mail', 'authorisation',
    'authorisation_withdrawal', 'posting', 'posting_end', 'posting_inspection', 'posting_file', 'evidence_pack']
  loop
    execute format('create trigger append_only before update or delete on %I
      for each row execute function refuse_change()', t);
    execute format('create trigger never_emptied before truncate on %I
      for each statement execute function refuse_change()', t);
  end loop;
  foreach t in array array['law_proposal', 'law_decision', 'law_confirmation', 'override', 'override_approval',
    'override_end', 'notice_draft', 'notice_revision', 'notice_draft_end', 'notice_mail', 'authorisation',
    'authorisation_withdrawal', 'workplace', 'posting', 'posting_end', 'posting_inspection', 'posting_file',
    'evidence_pack']
  loop
    execute format('create constraint trigger recorded after insert or update or delete on %I
      deferrable initially deferred for each row execute function require_act()', t);
  end loop;

  -- Dated by the database, whoever writes. Those that decide something come after everyone's lock (touch, below).
  foreach t in array array['law_proposal', 'law_decision', 'law_confirmation', 'override', 'override_approval',
    'override_end', 'notice_draft', 'notice_revision', 'notice_draft_end', 'notice_mail', 'posting', 'posting_end',
    'posting_inspection', 'posting_file', 'evidence_pack']
  loop
    execute format('create trigger stamp before insert on %I for each row execute function stamp_now()', t);
  end loop;
  foreach t in array array['authorisation', 'authorisation_withdrawal']
  loop
    execute format('create trigger stamp before insert on %I for each row execute function stamp_at()', t);
  end loop;
  foreach t in array array['override_approval', 'override_end', 'workplace', 'posting', 'posting_end']
  loop
    execute format('create trigger touch before insert or update on %I
      for each statement execute function touch_program()', t);
  end loop;
end $$;

-- Legal decides about everyone too, by what law and notices say.
create or replace function touch_everyone() returns timestamptz language plpgsql security definer
  set search_path = public, pg_temp as $$
begin
  if app_kind() = 'job' or app_has_role('legal') then return bump_everyone(); end if;
  raise exception 'only the program decides about everyone' using errcode = 'insufficient_privilege';
end $$;

-- That a notice was served opens a gate now, so it is dated behind the person's lock, on their day.
drop trigger stamp on notice_service;
create function stamp_service() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
declare
  moment timestamptz := bump_person(new.employee_id);
begin
  if app_kind() <> '' then
    new.at := moment;
    select p.time_zone into new.time_zone from person p where p.id = new.employee_id;
  end if;
  new.day := (new.at at time zone new.time_zone)::date;
  return new;
end $$;
create trigger stamp before insert on notice_service for each row execute function stamp_service();

-- A version of law begins now and ends now: none is dated back, none ahead, none twice. What loosens has been
-- approved by a second person of legal, as it stands here. Only a portal's set-up brings rows where there are none.
create policy gate on jurisdiction for select to sayso_gate using (true);
create policy gate on law_proposal for select to sayso_gate using (true);
create policy gate on law_decision for select to sayso_gate using (true);
grant select on jurisdiction, law_proposal, law_decision to sayso_gate;
create function guard_law() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
declare
  before jurisdiction;
begin
  if tg_op = 'UPDATE' then
    if old.until_at is not null then
      raise exception 'a version of law that has ended stays as it was' using errcode = 'restrict_violation';
    end if;
    if app_kind() <> '' and not new.until_at between sayso_now() - interval '10 seconds' and sayso_now() then
      raise exception 'a version of law ends now' using errcode = 'check_violation';
    end if;
    return new;
  end if;
  if app_kind() = '' then return new; end if;
  if not new.from_at between sayso_now() - interval '10 seconds' and sayso_now() or new.until_at is not null then
    raise exception 'a version of law begins now' using errcode = 'check_violation';
  end if;
  if new.code <> new.body->>'code' then
    raise exception 'a row of law is known by its own code' using errcode = 'check_violation';
  end if;
  select * into before from jurisdiction where code = new.code order by version desc limit 1;
  if new.version <> coalesce(before.version, 0) + 1 then
    raise exception 'versions of law follow one another' using errcode = 'check_violation';
  end if;
  if before.code is null and app_kind() = 'job' then return new; end if;
  -- Between two versions there was no row, and a place without a row is held.
  if before.until_at <> new.from_at then before.body := null; end if;
  if law_loosens(before.body, new.body) and not exists (
    select from law_proposal p join law_decision d on d.proposal_id = p.id
    where p.id = new.proposal_id and d.approved and d.decided_by is distinct from p.proposed_by
      and p.code = new.code and p.body = new.body and p.base_version = new.version - 1) then
    raise exception 'what loosens a row of law needs a second person''s approval'
      using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger guard before insert or update on jurisdiction for each row execute function guard_law();

-- Nobody signs off their own proposal.
create function guard_decision() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
begin
  if exists (select from law_proposal p where p.id = new.proposal_id and p.proposed_by = new.decided_by) then
    raise exception 'nobody decides on their own proposal' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger guard before insert on law_decision for each row execute function guard_decision();

create policy gate on override for select to sayso_gate using (true);
create policy gate on override_end for select to sayso_gate using (true);
grant select on override, override_end to sayso_gate;
create function guard_override() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
begin
  if exists (select from override o where o.id = new.override_id
    and (o.proposed_by = new.approved_by or o.until_at <= sayso_now())) then
    raise exception 'an override is approved by another person, before it ends'
      using errcode = 'insufficient_privilege';
  end if;
  if exists (select from override_end e where e.override_id = new.override_id) then
    raise exception 'this override was ended' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger guard before insert on override_approval for each row execute function guard_override();

-- Revisions follow one another, and a draft that was discarded or published has no more.
create policy gate on notice for select to sayso_gate using (true);
create policy gate on notice_draft for select to sayso_gate using (true);
create policy gate on notice_revision for select to sayso_gate using (true);
create policy gate on notice_draft_end for select to sayso_gate using (true);
grant select on notice, notice_draft, notice_revision, notice_draft_end to sayso_gate;
create function guard_revision() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
begin
  if new.number <> 1 + coalesce((select max(number) from notice_revision where draft_id = new.draft_id), 0) then
    raise exception 'revisions follow one another' using errcode = 'unique_violation';
  end if;
  if exists (select from notice_draft_end where draft_id = new.draft_id)
    or exists (select from notice where draft_id = new.draft_id) then
    raise exception 'this draft is closed' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger guard before insert on notice_revision for each row execute function guard_revision();

-- Published is: what stands in the draft's last revision, put forward by its editors and approved by someone who
-- edited none of it; from now or later, and never before the version that it follows; with the words that the law
-- prescribes. A set-up may bring the first version of a line.
create function guard_notice() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
declare
  revision notice_revision;
  draft notice_draft;
  law jsonb;
  line record;
begin
  if app_kind() = '' then return new; end if;
  new.published_at := sayso_now();
  new.effective_at := greatest(new.effective_at, new.published_at);
  select coalesce(max(version), 0) as version into line from notice where jurisdiction = new.jurisdiction;
  -- Its translations may take effect later, and hold nothing up.
  select line.version, min(effective_at) as effective_at into line
    from notice where jurisdiction = new.jurisdiction and version = line.version;
  if new.draft_id is null then
    if app_kind() <> 'job' or line.version > 0 or new.version <> 1 then
      raise exception 'a notice is published by a second person''s approval' using errcode = 'insufficient_privilege';
    end if;
  else
    select * into draft from notice_draft where id = new.draft_id;
    select * into revision from notice_revision where draft_id = new.draft_id order by number desc limit 1;
    if app_kind() <> 'person' or not revision.is_ready or revision.number <> new.draft_revision
      or revision.sha256 <> new.sha256 or revision.title <> new.title
      or revision.substance <> new.substance and draft.translates is null and line.version > 0
      or new.effective_at <> greatest(revision.effective_at, new.published_at)
      or draft.jurisdiction <> new.jurisdiction or draft.language <> new.language
      or exists (select from notice_draft_end where draft_id = new.draft_id)
      or exists (select from notice_revision
        where draft_id = new.draft_id and edited_by is not distinct from app_actor()) then
      raise exception 'a notice is published as it was approved by a second person'
        using errcode = 'insufficient_privilege';
    end if;
  end if;
  if line.version = 0 then new.substance := true; end if;
  if draft.translates is not null then
    if new.version <> draft.translates or not exists (
      select from notice where jurisdiction = new.jurisdiction and version = new.version
        and effective_at <= new.effective_at) then
      raise exception 'a translation says a published version again, no earlier' using errcode = 'check_violation';
    end if;
    new.substance := false;
  elsif new.version <> line.version + 1 then
    raise exception 'versions of a notice follow one another' using errcode = 'check_violation';
  elsif new.effective_at < line.effective_at then
    raise exception 'a notice takes effect no earlier than the one before it' using errcode = 'check_violation';
  end if;
  select j.body into law from jurisdiction j where j.code = new.jurisdiction and j.until_at is null;
  if draft.translates is null and not carries_wording(new.content, law_wording(law)) then
    raise exception 'the law prescribes words that this notice does not say' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger guard before insert on notice for each row execute function guard_notice();

create policy gate on workplace for select to sayso_gate using (true);
create policy gate on posting for select to sayso_gate using (true);
create policy gate on posting_end for select to sayso_gate using (true);
grant select on workplace, posting, posting_end to sayso_gate;

-- ── what the public and legal may ask ──────────────────────────────────────────────────────────────
-- The notice in force for a place, for the electronic posting: no sign-in, nothing about anybody. The federal one
-- where a place has none of its own.
create function posted_notices(place text) returns table (id uuid, jurisdiction text, language text, version integer,
    title text, content text, sha256 text, effective_at timestamptz)
  language sql stable security definer set search_path = public, pg_temp as $$
  with line as (
    select coalesce((select n.jurisdiction from notice n where n.jurisdiction = place
      and n.effective_at <= sayso_now() limit 1), 'US') as code
  ), current as (
    select max(n.version) as version from notice n, line
    where n.jurisdiction = line.code and n.effective_at <= sayso_now()
  )
  select n.id, n.jurisdiction, n.language, n.version, n.title, n.content, n.sha256, n.effective_at
  from notice n, line, current
  where n.jurisdiction = line.code and n.version = current.version and n.effective_at <= sayso_now()
    and exists (select from jurisdiction j where j.code = place and j.until_at is null) $$;

-- When the first record about somebody was stored, for the auditor's first question; null when there is none.
create policy gate on data_key for select to sayso_gate using (true);
grant select (employee_id, created_at) on data_key to sayso_gate;
create function first_collected_at(person uuid) returns timestamptz language plpgsql stable security definer
  set search_path = public, pg_temp as $$
begin
  if person = any (app_subjects()) or app_has_role('legal') or app_kind() = 'job' then
    return (select k.created_at from data_key k where k.employee_id = person);
  end if;
  raise exception 'only legal may ask this' using errcode = 'insufficient_privilege';
end $$;

alter function touch_everyone() owner to sayso_gate;
alter function stamp_service() owner to sayso_gate;
alter function guard_law() owner to sayso_gate;
alter function guard_decision() owner to sayso_gate;
alter function guard_override() owner to sayso_gate;
alter function guard_revision() owner to sayso_gate;
alter function guard_notice() owner to sayso_gate;
alter function posted_notices(text) owner to sayso_gate;
alter function first_collected_at(uuid) owner to sayso_gate;
revoke create on schema public from sayso_gate;
grant execute on function law_duties(jsonb), law_wording(jsonb), law_loosens(jsonb, jsonb),
  carries_wording(text, text[]) to sayso_app, sayso_gate;
grant execute on function posted_notices(text), first_collected_at(uuid) to sayso_app;
