import { z } from "zod";
import type { Prisma } from "../../../generated/prisma/client.ts";
import { type Reader, read } from "../../../lib/db/reader.ts";
import type { PersonActor } from "../../actor/schema.ts";
import { MOST_NAMED, type NamedPerson } from "../schema/question.ts";

const SELECT = { id: true, name: true, email: true, title: true, timeZone: true, active: true } as const;

/** Whom a name or an address may mean: those who have it whole, or else those who have it in their name. */
export function findPeople(
  actor: PersonActor,
  { who, personId }: { who: string; personId?: string },
): Promise<NamedPerson[]> {
  return read(actor, async (db) => {
    if (personId) return z.uuid().safeParse(personId).success ? find(db, { id: personId }) : [];
    if (who === "") return [];
    const text = who.replace(/[\\%_]/g, "\\$&");
    const equals = { equals: text, mode: "insensitive" } as const;
    const whole = await find(db, { OR: [{ name: equals }, { email: equals }] });
    return whole.length > 0 ? whole : find(db, { name: { contains: text, mode: "insensitive" } });
  });
}

function find(db: Reader, where: Prisma.PersonWhereInput): Promise<NamedPerson[]> {
  return db.person.findMany({
    where,
    select: SELECT,
    orderBy: [{ name: "asc" }, { id: "asc" }],
    take: MOST_NAMED,
  });
}
