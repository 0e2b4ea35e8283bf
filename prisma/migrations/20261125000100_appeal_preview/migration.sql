-- Who would decide the actor's appeal, and until when, before anything is sent: as preview_route tells of a request.
grant create on schema public to sayso_gate;
create function preview_appeal(request uuid) returns table (grp text, person_id uuid, kind text, name text, title text, due_at timestamptz)
  language sql stable security definer set search_path = public, pg_temp as $$
  select j.grp, j.person_id, j.kind, p.name, p.title, working_days_after(sayso_now(), r.days, me.time_zone)
  from exemption_request r join person me on me.id = r.employee_id,
    route_exemption(me.id, r.ground, r.id) as j join person p on p.id = j.person_id
  where r.id = request and app_kind() = 'person' and me.id = app_actor() order by j.grp, p.name $$;
alter function preview_appeal(uuid) owner to sayso_gate;
revoke create on schema public from sayso_gate;
grant execute on function preview_appeal(uuid) to sayso_app;
