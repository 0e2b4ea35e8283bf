-- Pictures are contested as records are (decision 0030): held back from everyone until a steward has answered, and
-- deleted where their subject was right.
grant create on schema public to sayso_gate, sayso_keeper;

alter policy released on capture using (held_until <= sayso_now() and not is_contested_picture(employee_id, capture_id));

-- The functions below look at which application a picture was taken in, and at nothing else of it.
grant select (application) on capture to sayso_gate;

-- As its subject: they see their own records and pictures alone.
create or replace function guard_contest() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  if new.capture_id is null and not exists (select from segment s where s.employee_id = new.employee_id
    and s.device_id = new.device_id and s.started_at = new.started_at) then
    raise exception 'there is no such record' using errcode = 'restrict_violation';
  end if;
  if new.capture_id is not null and not exists (select from capture p where p.employee_id = new.employee_id
    and p.capture_id = new.capture_id) then
    raise exception 'there is no such picture' using errcode = 'restrict_violation';
  end if;
  if (select count(*) from contest c left join contest_answer a on a.employee_id = c.employee_id and a.contest_id = c.id
    where c.employee_id = new.employee_id and a.contest_id is null) >= 100 then
    raise exception 'too many are contested' using errcode = 'check_violation';
  end if;
  return new;
end $$;

create or replace function guard_contest_answer() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
begin
  if new.answered_by = new.employee_id then
    raise exception 'nobody answers about a record of their own' using errcode = 'restrict_violation';
  end if;
  if exists (select from contest_answer a where a.employee_id = new.employee_id and a.contest_id = new.contest_id) then
    raise exception 'this contest was answered' using errcode = 'restrict_violation';
  end if;
  if not exists (select from contest c join segment s on s.employee_id = c.employee_id and s.device_id = c.device_id
      and s.started_at = c.started_at where c.employee_id = new.employee_id and c.id = new.contest_id)
    and not exists (select from contest c join capture p on p.employee_id = c.employee_id and p.capture_id = c.capture_id
      where c.employee_id = new.employee_id and c.id = new.contest_id) then
    raise exception 'what was contested is gone' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;

-- What its subject was right about is deleted in the very transaction that says so. A picture's object goes by the
-- trigger of its table.
create function is_upheld_picture(employee uuid, picture uuid) returns boolean language sql stable security definer
  set search_path = public, pg_temp as $$
  select exists (select from contest c join contest_answer a on a.employee_id = c.employee_id and a.contest_id = c.id
    where c.employee_id = employee and c.capture_id = picture and a.outcome = 'upheld') $$;
grant execute on function is_upheld_picture(uuid, uuid) to sayso_keeper;
create policy upheld on capture to sayso_keeper using (is_upheld_picture(employee_id, capture_id));
grant select (employee_id, capture_id), delete on capture to sayso_keeper;
grant select (capture_id) on contest to sayso_keeper;

create function delete_upheld_picture() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
begin
  delete from capture p using contest c
    where c.employee_id = new.employee_id and c.id = new.contest_id
      and p.employee_id = c.employee_id and p.capture_id = c.capture_id;
  return null;
end $$;
create trigger deletes_picture after insert on contest_answer for each row when (new.outcome = 'upheld')
  execute function delete_upheld_picture();

-- Of a picture, when it was taken and in which application; never what it shows. `ended_at` is null then.
drop function contests_to_answer();
create function contests_to_answer() returns table (employee_id uuid, id uuid, name text, time_zone text,
    is_picture boolean, started_at timestamptz, ended_at timestamptz, application text, reason text, words bytea,
    at timestamptz, wrapped bytea)
  language sql stable security definer set search_path = public, pg_temp as $$
  select c.employee_id, c.id, p.name, p.time_zone, t.capture_id is not null, coalesce(s.started_at, t.taken_at),
    s.ended_at, coalesce(s.application, t.application), c.reason, c.words, c.at, k.wrapped
  from contest c
  join person p on p.id = c.employee_id
  left join segment s on s.employee_id = c.employee_id and s.device_id = c.device_id and s.started_at = c.started_at
  left join capture t on t.employee_id = c.employee_id and t.capture_id = c.capture_id
  left join word_key k on k.employee_id = c.employee_id
  where (s.device_id is not null or t.capture_id is not null)
    and not exists (select from contest_answer a where a.employee_id = c.employee_id and a.contest_id = c.id)
    and may_answer_contest(c.employee_id)
  order by c.at, c.id $$;

alter function is_upheld_picture(uuid, uuid) owner to sayso_gate;
alter function contests_to_answer() owner to sayso_gate;
alter function delete_upheld_picture() owner to sayso_keeper;
revoke create on schema public from sayso_gate, sayso_keeper;
grant execute on function contests_to_answer() to sayso_app;
