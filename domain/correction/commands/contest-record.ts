import { v7 as uuidv7 } from "uuid";
import { checked } from "../../../lib/checked.ts";
import { Refusal } from "../../../lib/refusal.ts";
import { parseRecordId } from "../../activity/rules/record-id.ts";
import { captureId } from "../../activity/schema.ts";
import type { PersonActor } from "../../actor/schema.ts";
import { transact } from "../../audit/commands.ts";
import { holdOwnWordKey } from "../../exemption/queries/word-key.ts";
import { contestInput } from "../schema.ts";
import { orRefusal } from "./refuse.ts";

interface Said {
  readonly reason: unknown;
  readonly words: unknown;
}

/**
 * Says that a record of the actor's is wrong. From this moment nobody else reads it, until it is answered. Refuses:
 * not_found (no record of theirs, or not any more), invalid (a field), conflict (it was contested before), too_many.
 */
export async function contestRecord(
  actor: PersonActor,
  { recordId, ...said }: Said & { readonly recordId: string },
): Promise<{ id: string }> {
  const record = parseRecordId(recordId);
  if (!record) throw new Refusal("not_found", "no-such-record", "There is no such record, or not any more.");
  const { deviceId, startedAt } = record;
  return contest(actor, said, { deviceId, startedAt: new Date(startedAt) });
}

/** The same of a picture. Refuses alike. */
export async function contestPicture(
  actor: PersonActor,
  { captureId: asked, ...said }: Said & { readonly captureId: string },
): Promise<{ id: string }> {
  const { success, data } = captureId.safeParse(asked);
  if (!success)
    throw new Refusal("not_found", "no-such-picture", "There is no such picture, or not any more.");
  return contest(actor, said, { captureId: data });
}

async function contest(
  actor: PersonActor,
  said: Said,
  what: { readonly deviceId: string; readonly startedAt: Date } | { readonly captureId: string },
): Promise<{ id: string }> {
  const { reason, words } = checked(contestInput, said);
  return orRefusal(
    transact(actor, async (tx) => {
      const id = uuidv7();
      const key = await holdOwnWordKey(tx.db, actor.id);
      const sealed = words === "" ? null : key.seal(words, `contest:${id}`);
      await tx.db.contest.create({ data: { employeeId: actor.id, id, ...what, reason, words: sealed } });
      await tx.record({ kind: "correction.contested", subjectId: actor.id, objectId: id });
      return { id };
    }),
  );
}
