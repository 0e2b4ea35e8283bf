-- What the program sets about records: how long each is its subject's alone, how many pictures a day there may
-- be, and for how many days each category is kept at most.
alter table program
  add column hold_back_hours integer not null default 24 check (hold_back_hours between 1 and 720),
  add column captures_per_day integer not null default 8 check (captures_per_day between 0 and 100),
  add column pointer_days integer not null default 365 check (pointer_days between 1 and 3650),
  add column keyboard_days integer not null default 365 check (keyboard_days between 1 and 3650),
  add column screen_days integer not null default 90 check (screen_days between 1 and 3650),
  add column application_days integer not null default 365 check (application_days between 1 and 3650);

-- A default that is computed once: the rows that are there are not written anew, and are held back from now on.
alter table segment
  -- The day it counts to in the roll-ups: the person's own when it was stored. Null on rows from before.
  add column day date,
  -- Keyboard steps are sealed by themselves, so that they can go by their own retention without a key. Null
  -- where there are none; on rows from before, they are among `steps`.
  add column keyboard_steps bytea,
  add column held_until timestamptz not null default (now() + interval '24 hours');

-- When a record that is stored now may first be seen by anybody but its subject. Never under an hour (the
-- program's own constraint), and a day where no program is set up.
grant create on schema public to sayso_gate;
create function hold_back_end() returns timestamptz language sql volatile security definer
  set search_path = public, pg_temp as
  $$ select sayso_now() + make_interval(hours => coalesce((select hold_back_hours from program), 24)) $$;
alter function hold_back_end() owner to sayso_gate;
revoke create on schema public from sayso_gate;
grant execute on function hold_back_end() to sayso_app;
alter table segment alter column held_until set default hold_back_end();

-- The portal cannot say for itself when the hold-back of a record ends: the column is the database's.
revoke insert on segment from sayso_app;
grant insert (employee_id, started_at, device_id, ended_at, batch_id, day, application, moves, clicks, drags, scrolls,
  keys, shortcuts, steps, keyboard_steps) on segment to sayso_app;

-- The one role that may ever read anybody else's records, and only those that are past their hold-back. It
-- cannot log in, and nobody belongs to it but the owner of the database, who makes functions that run as it.
do $$ begin
  if not exists (select from pg_roles where rolname = 'sayso_reading') then
    create role sayso_reading nologin nosuperuser nocreatedb nocreaterole nobypassrls;
  end if;
  execute format('grant sayso_reading to %I', current_user);
end $$;
grant usage on schema public to sayso_reading;
grant select on segment to sayso_reading;
grant execute on function sayso_now() to sayso_reading;
create policy released on segment for select to sayso_reading using (held_until <= sayso_now());
