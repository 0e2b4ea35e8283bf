import { z } from "zod";
import { type Reader, read } from "../../../lib/db/reader.ts";
import { Refusal } from "../../../lib/refusal.ts";
import { expectLegal } from "../../actor/rules.ts";
import type { PersonActor } from "../../actor/schema.ts";
import { LACKING, type PeopleWithoutEvidence } from "../schema/coverage.ts";
import { type Demands, EVERYONE_MS, loadDemands, planForEveryone } from "./coverage-demands.ts";
import { type FoundPerson, missingSince, type PlaceInList } from "./coverage-since.ts";
import { demandValues, LOOK_SQL } from "./coverage-sql.ts";

/** How many people one page names. */
export const PAGE = 50;

const asked = z.object({
  code: z
    .string()
    .regex(/^([A-Z]{2}(-[A-Z]{2,3})?|unknown)$/, "This is not the code of a place.")
    .optional(),
  duty: z.enum(LACKING).optional(),
  after: z.uuid().optional(),
});

/** Few people are looked at first, then more and more: where gaps are many a page costs next to nothing. */
const FIRST = 2_000;
const FACTOR = 16;

/**
 * The people who lack something, by name, a page of them after the person with the id `after`. With `code` or
 * `duty` only those who lack something there, or that. What is not there is told, never why: whoever did not
 * sign an authorisation is awaited, whatever they may have said. Legal's everyday work, so it leaves no act.
 * Refuses (forbidden) everybody but legal, (invalid) what is no code, duty or id.
 */
export async function listPeopleWithoutEvidence(
  actor: PersonActor,
  input: { code?: string; duty?: string; after?: string } = {},
): Promise<PeopleWithoutEvidence> {
  expectLegal(actor);
  const { data, error } = asked.safeParse(input);
  if (!data)
    throw new Refusal("invalid", "no-such-filter", error.issues[0]?.message ?? "There is no such list.");
  const list = async (db: Reader) => {
    const demands = await loadDemands(db);
    const found = await find(db, demands, data);
    const page = found.slice(0, PAGE);
    const people = await missingSince(db, demands, page);
    return { people, next: found.length > PAGE ? (page.at(-1)?.id ?? null) : null };
  };
  return read(actor, list, EVERYONE_MS);
}

/** Up to one more than a page, so that it is known whether there is a next one. */
async function find(db: Reader, demands: Demands, filter: z.infer<typeof asked>): Promise<FoundPerson[]> {
  await planForEveryone(db);
  const values = demandValues(demands);
  const found: FoundPerson[] = [];
  let from = await placeInList(db, filter.after);
  for (let size = FIRST; from && found.length <= PAGE; size *= FACTOR) {
    const wanted = PAGE + 1 - found.length;
    const own = [from.name, from.id, size, filter.code ?? null, filter.duty ?? null, wanted];
    const [look] = await db.$queryRawUnsafe<Look[]>(LOOK_SQL, ...values, ...own);
    found.push(...(look?.found ?? []));
    from = look?.last ?? null;
  }
  return found;
}

/** One pass over the next people by name. */
interface Look {
  readonly found: FoundPerson[];
  /** The last of those that were looked at; null when nobody comes after. */
  readonly last: PlaceInList | null;
}

/** Where a page begins; null after somebody who is not known. */
async function placeInList(db: Reader, after: string | undefined): Promise<PlaceInList | null> {
  if (after === undefined) return { name: "", id: NOBODY };
  return db.person.findUnique({ where: { id: after }, select: { id: true, name: true } });
}

const NOBODY = "00000000-0000-0000-0000-000000000000";
