-- A draft of a notice can be sent back, with words for whoever writes on.
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

-- Of two who decide about one draft, the second sees what the first did. Commands hold the same lock (lockDraft).
create function one_at_a_draft(draft uuid) returns void language sql volatile set search_path = public, pg_temp as
  $$ select pg_advisory_xact_lock(hashtextextended('draft ' || draft::text, 0)) $$;

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

-- What was sent back is not published. Its name puts this before the other guard, which then sees all that was
-- decided about the draft.
create function refuse_returned() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
begin
  if new.draft_id is null or app_kind() = '' then return new; end if;
  perform one_at_a_draft(new.draft_id);
  if exists (select from notice_return where draft_id = new.draft_id and number = new.draft_revision) then
    raise exception 'a revision that was sent back is not published' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger at_a_draft before insert on notice for each row execute function refuse_returned();

alter function one_at_a_draft(uuid) owner to sayso_gate;
alter function guard_return() owner to sayso_gate;
alter function refuse_returned() owner to sayso_gate;
revoke create on schema public from sayso_gate;
