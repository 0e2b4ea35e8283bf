import { read } from "../../../lib/db/reader.ts";
import type { PersonActor } from "../../actor/schema.ts";

/** The id of the actor's request that renews this one and waits for its decision, or was approved; else null. */
export function findRenewal(actor: PersonActor, requestId: string): Promise<string | null> {
  return read(actor, async (db) => {
    const [row] = await db.$queryRaw<{ id: string }[]>`
      select r.id from exemption_request r where r.renews = ${requestId}::uuid and r.employee_id = ${actor.id}::uuid
        and not exists (select from exemption_outcome o
          where o.request_id = r.id and o.kind not in ('approved', 'narrowed'))
      order by r.at desc limit 1`;
    return row?.id ?? null;
  });
}
