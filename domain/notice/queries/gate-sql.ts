/** Milliseconds since the epoch. */
export const ms = (column: string) => `floor(extract(epoch from ${column}) * 1000)`;

/** The rows of a subquery as one JSON list; an empty list when there are none. */
export const list = (select: string) => `coalesce((select json_agg(${select}), '[]')`;

/**
 * What the gate is made of about one person: columns for a statement over `person_state s`. `since` is an SQL
 * expression for how far back it reaches. What was served more than once counts by its first time in each year
 * (and by each day since then), so that years of daily notices stay few rows.
 */
export const gateColumns = (since: string) => `
  ${list(`json_build_object('kind', l.kind, 'jurisdiction', l.jurisdiction, 'from', ${ms("l.from_at")},
      'to', ${ms("l.until_at")}, 'confirmedAt', ${ms("l.confirmed_at")}, 'workplaceId', l.workplace_id))
    from location l where l.person_id = s.person_id and coalesce(l.until_at, 'infinity') > ${since}`)} as locations,
  ${list(`json_build_object('at', ${ms("k.at")}, 'noticeId', k.notice_id))
    from acknowledgement k where k.employee_id = s.person_id`)} as acknowledgements,
  ${list(`json_build_object('at', ${ms("v.at")}, 'noticeId', v.notice_id,
      'dayEnd', ${ms("(v.day + 1)::timestamp at time zone v.time_zone")},
      'yearEnd', ${ms("(date_trunc('year', v.day::timestamp) + interval '1 year') at time zone v.time_zone")}))
    from (select *, row_number() over (partition by n.notice_id, extract(year from n.day) order by n.at) as place
      from notice_service n where n.employee_id = s.person_id) v where v.place = 1 or v.at > ${since}`)} as services,
  ${list(`json_build_object('noticeId', z.notice_id, 'jurisdiction', z.jurisdiction, 'from', ${ms("z.at")},
      'to', ${ms("w.at")}))
    from authorisation z left join authorisation_withdrawal w on w.authorisation_id = z.id
    where z.employee_id = s.person_id`)} as authorisations,
  ${list(`json_build_object('workplaceId', o.workplace_id, 'noticeId', o.notice_id, 'from', ${ms("o.at")},
      'to', ${ms("f.at")}))
    from posting o left join posting_end f on f.posting_id = o.id
    where coalesce(f.at, 'infinity') > ${since}
      and o.workplace_id in (select l.workplace_id from location l
        where l.person_id = s.person_id and coalesce(l.until_at, 'infinity') > ${since})`)} as postings`;

/** What it is made of that everyone shares: columns for a statement over `program g`. */
export const gateProgramColumns = (since: string) => `
  g.location_stale_days,
  ${list(`json_build_object('code', j.code, 'name', j.body->>'name', 'level', j.body->>'level',
      'duties', law_duties(j.body), 'from', ${ms("j.from_at")}, 'to', ${ms("j.until_at")},
      'carriedBy', case when cardinality(law_wording(j.body)) > 0 then (
        select coalesce(json_agg(n.id), '[]') from notice n
        where n.jurisdiction in (j.code, 'US') and carries_wording(n.content, law_wording(j.body))) end))
    from jurisdiction j where coalesce(j.until_at, 'infinity') > ${since}`)} as laws,
  ${list(`json_build_object('id', n.id, 'jurisdiction', n.jurisdiction, 'version', n.version,
      'substance', n.substance, 'at', ${ms("n.effective_at")}))
    from notice n`)} as notices,
  ${list(`json_build_object('code', o.code, 'from', ${ms("o.from_at")}, 'to', ${ms("o.until_at")}))
    from lifted_blocks() o where o.until_at > ${since}`)} as overrides`;
