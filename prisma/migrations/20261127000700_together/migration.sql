-- Deletion, downloads, pictures, retention and corrections know each other: what one keeps, the others take.
grant create on schema public to sayso_gate, sayso_eraser, sayso_keeper;

-- ── erasure of all takes downloads and contests too ────────────────────────────────────────────────
do $$ declare t text; begin
  foreach t in array array['export', 'export_progress', 'export_part', 'export_end', 'contest', 'contest_answer']
  loop
    execute format('create policy erased on %I to sayso_eraser
      using ((select app_kind()) = %L and employee_id = (select app_actor()))', t, 'person');
    execute format('grant select, delete on %I to sayso_eraser', t);
  end loop;
end $$;

-- In the one order in which these rows are taken, the progress first: its maker holds that while it adds a part. A
-- maker that waits for it here finds nothing to go on with. Returns how many were there or being made.
create function erase_exports() returns bigint language plpgsql volatile security definer
  set search_path = public, pg_temp as $$
declare
  erased bigint;
begin
  perform expect_owner();
  with gone as (delete from export_progress where employee_id = app_actor() returning state)
    select count(*) filter (where state in ('waiting', 'working', 'done')) into erased from gone;
  delete from export_part where employee_id = app_actor();
  delete from export_end where employee_id = app_actor();
  delete from export where employee_id = app_actor();
  return erased;
end $$;

-- Whoever ends one takes its progress before it, in the same order.
create function hold_export() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
begin
  perform from export_progress where employee_id = new.employee_id and export_id = new.export_id for update;
  return new;
end $$;
create trigger held before insert on export_end for each row execute function hold_export();

-- What they contested, with the answers to it, and letters to others who were still to be told of it. What they
-- answered others stays.
create policy erased_contest on letter to sayso_eraser using (kind = 'contested' and sent_at is null
  and exists (select from contest c where c.employee_id = (select app_actor()) and c.id = object_id));
create function erase_contests() returns bigint language plpgsql volatile security definer
  set search_path = public, pg_temp as $$
declare
  erased bigint;
begin
  perform expect_owner();
  delete from letter l using contest c
    where c.employee_id = app_actor() and l.kind = 'contested' and l.object_id = c.id and l.sent_at is null;
  delete from contest_answer where employee_id = app_actor();
  delete from contest where employee_id = app_actor();
  get diagnostics erased = row_count;
  return erased;
end $$;

-- What is asked for, contested or answered amid an erasure comes before it, and goes, or after it, and meets what is
-- left. (Triggers fire in the order of their names: this one before any that looks at what is there.)
create function await_erasure() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
begin
  perform from person_state where person_id = new.employee_id for no key update;
  return new;
end $$;
do $$ declare t text; begin
  foreach t in array array['export', 'contest', 'contest_answer']
  loop
    execute format('create trigger after_erasure before insert on %I for each row execute function await_erasure()', t);
  end loop;
end $$;

alter function erase_exports() owner to sayso_eraser;
alter function erase_contests() owner to sayso_eraser;
alter function hold_export() owner to sayso_gate;
alter function await_erasure() owner to sayso_gate;
revoke create on schema public from sayso_gate, sayso_eraser, sayso_keeper;
grant execute on function erase_exports(), erase_contests() to sayso_app;
