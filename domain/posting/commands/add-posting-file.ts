import { v7 as uuidv7 } from "uuid";
import { sealFile, sha256 } from "../../../lib/crypto.ts";
import { Refusal } from "../../../lib/refusal.ts";
import { inspectUpload } from "../../../lib/upload.ts";
import type { PersonActor } from "../../actor/schema.ts";
import { transact } from "../../audit/commands.ts";
import { MOST_FILES } from "../schema.ts";
import { requireLegal, requirePosting } from "./require.ts";

/**
 * Keeps a photo or a PDF with a posting, sealed under the master key and bound to its row. What it is, its
 * content says, and not its name. Refuses: forbidden (not legal), not_found, invalid (what `inspectUpload`
 * refuses), conflict (this very file is there, or too many are).
 */
export async function addPostingFile(
  actor: PersonActor,
  input: { postingId: string; bytes: Buffer },
): Promise<{ id: string }> {
  requireLegal(actor);
  const { mediaType, bytes } = await inspectUpload(input.bytes);
  const id = uuidv7();
  const hash = sha256(bytes).toString("hex");
  return transact(actor, async (tx) => {
    const posting = await requirePosting(tx, input.postingId);
    // One at a time for each posting: what is there is looked at before it is added to.
    await tx.db.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${posting.id}, 5))`;
    const files = await tx.db.postingFile.findMany({
      where: { postingId: posting.id },
      select: { sha256: true },
    });
    if (files.some((each) => each.sha256 === hash))
      throw refuse("there-already", "This file is there already.");
    if (files.length >= MOST_FILES) throw refuse("too-many", `A posting has at most ${MOST_FILES} files.`);
    await tx.db.postingFile.create({
      data: {
        id,
        postingId: posting.id,
        mediaType,
        bytes: bytes.length,
        sha256: hash,
        sealed: new Uint8Array(sealFile(id, bytes)),
        addedBy: actor.id,
      },
    });
    await tx.record({ kind: "posting.file-added", objectId: posting.id, details: { file: id } });
    return { id };
  });
}

function refuse(reason: string, message: string): Refusal {
  return new Refusal("conflict", reason, message, { fields: { file: message } });
}
