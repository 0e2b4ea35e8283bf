import { z } from "zod";
import { type Reader, read } from "../../../lib/db/reader.ts";
import { Refusal } from "../../../lib/refusal.ts";
import type { OwnReader } from "../../actor/schema.ts";
import { ownWordKey, type WordKey, wordKeyOfRequest } from "./word-key.ts";

export interface EvidenceFile {
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: Buffer;
}

/** A file of a request's or of one's own draft, opened. Refuses (not_found) everyone who may not read the request. */
export async function getEvidenceFile(actor: OwnReader, id: string): Promise<EvidenceFile> {
  if (!z.uuid().safeParse(id).success) throw unknown();
  return read(actor, async (db) => {
    const row = await db.exemptionFile.findUnique({ where: { id } });
    if (!row) throw unknown();
    const key = await evidenceKey(db, actor, row);
    return { name: row.name, mediaType: row.mediaType, bytes: key.openBytes(row.sealed, `file:${id}`) };
  });
}

/** The key of a file: one's own also opens what hangs on a draft, which is no request yet. */
export function evidenceKey(
  db: Reader,
  actor: OwnReader,
  { requestId, employeeId }: { readonly requestId: string; readonly employeeId: string },
): Promise<WordKey> {
  return employeeId === actor.id ? ownWordKey(db, actor.id) : wordKeyOfRequest(db, requestId);
}

function unknown(): Refusal {
  return new Refusal("not_found", "no-such-file", "There is no such file.");
}
