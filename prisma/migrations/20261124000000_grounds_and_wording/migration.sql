-- Counsel's grounds become legal's alone to read; prescribed words are compared alike by every program; whoever
-- proposed a change of law may take it back; by mail a notice is served by the mailer. No table, no rows.

grant create on schema public to sayso_gate;

-- As domain/notice/rules/wording.ts does it, in any locale: spaces are named one by one, and only A to Z have
-- small letters, since servers and browsers do not agree on those of other alphabets.
create function plain_wording(written text) returns text language sql immutable
  set search_path = public, pg_temp as $$
  select lower(regexp_replace(written,
    '[\t-\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]+', ' ', 'g') collate "C") $$;
create or replace function carries_wording(content text, wording text[]) returns boolean language sql immutable
  set search_path = public, pg_temp as $$
  select not exists (
    select from unnest(wording) as wanted
    where not exists (
      select from jsonb_array_elements_text(coalesce(content::jsonb->'statements', '[]')) as said
      where strpos(plain_wording(said), trim(plain_wording(wanted))) > 0)) $$;
grant execute on function plain_wording(text) to sayso_app, sayso_gate;

-- Taking one's own proposal back loosens nothing, so it needs nobody else.
create or replace function guard_decision() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
begin
  if new.approved
    and exists (select from law_proposal p where p.id = new.proposal_id and p.proposed_by = new.decided_by) then
    raise exception 'nobody approves their own proposal' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;

-- What everyone's gate asks is where a block is lifted, from when to when; the rest is legal's own papers.
do $$ declare t text; begin
  foreach t in array array['override', 'override_approval', 'override_end']
  loop
    execute format('drop policy read on %I', t);
    execute format('create policy read on %I for select to sayso_app
      using ((select app_has_role(%L)) or (select app_kind()) = %L)', t, 'legal', 'job');
  end loop;
end $$;
create policy gate on override_approval for select to sayso_gate using (true);
grant select on override_approval to sayso_gate;
create function lifted_blocks() returns table (code text, from_at timestamptz, until_at timestamptz)
  language sql stable security definer set search_path = public, pg_temp as $$
  select o.code, a.at, least(o.until_at, e.at)
  from override o join override_approval a on a.override_id = o.id
  left join override_end e on e.override_id = o.id
  where app_kind() <> '' $$;
alter function lifted_blocks() owner to sayso_gate;
grant execute on function lifted_blocks() to sayso_app;

-- What was served by mail is the mailer's to say, and nobody's about themselves.
drop policy said on notice_service;
create policy said on notice_service for insert to sayso_app with check (
  (select app_kind()) = 'person' and employee_id = (select app_actor()) and channel = 'portal');

revoke create on schema public from sayso_gate;
