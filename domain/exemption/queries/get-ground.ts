import { z } from "zod";
import { type Reader, read } from "../../../lib/db/reader.ts";
import { Refusal } from "../../../lib/refusal.ts";
import type { PersonActor } from "../../actor/schema.ts";
import { GROUNDS, type Ground } from "../schema.ts";
import { savedDraft } from "./get-draft.ts";

/** What one's own draft or request is about; null while no ground is chosen. Refuses (not_found) where it is neither. */
export async function getGround(actor: PersonActor, requestId: string): Promise<Ground | null> {
  if (!z.uuid().safeParse(requestId).success) throw unknown();
  return read(actor, (db) => groundIn(db, actor, requestId));
}

/** The same within a transaction. */
export async function groundIn(db: Reader, actor: PersonActor, requestId: string): Promise<Ground | null> {
  const request = await db.exemptionRequest.findFirst({ where: { id: requestId, employeeId: actor.id } });
  if (request) return z.enum(GROUNDS).parse(request.ground);
  const draft = await savedDraft(db, actor);
  if (draft?.id !== requestId) throw unknown();
  return draft.form.ground;
}

function unknown(): Refusal {
  return new Refusal("not_found", "no-such-request", "There is no such request, or draft, of yours.");
}
