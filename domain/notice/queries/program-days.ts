import { type Reader, read } from "../../../lib/db/reader.ts";
import type { PersonActor } from "../../actor/schema.ts";
import type { RetentionDays } from "../rules/retention-days.ts";

/** For how many days the program keeps each category at most, whatever a notice says. */
export function getProgramDays(actor: PersonActor): Promise<RetentionDays> {
  return read(actor, readProgramDays);
}

/** The same within a transaction. */
export async function readProgramDays(db: Pick<Reader, "program">): Promise<RetentionDays> {
  const { pointerDays, keyboardDays, screenDays, applicationDays } = await db.program.findFirstOrThrow();
  return { pointer: pointerDays, keyboard: keyboardDays, screen: screenDays, application: applicationDays };
}
