-- What the agents' door needs before anyone is known, and the few reads that look across employees.

create policy gate on device_authorization to sayso_gate using (true) with check (true);
create policy gate on device_authorization_answer for select to sayso_gate using (true);
create policy gate on device_contact for select to sayso_gate using (true);
grant select, insert, update, delete on device_authorization to sayso_gate;
grant select on device_authorization_answer, device_contact to sayso_gate;
grant create on schema public to sayso_gate;

-- RFC 8628 section 3.1. False when the user code is taken: the caller draws another.
create function ask_to_link(code_hash bytea, code text, key jsonb, key_thumbprint text, device_name text,
    device_platform text, device_serial text, lifetime_seconds integer) returns boolean
  language sql volatile security definer set search_path = public, pg_temp as $$
  with asked as (
    insert into device_authorization (id, device_code_hash, user_code, public_key, thumbprint, name, platform,
      serial, expires_at)
    values (gen_random_uuid(), code_hash, code, key, key_thumbprint, device_name, device_platform,
      device_serial, sayso_now() + make_interval(secs => lifetime_seconds))
    on conflict (user_code) do nothing returning 1
  ) select exists (select from asked) $$;

-- RFC 8628 sections 3.4 and 3.5. The code belongs to the key that asked for it: in other hands it is unknown.
create function poll_device_request(code_hash bytea, key_thumbprint text, interval_seconds integer)
  returns table (state text, device_id uuid, employee_id uuid)
  language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
  asked device_authorization;
  answer device_authorization_answer;
begin
  select * into asked from device_authorization a
    where a.device_code_hash = code_hash and a.thumbprint = key_thumbprint for update;
  if not found then return query select 'unknown', null::uuid, null::uuid; return; end if;
  if asked.expires_at <= sayso_now() then
    return query select 'expired', null::uuid, null::uuid; return;
  end if;
  update device_authorization a set polled_at = sayso_now() where a.id = asked.id;
  select * into answer from device_authorization_answer w where w.authorization_id = asked.id;
  if not found then
    return query select
      case when asked.polled_at > sayso_now() - make_interval(secs => interval_seconds) then 'early' else 'pending' end,
      null::uuid, null::uuid;
  elsif answer.approved and not exists (select from device_revocation r where r.device_id = answer.device_id) then
    return query select 'approved', answer.device_id, answer.employee_id;
  else
    return query select 'refused', null::uuid, null::uuid;
  end if;
end $$;

create function forget_device_requests() returns bigint language sql volatile security definer
  set search_path = public, pg_temp as $$
  with gone as (
    delete from device_authorization where expires_at < sayso_now() - interval '1 day' returning 1)
  select count(*) from gone $$;

-- Which of these devices may no longer listen.
create function shut_out(devices uuid[]) returns setof uuid language sql stable security definer
  set search_path = public, pg_temp as $$
  select d.id from device d join person p on p.id = d.employee_id
  left join device_revocation r on r.device_id = d.id
  where d.id = any (devices) and (r.device_id is not null or not p.active) $$;

-- How many people have switched collection off at the device: all their linked devices silent for more
-- than a day. A choice, not an offence: legal sees a count, null under five, and nobody else even that.
create function count_agent_off() returns integer language plpgsql stable security definer
  set search_path = public, pg_temp as $$
declare
  people integer;
begin
  if app_kind() <> 'person' or not app_has_role('legal') then
    raise exception 'only legal may count this' using errcode = 'insufficient_privilege';
  end if;
  select count(*) into people from (
    select d.employee_id from device d
    join person p on p.id = d.employee_id and p.active
    left join device_contact c on c.device_id = d.id
    where not exists (select from device_revocation r where r.device_id = d.id)
    group by d.employee_id
    having max(coalesce(c.contacted_at, d.enrolled_at)) < sayso_now() - interval '1 day') as silent;
  return case when people >= 5 then people end;
end $$;

alter function ask_to_link(bytea, text, jsonb, text, text, text, text, integer) owner to sayso_gate;
alter function poll_device_request(bytea, text, integer) owner to sayso_gate;
alter function forget_device_requests() owner to sayso_gate;
alter function shut_out(uuid[]) owner to sayso_gate;
alter function count_agent_off() owner to sayso_gate;
revoke create on schema public from sayso_gate;
grant execute on function ask_to_link(bytea, text, jsonb, text, text, text, text, integer),
  poll_device_request(bytea, text, integer), forget_device_requests(), shut_out(uuid[]), count_agent_off()
  to sayso_app;

-- An admin sees which devices are linked (no more than that), and can revoke any of them.
create policy admin on device for select to sayso_app using (
  (select app_kind()) = 'person' and (select app_has_role('admin')));
create policy admin_reads on device_revocation for select to sayso_app using (
  (select app_kind()) = 'person' and (select app_has_role('admin')));
create policy admin_revokes on device_revocation for insert to sayso_app with check (
  (select app_kind()) = 'person' and (select app_has_role('admin')) and revoked_by = (select app_actor()));

-- Lays the minutes that `fresh` knows (not 0) over those that are there. One run of minutes is by far the
-- usual case, and costs no loop.
create function lay_over(old bytea, fresh bytea) returns bytea language plpgsql immutable as $$
declare
  run bytea := btrim(fresh, '\x00');
begin
  if position('\x00'::bytea in run) = 0 then
    return overlay(old placing run from 1 + length(fresh) - length(ltrim(fresh, '\x00')));
  end if;
  for i in 0 .. length(fresh) - 1 loop
    if get_byte(fresh, i) <> 0 then old := set_byte(old, i, get_byte(fresh, i)); end if;
  end loop;
  return old;
end $$;
grant execute on function lay_over(bytea, bytea) to sayso_app;

-- Sums of what devices claim: a hostile one must not be able to make an addition fail.
alter table activity_day
  alter column moves type bigint, alter column clicks type bigint, alter column drags type bigint,
  alter column scrolls type bigint, alter column keys type bigint, alter column shortcuts type bigint;
alter table discard_day alter column steps type bigint;
alter table usage_day alter column dropped_segments type bigint;
