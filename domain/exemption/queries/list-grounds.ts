import { read } from "../../../lib/db/reader.ts";
import type { PersonActor } from "../../actor/schema.ts";

/** On which grounds these requests are, of those that the actor may still read; each ground once. */
export function listGrounds(actor: PersonActor, requestIds: readonly string[]): Promise<string[]> {
  return read(actor, async (db) => {
    const rows = await db.exemptionRequest.findMany({
      where: { id: { in: [...requestIds] } },
      select: { ground: true },
      distinct: ["ground"],
    });
    return rows.map(({ ground }) => ground);
  });
}
