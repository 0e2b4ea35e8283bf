import { read } from "../../../lib/db/reader.ts";
import type { PersonActor } from "../../actor/schema.ts";
import { type LeftOut, nextChange } from "../rules/next-change.ts";
import { type Outcome, type RequestFacts, type State, stateOf } from "../rules/state.ts";
import { holdsAt } from "../rules/week.ts";
import type { Ground, Scope } from "../schema.ts";

/** One request in its applicant's own list. Times in milliseconds. */
export interface MyRequest {
  readonly id: string;
  readonly ground: Ground;
  readonly scope: Scope;
  readonly sentAt: number;
  readonly state: State;
  /** Until when what was granted holds; null when nothing was. */
  readonly holdsUntil: number | null;
  /** When the step that waits longest is due; null when none does. */
  readonly dueAt: number | null;
  /** Who is asked to decide it now: one of each group. */
  readonly deciders: readonly (readonly string[])[];
  /** Whether it is left out in these days, and why. */
  readonly inForce: "meanwhile" | "kept" | "overdue" | "granted" | null;
  /** Whether this is one of the hours in which it is left out. */
  readonly isLeftOutNow: boolean;
  /** What is left out in these days; or was granted last. Null when nothing of it ever was. */
  readonly leftOut: Scope | null;
  /** When what is left out because of it next changes by itself; null for never. */
  readonly changesAt: number | null;
  /** Whether it is being renewed already. */
  readonly isRenewed: boolean;
}

interface Row {
  id: string;
  ground: Ground;
  categories: Scope["categories"];
  applications: string[] | null;
  devices: string[] | null;
  hours: [number, number][] | null;
  from: number;
  until: number;
  sent: number;
  outcome: Outcome | null;
  appeal_outcome: Outcome | null;
  is_appealed: boolean;
  is_asked: boolean;
  is_overdue: boolean;
  due: number | null;
  deciders: string[][] | null;
  left_out: (LeftOut & { kind: "meanwhile" | "kept" | "overdue" | "granted" })[];
  granted_from: number | null;
  granted_until: number | null;
  end_kind: "withdrawn" | "revoked" | null;
  end_at: number | null;
  is_renewed: boolean;
}

const MOST = 200;

/** The actor's own requests, the latest first; the oldest of more than 200 are left out. */
export function listMyRequests(actor: PersonActor): Promise<{ at: number; requests: MyRequest[] }> {
  return read(actor, async (db, now) => {
    const rows = await db.$queryRaw<Row[]>`
      select r.id, r.ground, r.categories, r.applications, r.devices::text[] as devices, r.hours,
        ms(r.from_at) as "from", ms(r.until_at) as until, ms(r.at) as sent,
        o.kind as outcome, a.kind as appeal_outcome, s.is_appealed, coalesce(s.is_overdue, false) as is_overdue, s.due,
        exists (select from exemption_message q join exemption_step t
          on t.request_id = q.request_id and t.stage = q.stage and t.grp = q.grp and t.closed_at is null
          where q.request_id = r.id and q.kind = 'question'
            and not exists (select from exemption_message w where w.answers = q.id)) as is_asked,
        ms(g.from_at) as granted_from, ms(g.until_at) as granted_until,
        e.kind as end_kind, ms(e.effective_at) as end_at,
        -- While it waits for a decision all of what was asked may be left out, more than what was granted.
        (select coalesce(jsonb_agg(jsonb_build_object('kind', f.kind, 'endedAt', ms(f.ended_at),
            'scope', jsonb_build_object('categories', f.categories, 'applications', f.applications, 'devices', f.devices,
              'hours', f.hours, 'from', ms(f.from_at), 'until', ms(f.until_at)))
            order by array_position(array['overdue', 'meanwhile', 'granted', 'kept'], f.kind), f.at desc), '[]')
          from exemption f where f.request_id = r.id
            and (f.kind = 'granted' or least(f.until_at, f.ended_at) > sayso_now())) as left_out,
        (select jsonb_agg(g.names order by g.grp) from (
          select w.grp, jsonb_agg(p.name order by p.name) as names from exemption_assignee w
          join lateral people_of_request(r.id) p on p.id = w.person_id
          where w.request_id = r.id and w.ended_at is null group by w.grp) g) as deciders,
        renewal_of(r.id) is not null as is_renewed
      from exemption_request r
      left join exemption_outcome o on o.request_id = r.id and o.stage = 'request'
      left join exemption_outcome a on a.request_id = r.id and a.stage = 'appeal'
      left join lateral (select bool_or(t.stage = 'appeal') as is_appealed,
          bool_or(t.phase = 'overdue' and t.closed_at is null) as is_overdue,
          min(ms(t.due_at)) filter (where t.closed_at is null) as due
        from exemption_step t where t.request_id = r.id) s on true
      left join lateral (select max(f.at) as at from exemption f where f.request_id = r.id and f.kind = 'granted') l on true
      left join lateral (select x.kind, x.effective_at from exemption_end x
        where x.request_id = r.id and x.at >= l.at order by x.at desc limit 1) e on true
      -- An appeal may have added to what was granted, which holds on beside it.
      left join lateral (select
          min(f.from_at) filter (where f.ended_at is null or f.ended_at = e.effective_at) as from_at,
          max(case when f.ended_at = e.effective_at then f.until_at else least(f.until_at, f.ended_at) end) as until_at
        from exemption f where f.request_id = r.id and f.kind = 'granted') g on true
      where r.employee_id = ${actor.id}::uuid
      order by r.at desc limit ${MOST}`;
    const at = now.getTime();
    return { at, requests: rows.map((row) => mine(row, at, actor.timeZone)) };
  });
}

function mine(row: Row, now: number, timeZone: string): MyRequest {
  const { granted_from: from, granted_until: until } = row;
  const facts: RequestFacts = {
    until: row.until,
    outcome: row.outcome,
    asked: row.is_asked,
    overdue: row.is_overdue,
    granted: from === null || until === null ? null : { from, until },
    end: row.end_kind && row.end_at !== null ? { kind: row.end_kind, effectiveAt: row.end_at } : null,
    appeal: row.is_appealed ? { outcome: row.appeal_outcome } : null,
  };
  const { categories, applications, devices, hours } = row;
  const inForce = row.left_out.filter(
    ({ scope, endedAt }) => scope.from <= now && now < Math.min(scope.until, endedAt ?? scope.until),
  );
  // Of several one whose hours are now.
  const shown = inForce.find(({ scope }) => holdsAt(scope, timeZone, now)) ?? inForce[0];
  return {
    id: row.id,
    ground: row.ground,
    scope: { categories, applications, devices, hours, from: row.from, until: row.until },
    sentAt: row.sent,
    state: stateOf(facts, now),
    holdsUntil: until === null ? null : Math.min(until, row.end_at ?? until),
    dueAt: row.due,
    deciders: row.deciders ?? [],
    inForce: shown?.kind ?? null,
    isLeftOutNow: shown !== undefined && holdsAt(shown.scope, timeZone, now),
    leftOut: shown?.scope ?? row.left_out.find(({ kind }) => kind === "granted")?.scope ?? null,
    changesAt: nextChange(row.left_out, timeZone, now),
    isRenewed: row.is_renewed,
  };
}
