import { read } from "../../../lib/db/reader.ts";
import type { PersonActor } from "../../actor/schema.ts";
import type { Colleague } from "../schema/absence.ts";
import { isKeepable } from "../schema.ts";

/** Whom a name means; of several, or where only a part of the name was given, `maybe` has those to choose from. */
export interface Meant {
  readonly id: string | null;
  readonly maybe: readonly Colleague[];
}

/**
 * Finds who is meant by a name. Only somebody's whole name, and of one person alone, is taken for them: whoever stands
 * in reads requests, so nobody is picked by half a name.
 */
export async function findDelegate(actor: PersonActor, given: string): Promise<Meant> {
  const name = given.trim().toLowerCase();
  const found = await findColleagues(actor, name);
  const [exact, ...others] = found.filter((each) => each.name.toLowerCase() === name);
  if (exact && others.length === 0) return { id: exact.id, maybe: [] };
  // Refused as a delegate, and not as a stranger.
  if (!exact && name === actor.name.toLowerCase()) return { id: actor.id, maybe: [] };
  return { id: null, maybe: found };
}

/** Colleagues whose name has this in it, at most 20; none for fewer than two letters. */
async function findColleagues(actor: PersonActor, wanted: string): Promise<Colleague[]> {
  if (!isKeepable(wanted)) return [];
  return read(
    actor,
    (db) => db.$queryRaw<Colleague[]>`select id, name, title, department from find_colleagues(${wanted})`,
  );
}
