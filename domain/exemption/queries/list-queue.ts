import { z } from "zod";
import { read } from "../../../lib/db/reader.ts";
import type { PersonActor } from "../../actor/schema.ts";
import type { QueueRow } from "../schema/queue.ts";
import { GROUPS } from "../schema.ts";

export interface QueuePage {
  readonly at: number;
  /** The most urgent first. */
  readonly rows: readonly QueueRow[];
  /** Where the next page begins; null on the last. */
  readonly next: string | null;
}
const PAGE = 50;
const FIRST = { due: "0", request: "00000000-0000-0000-0000-000000000000", group: "" };
/** When it is due, in millionths of a second, and which step of which request it is: nothing about anybody. */
const cursor = z
  .string()
  .regex(/^\d{1,17}_[0-9a-f-]{36}_[a-z]{2,10}$/)
  .transform((text) => text.split("_"))
  .pipe(z.tuple([z.string(), z.uuid(), z.enum(GROUPS)]))
  .transform(([due, request, group]) => ({ due, request, group }));

/**
 * What waits for the actor's decision, the most urgent first: a walk along one index, however many there are. What
 * is no place to begin at begins at the first.
 */
export function listQueue(actor: PersonActor, after: string | null = null): Promise<QueuePage> {
  const { due, request, group } = cursor.safeParse(after).data ?? FIRST;
  return read(actor, async (db, now) => {
    const rows = await db.$queryRaw<(QueueRow & { place: string })[]>`
      with mine as materialized (
        select a.request_id, a.stage, a.grp, a.due_at, a.since, a.kind from exemption_assignee a
        where a.person_id = ${actor.id}::uuid and a.ended_at is null
          and (a.due_at, a.request_id, a.grp) >
            (timestamptz 'epoch' + ${due}::bigint * interval '1 microsecond', ${request}::uuid, ${group})
        order by a.due_at, a.request_id, a.grp limit ${PAGE + 1}
      ), named as materialized (select * from applicants_of(array(select request_id from mine)))
      select m.request_id as "requestId", m.stage, m.grp as "group", r.ground, n.name as applicant, n.department,
        n.time_zone as "timeZone", ms(m.due_at) as "dueAt", ms(m.since) as since,
        jsonb_build_object('categories', r.categories, 'applications', r.applications, 'devices', r.devices,
          'hours', r.hours, 'from', ms(r.from_at), 'until', ms(r.until_at)) as scope,
        s.phase, m.kind, exists (select from exemption_message q where q.request_id = m.request_id and q.stage = m.stage
          and q.grp = m.grp and q.kind = 'question'
          and not exists (select from exemption_message w where w.answers = q.id)) as asked,
        exists (select from exemption e where e.request_id = m.request_id and e.kind <> 'granted'
          and least(e.ended_at, e.until_at) > sayso_now()) as "isLeftOut",
        (extract(epoch from m.due_at) * 1000000)::bigint::text || '_' || m.request_id || '_' || m.grp as place,
        array(select c.name from absence b join people_of_absences() c on c.id = b.person_id
          where m.kind = 'delegate' and b.delegate_id = ${actor.id}::uuid
            and m.since between b.from_at and least(b.ended_at, b.until_at)) as "standsInFor"
      from mine m join named n on n.request_id = m.request_id
      join exemption_request r on r.id = m.request_id
      join exemption_step s on s.request_id = m.request_id and s.stage = m.stage and s.grp = m.grp
      order by m.due_at, m.request_id, m.grp`;
    const last = rows.length > PAGE ? rows[PAGE - 1] : undefined;
    return { at: now.getTime(), rows: rows.slice(0, PAGE), next: last?.place ?? null };
  });
}

/** Whether the actor was ever asked to decide: then there is a place for it in their navigation. */
export function wasEverAsked(actor: PersonActor): Promise<boolean> {
  return read(actor, async (db) => {
    // Each half has an index of its own; together they would walk the table.
    const [row] = await db.$queryRaw<{ asked: boolean }[]>`
      select exists (select from exemption_assignee a where a.person_id = ${actor.id}::uuid and a.ended_at is null)
        or exists (select from exemption_assignee a where a.person_id = ${actor.id}::uuid and a.decided) as asked`;
    return row?.asked ?? false;
  });
}
