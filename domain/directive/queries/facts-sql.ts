import { gateColumns, gateProgramColumns, list, ms } from "../../notice/queries/gate-sql.ts";

/** Agents may deliver what is up to 14 days old; facts reach back a little further. */
const HORIZON = "sayso_now() - interval '15 days'";

/** One row for each employee: their version, and all facts of it in the same snapshot. */
export const PEOPLE_SQL = `
select s.person_id, s.version::text as version, p.active, p.time_zone,
  ${gateColumns(HORIZON)},
  ${list(`json_build_object('at', ${ms("a.at")}, 'category', c.category, 'state', c.state, 'noticeId', a.notice_id)
      order by a.at, a.id)
    from consent_answer a join consent_choice c on c.answer_id = a.id and c.employee_id = a.employee_id
    where a.employee_id = s.person_id`)} as choices,
  ${list(`json_build_object('at', ${ms("a.at")}, 'applicationId', c.application_id, 'allowed', c.allowed,
      'noticeId', a.notice_id)
      order by a.at, a.id)
    from consent_answer a join application_choice c on c.answer_id = a.id and c.employee_id = a.employee_id
    where a.employee_id = s.person_id`)} as switches,
  ${list(`json_build_object('from', ${ms("z.started_at")}, 'to', ${ms("z.ended_at")}) order by z.started_at)
    from pause z where z.employee_id = s.person_id and z.started_at > ${HORIZON}`)} as pauses,
  ${list(`json_build_object('from', ${ms("e.from_at")}, 'to', ${ms("least(e.until_at, e.ended_at)")},
      'categories', e.categories, 'applications', e.applications, 'devices', e.devices, 'hours', e.hours))
    from exemption e where e.employee_id = s.person_id and least(e.until_at, e.ended_at) > ${HORIZON}
      and least(e.until_at, e.ended_at) > e.from_at`)} as exemptions,
  ${list(`json_build_object('id', d.id, 'platform', d.platform, 'serial', d.serial, 'name', d.name,
      'from', ${ms("d.enrolled_at")}, 'to', ${ms("r.at")}))
    from device d left join device_revocation r on r.device_id = d.id
    where d.employee_id = s.person_id`)} as devices,
  (select ${ms("max(z.at)")}::float8 from erasure z where z.employee_id = s.person_id) as erased_at,
  (select w.wrapped from data_key w where w.employee_id = s.person_id) as wrapped
from person_state s join person p on p.id = s.person_id
where s.person_id = any ($1::uuid[])`;

/** One row: the program, and what it shares with everyone. */
export const PROGRAM_SQL = `
select g.lease_seconds, g.sync_seconds, g.bytes_per_day, g.min_battery_percent, g.defer_on_metered,
  g.captures_per_day,
  ${gateProgramColumns(HORIZON)},
  ${list(`json_build_object('id', a.id, 'name', a.name, 'match', a.match, 'categories', a.categories,
      'from', ${ms("a.approved_at")}, 'to', ${ms("a.retired_at")}) order by a.id)
    from approved_application a where coalesce(a.retired_at, 'infinity') > ${HORIZON}`)} as applications
from program g`;
