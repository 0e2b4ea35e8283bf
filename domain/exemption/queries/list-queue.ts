import { read } from "../../../lib/db/reader.ts";
import type { PersonActor } from "../../actor/schema.ts";
import type { Ground, Group, Stage } from "../schema.ts";

/** One step that waits for the actor. Times in milliseconds. */
export interface QueueRow {
  readonly requestId: string;
  readonly stage: Stage;
  readonly group: Group;
  readonly ground: Ground;
  readonly applicant: string;
  readonly department: string;
  readonly dueAt: number;
  readonly since: number;
  readonly from: number;
  readonly until: number;
  readonly phase: "asked" | "reminded" | "escalated" | "overdue";
  readonly kind: "routed" | "delegate" | "replacement" | "escalated";
  /** Whether an answer of the applicant is awaited. */
  readonly asked: boolean;
}

export interface QueuePage {
  readonly at: number;
  /** The most urgent first. */
  readonly rows: readonly QueueRow[];
  /** Where the next page begins; null on the last. */
  readonly next: string | null;
}
const PAGE = 50;

/** What waits for the actor's decision, the most urgent first: a walk along one index, however many there are. */
export function listQueue(
  actor: PersonActor,
  after: { dueAt: Date; requestId: string } | null = null,
): Promise<QueuePage> {
  return read(actor, async (db, now) => {
    const rows = await db.$queryRaw<QueueRow[]>`
      with mine as materialized (
        select a.request_id, a.stage, a.grp, a.due_at, a.since, a.kind from exemption_assignee a
        where a.person_id = ${actor.id}::uuid and a.ended_at is null
          and (a.due_at, a.request_id) > (${after?.dueAt ?? new Date(0)}::timestamptz,
            ${after?.requestId ?? "00000000-0000-0000-0000-000000000000"}::uuid)
        order by a.due_at, a.request_id limit ${PAGE + 1}
      )
      select m.request_id as "requestId", m.stage, m.grp as "group", r.ground, p.name as applicant, p.department,
        ms(m.due_at) as "dueAt", ms(m.since) as since,
        ms(r.from_at) as "from", ms(r.until_at) as "until",
        s.phase, m.kind, exists (select from exemption_message q where q.request_id = m.request_id and q.stage = m.stage
          and q.grp = m.grp and q.kind = 'question'
          and not exists (select from exemption_message w where w.answers = q.id)) as asked
      from mine m join exemption_request r on r.id = m.request_id
      join exemption_step s on s.request_id = m.request_id and s.stage = m.stage and s.grp = m.grp
      join lateral people_of_request(m.request_id) p on p.id = r.employee_id
      order by m.due_at, m.request_id`;
    const last = rows.length > PAGE ? rows[PAGE - 1] : undefined;
    return {
      at: now.getTime(),
      rows: rows.slice(0, PAGE),
      next: last ? `${last.dueAt}.${last.requestId}` : null,
    };
  });
}

/** Whether the actor was ever asked to decide: then there is a place for it in their navigation. */
export function wasEverAsked(actor: PersonActor): Promise<boolean> {
  return read(actor, async (db) => {
    const asked = await db.exemptionAssignee.findFirst({
      where: { personId: actor.id },
      select: { stage: true },
    });
    return asked !== null;
  });
}
