import type { Reader } from "../../../lib/db/reader.ts";
import { lawBody } from "../../jurisdiction/schema.ts";

/** What a place is called, and the words that a notice there has to say; its code and none where it has no row of law. */
export async function placeOf(
  db: Reader,
  code: string,
): Promise<{ name: string; requiredWording: string[] }> {
  const law = await db.jurisdiction.findFirst({ where: { code, untilAt: null }, select: { body: true } });
  if (!law) return { name: code, requiredWording: [] };
  return lawBody.pick({ name: true, requiredWording: true }).parse(law.body);
}
