import { z } from "zod";
import { read } from "../../../lib/db/reader.ts";
import type { PersonActor } from "../../actor/schema.ts";
import type { DecidedRow } from "../schema/queue.ts";

export interface DecidedPage {
  /** The latest first. */
  readonly rows: readonly DecidedRow[];
  /** Where the next page begins; null on the last. */
  readonly next: string | null;
}
const PAGE = 50;
/** When it was decided, in millionths of a second, and which step of which request it is. */
const cursor = z
  .string()
  .regex(/^\d{1,17}_[0-9a-f-]{36}$/)
  .transform((text) => text.split("_"))
  .pipe(z.tuple([z.string(), z.uuid()]))
  .transform(([at, request]) => ({ at, request }));
const LAST = { at: "4102444800000000", request: "ffffffff-ffff-ffff-ffff-ffffffffffff" };

/** What the actor decided, the latest first. What is no place to begin at begins at the first. */
export function listDecided(actor: PersonActor, after: string | null = null): Promise<DecidedPage> {
  const { at, request } = cursor.safeParse(after).data ?? LAST;
  return read(actor, async (db) => {
    const rows = await db.$queryRaw<(DecidedRow & { place: string })[]>`
      with mine as materialized (
        select a.request_id, a.stage, a.grp, a.ended_at from exemption_assignee a
        where a.person_id = ${actor.id}::uuid and a.decided
          and (a.ended_at, a.request_id) < (timestamptz 'epoch' + ${at}::bigint * interval '1 microsecond', ${request}::uuid)
        order by a.ended_at desc, a.request_id desc limit ${PAGE + 1}
      ), named as materialized (select * from applicants_of(array(select request_id from mine)))
      select m.request_id as "requestId", m.stage, m.grp as "group", r.ground, n.name as applicant, n.department,
        ms(m.ended_at) as at, d.kind as decision, o.kind as outcome,
        (extract(epoch from m.ended_at) * 1000000)::bigint::text || '_' || m.request_id as place
      from mine m join named n on n.request_id = m.request_id
      join exemption_request r on r.id = m.request_id
      join exemption_decision d on d.request_id = m.request_id and d.stage = m.stage and d.grp = m.grp
      left join exemption_outcome o on o.request_id = m.request_id and o.stage = m.stage
      order by m.ended_at desc, m.request_id desc`;
    const last = rows.length > PAGE ? rows[PAGE - 1] : undefined;
    return { rows: rows.slice(0, PAGE), next: last?.place ?? null };
  });
}
