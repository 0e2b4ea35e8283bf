import { open, unwrapDataKey } from "../../../lib/crypto.ts";
import { read } from "../../../lib/db/reader.ts";
import { objectStore } from "../../../lib/object-store/configured.ts";
import { StoreTrouble } from "../../../lib/object-store/store.ts";
import type { PersonActor } from "../../actor/schema.ts";
import { sealContext } from "../rules.ts";
import { ownRow } from "./list-captures.ts";

/**
 * One of the actor's own pictures itself, a PNG. Refuses (not_found) any other, and what is no id. Throws StoreTrouble
 * when the store cannot give it now.
 */
export async function getPicture(actor: PersonActor, id: string): Promise<Buffer> {
  const { object, captureId, wrapped } = await read(actor, async (db) => {
    const row = await ownRow(db, actor.id, id);
    const key = await db.dataKey.findUniqueOrThrow({ where: { employeeId: actor.id } });
    return { ...row, wrapped: key.wrapped };
  });
  const sealed = await objectStore().get(object);
  if (!sealed) throw new StoreTrouble("gone", "a picture is not where it was put");
  return open(unwrapDataKey(actor.id, wrapped), sealed, sealContext(actor.id, captureId));
}
