import { z } from "zod";
import { openFile } from "../../../lib/crypto.ts";
import { read } from "../../../lib/db/reader.ts";
import { Refusal } from "../../../lib/refusal.ts";
import type { PersonActor } from "../../actor/schema.ts";

export interface OpenedFile {
  readonly mediaType: string;
  readonly bytes: Buffer;
}

/** A file of a posting's, unsealed. Refuses (not_found) everyone who is not legal too: the database shows them none. */
export async function getPostingFile(actor: PersonActor, id: string): Promise<OpenedFile> {
  const row = z.uuid().safeParse(id).success
    ? await read(actor, (db) => db.postingFile.findUnique({ where: { id } }))
    : null;
  if (!row) throw new Refusal("not_found", "no-such-file", "There is no such file.");
  return { mediaType: row.mediaType, bytes: openFile(row.id, row.sealed) };
}
