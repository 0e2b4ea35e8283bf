import { z } from "zod";
import type { Reader } from "../../../lib/db/reader.ts";

/** Somebody of the directory, also one who left. */
export interface NamedPerson {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly title: string;
  readonly timeZone: string;
  readonly active: boolean;
}

/** How many are offered to choose from. */
const MOST = 10;
const SELECT = { id: true, name: true, email: true, title: true, timeZone: true, active: true } as const;

/** Whom a name or an address may mean: those who have it whole, or else those who have it in their name. */
export async function findPeople(
  db: Reader,
  { who, personId }: { who: string; personId?: string },
): Promise<NamedPerson[]> {
  const find = (where: NonNullable<Parameters<typeof db.person.findMany>[0]>["where"]) =>
    db.person.findMany({ where, select: SELECT, orderBy: [{ name: "asc" }, { id: "asc" }], take: MOST });
  if (personId) return z.uuid().safeParse(personId).success ? find({ id: personId }) : [];
  if (who === "") return [];
  const equals = { equals: who.replace(/[\\%_]/g, "\\$&"), mode: "insensitive" } as const;
  const whole = await find({ OR: [{ name: equals }, { email: equals }] });
  return whole.length > 0 ? whole : find({ name: { contains: who, mode: "insensitive" } });
}
