import { v7 as uuidv7 } from "uuid";
import { checked } from "../../../lib/checked.ts";
import { Refusal } from "../../../lib/refusal.ts";
import { parseRecordId } from "../../activity/rules/record-id.ts";
import type { PersonActor } from "../../actor/schema.ts";
import { transact } from "../../audit/commands.ts";
import { ownWordKey } from "../../exemption/queries/word-key.ts";
import { contestInput } from "../schema.ts";
import { orRefusal } from "./refuse.ts";

/**
 * Says that a record of the actor's is wrong. From this moment nobody else reads it, until it is answered. Refuses:
 * not_found (no record of theirs, or not any more), invalid (a field), conflict (it was contested before), too_many.
 */
export async function contestRecord(
  actor: PersonActor,
  { recordId, ...input }: { readonly recordId: string; readonly reason: unknown; readonly words: unknown },
): Promise<{ id: string }> {
  const { reason, words } = checked(contestInput, input);
  const record = parseRecordId(recordId);
  if (!record) throw new Refusal("not_found", "no-such-record", "There is no such record, or not any more.");
  return orRefusal(
    transact(actor, async (tx) => {
      const id = uuidv7();
      const key = await ownWordKey(tx.db, actor.id);
      const sealed = words === "" ? null : key.seal(words, `contest:${id}`);
      const { deviceId } = record;
      const startedAt = new Date(record.startedAt);
      await tx.db.contest.create({
        data: { employeeId: actor.id, id, deviceId, startedAt, reason, words: sealed },
      });
      await tx.record({ kind: "correction.contested", subjectId: actor.id, objectId: id });
      return { id };
    }),
  );
}
