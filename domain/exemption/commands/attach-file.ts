import { v7 as uuidv7 } from "uuid";
import { z } from "zod";
import { checked } from "../../../lib/checked.ts";
import { sha256 } from "../../../lib/crypto.ts";
import { Refusal } from "../../../lib/refusal.ts";
import { inspectUpload } from "../../../lib/upload.ts";
import type { PersonActor } from "../../actor/schema.ts";
import { type Transaction, transact } from "../../audit/commands.ts";
import { getGround, groundIn } from "../queries/get-ground.ts";
import { measuredIn } from "../queries/measurements.ts";
import { ownWordKey } from "../queries/word-key.ts";
import { fileName } from "../schema.ts";
import { orRefusal } from "./refuse.ts";

/**
 * Keeps a photo or a PDF with one's own draft or pending request, sealed under one's word key. Refuses: invalid (what
 * `inspectUpload` refuses), not_found (no such request or draft of theirs), conflict (settled, ten files are there,
 * this very file is).
 */
export async function attachEvidence(
  actor: PersonActor,
  input: { readonly requestId: string; readonly name: string; readonly bytes: Buffer },
): Promise<{ id: string }> {
  const name = checked(fileName, input.name);
  const { requestId } = input;
  // Before the file is decoded: whoever may not attach it makes no work for the portal.
  await getGround(actor, requestId);
  const { mediaType, bytes } = await inspectUpload(input.bytes);
  return orRefusal(
    transact(actor, async (tx) => {
      await tx.lock(actor.id);
      await groundIn(tx.db, actor, requestId);
      return keep(tx, actor, { requestId, name, mediaType, bytes });
    }),
  );
}

/**
 * Keeps what the agent on one of the actor's computers measured of itself with their draft or pending request, as it
 * was shown to them. Refuses: not_found (no such request or draft of theirs), conflict (its ground is not about that,
 * it is not what was shown, and as `attachEvidence`).
 */
export async function attachMeasurements(
  actor: PersonActor,
  input: { readonly requestId: string; readonly deviceId: string; readonly shown: string },
): Promise<{ id: string }> {
  const { requestId, deviceId, shown } = input;
  await getGround(actor, requestId);
  return orRefusal(
    transact(actor, async (tx) => {
      const now = await tx.lock(actor.id);
      const ground = await groundIn(tx.db, actor, requestId);
      const all = await measuredIn(tx.db, actor, ground, now.getTime());
      const found = all.find((each) => each.deviceId === deviceId && each.shown === shown);
      if (!found)
        throw new Refusal(
          "conflict",
          "changed",
          "The measurements, or what they would be attached to, changed in the meantime. Nothing was attached. Please look again.",
        );
      return keep(tx, actor, {
        requestId,
        name: checked(fileName, `Measurements of ${found.measurements.device.name}.json`),
        mediaType: "application/json",
        bytes: Buffer.from(JSON.stringify(found.measurements)),
      });
    }),
  );
}

/** Takes a file off one's own draft. Refuses: conflict (it is not there any more, or the request was sent). */
export async function removeEvidence(actor: PersonActor, fileId: string): Promise<void> {
  await transact(actor, async (tx) => {
    await tx.lock(actor.id);
    const file = z.uuid().safeParse(fileId).success
      ? await tx.db.exemptionFile.findFirst({ where: { id: fileId, employeeId: actor.id } })
      : null;
    // The database deletes none of a request that was sent.
    const deleted = file ? await tx.db.exemptionFile.deleteMany({ where: { id: file.id } }) : null;
    if (!file || !deleted?.count)
      throw new Refusal(
        "conflict",
        "no-such-file",
        "This file is not there any more, or the request was sent.",
      );
    await tx.record({ kind: "exemption.file-removed", subjectId: actor.id, objectId: file.requestId });
  });
}

interface Kept {
  readonly requestId: string;
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: Buffer;
}

async function keep(
  tx: Transaction,
  actor: PersonActor,
  { requestId, name, mediaType, bytes }: Kept,
): Promise<{ id: string }> {
  const id = uuidv7();
  const hash = sha256(bytes).toString("hex");
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
}
