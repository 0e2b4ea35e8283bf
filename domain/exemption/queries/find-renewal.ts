import { read } from "../../../lib/db/reader.ts";
import type { PersonActor } from "../../actor/schema.ts";

/** The id of the actor's request that renews this one and waits for its decision, or was approved; else null. */
export function findRenewal(actor: PersonActor, requestId: string): Promise<string | null> {
  return read(actor, async (db) => {
    const [row] = await db.$queryRaw<{ id: string }[]>`
      select r.id from exemption_request r
      where r.employee_id = ${actor.id}::uuid and r.id = renewal_of(${requestId}::uuid)`;
    return row?.id ?? null;
  });
}
