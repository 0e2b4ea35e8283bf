import { z } from "zod";
import { read } from "../../../lib/db/reader.ts";
import type { PersonActor } from "../../actor/schema.ts";
import type { Ended } from "../rules/ending.ts";

/** What became of each step of a request of which the actor was asked and is no more, the latest first. */
export async function howItEnded(actor: PersonActor, requestId: string): Promise<Ended[]> {
  if (!z.uuid().safeParse(requestId).success) return [];
  return read(
    actor,
    (db) => db.$queryRaw<Ended[]>`
      select stage, grp as "group", outcome, decision, decided_by as "decidedBy", ms(at) as at
      from how_it_ended(${requestId}::uuid)`,
  );
}
