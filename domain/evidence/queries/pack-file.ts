import { read } from "../../../lib/db/reader.ts";
import type { JobActor } from "../../actor/schema.ts";

/** A posting's file as it is kept, sealed. */
export function packFile(actor: JobActor, id: string): Promise<Uint8Array> {
  return read(actor, async (db) => {
    const { sealed } = await db.postingFile.findUniqueOrThrow({ where: { id }, select: { sealed: true } });
    return sealed;
  });
}
