import { v7 as uuidv7 } from "uuid";
import { checked } from "../../../lib/checked.ts";
import { sha256 } from "../../../lib/crypto.ts";
import { Refusal } from "../../../lib/refusal.ts";
import { inspectUpload } from "../../../lib/upload.ts";
import type { PersonActor } from "../../actor/schema.ts";
import { transact } from "../../audit/commands.ts";
import { ownWordKey } from "../queries/word-key.ts";
import { fileName } from "../schema.ts";
import { orRefusal } from "./refuse.ts";

/**
 * Keeps a photo or a PDF with one's own draft or pending request, sealed under one's word key. Refuses: invalid (what
 * `inspectUpload` refuses), conflict (settled, ten files are there, this very file is).
 */
export async function attachEvidence(
  actor: PersonActor,
  input: { readonly requestId: string; readonly name: string; readonly bytes: Buffer },
): Promise<{ id: string }> {
  const name = checked(fileName, input.name);
  const { mediaType, bytes } = await inspectUpload(input.bytes);
  const id = uuidv7();
  const hash = sha256(bytes).toString("hex");
  return orRefusal(
    transact(actor, async (tx) => {
      await tx.lock(actor.id);
      const { requestId } = input;
      if (await tx.db.exemptionFile.count({ where: { requestId, employeeId: actor.id, sha256: hash } }))
        throw new Refusal("conflict", "there-already", "This file is there already.");
      const key = await ownWordKey(tx.db, actor.id);
      await tx.db.exemptionFile.create({
        data: {
          id,
          requestId,
          employeeId: actor.id,
          name,
          mediaType,
          bytes: bytes.length,
          sha256: hash,
          sealed: key.seal(bytes, `file:${id}`),
        },
      });
      await tx.record({ kind: "exemption.file-added", subjectId: actor.id, objectId: requestId });
      return { id };
    }),
  );
}
