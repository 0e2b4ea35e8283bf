-- A draft of a notice can be sent back, with words for whoever writes on; and by mail a notice is served by the mailer.
-- Who reads: legal. How it grows: by a row for each time. Nothing about an employee stands in it.

grant create on schema public to sayso_gate;

create table notice_return (
  draft_id uuid not null,
  number integer not null,
  returned_by uuid not null references person (id),
  reason text not null check (length(reason) between 1 and 2000),
  at timestamptz not null default sayso_now(),
  primary key (draft_id, number),
  foreign key (draft_id, number) references notice_revision (draft_id, number)
);
alter table notice_return enable row level security;
alter table notice_return force row level security;
create policy read on notice_return for select to sayso_app
  using ((select app_has_role('legal')) or (select app_kind()) = 'job');
create policy said on notice_return for insert to sayso_app
  with check ((select app_has_role('legal')) and returned_by = (select app_actor()));
create policy gate on notice_return for select to sayso_gate using (true);
grant select, insert on notice_return to sayso_app;
grant select on notice_return to sayso_gate;
create trigger append_only before update or delete on notice_return
  for each row execute function refuse_change();
create trigger never_emptied before truncate on notice_return
  for each statement execute function refuse_change();
create constraint trigger recorded after insert or update or delete on notice_return
  deferrable initially deferred for each row execute function require_act();
create trigger stamp before insert on notice_return for each row execute function stamp_now();

-- Of two who decide about one draft, the second sees what the first did.
create function one_at_a_draft(draft uuid) returns void language sql volatile set search_path = public, pg_temp as
  $$ select pg_advisory_xact_lock(hashtextextended('draft ' || draft::text, 0)) where draft is not null $$;

-- Sent back is what waits for approval, by somebody who may approve it: the last revision, put forward, of a draft
-- that is open and that they edited nothing of.
create function guard_return() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
declare
  revision notice_revision;
begin
  perform one_at_a_draft(new.draft_id);
  select * into revision from notice_revision where draft_id = new.draft_id order by number desc limit 1;
  if not revision.is_ready or revision.number <> new.number
    or exists (select from notice_draft_end where draft_id = new.draft_id)
    or exists (select from notice where draft_id = new.draft_id) then
    raise exception 'only what waits for approval is sent back' using errcode = 'restrict_violation';
  end if;
  if exists (select from notice_revision where draft_id = new.draft_id and edited_by = new.returned_by) then
    raise exception 'nobody sends back their own draft' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger guard before insert on notice_return for each row execute function guard_return();

-- Published is: what stands in the draft's last revision, put forward by its editors and approved by someone who
-- edited none of it, nor sent back; from now or later, and never before the version that it follows; with the words
-- that the law prescribes. A set-up may bring the first version of a line.
create or replace function guard_notice() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
declare
  revision notice_revision;
  draft notice_draft;
  law jsonb;
  line record;
begin
  if app_kind() = '' then return new; end if;
  perform one_at_a_draft(new.draft_id);
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
      or exists (select from notice_return where draft_id = new.draft_id and number = new.draft_revision)
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

-- What was served by mail is the mailer's to say, and nobody's about themselves.
drop policy said on notice_service;
create policy said on notice_service for insert to sayso_app with check (
  (select app_kind()) = 'person' and employee_id = (select app_actor()) and channel = 'portal');

alter function one_at_a_draft(uuid) owner to sayso_gate;
alter function guard_return() owner to sayso_gate;
revoke create on schema public from sayso_gate;
