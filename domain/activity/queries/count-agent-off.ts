import { read } from "../../../lib/db/reader.ts";
import { Refusal } from "../../../lib/refusal.ts";
import type { PersonActor } from "../../actor/schema.ts";

/**
 * How many people's computers have all been silent for more than a day; null under five. Legal alone
 * may ask, and learns no more than the number. Refuses (forbidden) everybody else, as the database does.
 */
export async function countAgentOff(actor: PersonActor): Promise<number | null> {
  if (!actor.roles.includes("legal"))
    throw new Refusal("forbidden", "legal-only", "Only legal reviewers see this.");
  return read(actor, async (db) => {
    const [row] = await db.$queryRaw<{ people: number | null }[]>`select count_agent_off() as people`;
    return row?.people ?? null;
  });
}
