import { z } from "zod";
import type { ArchiveFile } from "../../../lib/archive.ts";
import { open } from "../../../lib/crypto.ts";
import { objectStore } from "../../../lib/object-store/configured.ts";
import { StoreTrouble } from "../../../lib/object-store/store.ts";
import { sealContext } from "../../capture/rules.ts";
import { type CaptureRow, overCaptures } from "../queries/captures.ts";
import { type ExportedCapture, exportedCapture } from "../schema.ts";
import type { Sources } from "./sources.ts";

/** A store that fails so often in a row is away: it is asked no more, or an export would wait for each picture. */
const TROUBLES_IN_A_ROW = 3;

/**
 * The pictures themselves, one at a time, then what is known of each. One that the store does not give, or gives
 * damaged, is listed without a file, so that it takes nothing else from anybody; `missed` hears of each.
 */
export async function* captureFiles({ actor, at, dataKey, missed }: Sources): AsyncGenerator<ArchiveFile> {
  const schema = JSON.stringify(z.toJSONSchema(exportedCapture), null, 1);
  yield { path: "captures.schema.json", chunks: [`${schema}\n`] };
  const files = new Map<string, string | null>();
  let troubles = 0;
  for await (const page of overCaptures(actor, at)) {
    for (const { captureId, object } of page) {
      const sealed = troubles < TROUBLES_IN_A_ROW ? await fetchSealed(object) : "away";
      troubles = sealed === "away" ? troubles + 1 : 0;
      const picture = opened(sealed, dataKey, sealContext(actor.id, captureId));
      const path = picture && `captures/${captureId}.png`;
      files.set(captureId, path);
      if (picture && path) yield { path, chunks: [picture] };
      else missed();
    }
  }
  yield { path: "captures.jsonl", chunks: lines(overCaptures(actor, at), files) };
}

/** Null where the store has nothing under that name. */
async function fetchSealed(object: string): Promise<Buffer | "away" | null> {
  try {
    return await objectStore().get(object);
  } catch (error) {
    if (error instanceof StoreTrouble) return "away";
    throw error;
  }
}

/** Null also where what lies there is not what was put there. */
function opened(sealed: Buffer | "away" | null, dataKey: Uint8Array, context: string): Buffer | null {
  if (sealed === null || sealed === "away") return null;
  try {
    return open(dataKey, sealed, context);
  } catch {
    return null;
  }
}

/** Of those that were looked for: what came or went meanwhile is not in it. */
async function* lines(
  pages: AsyncGenerator<CaptureRow[]>,
  files: ReadonlyMap<string, string | null>,
): AsyncGenerator<string> {
  for await (const page of pages) {
    for (const row of page) {
      const file = files.get(row.captureId);
      if (file !== undefined) yield `${JSON.stringify(captureOf(row, file))}\n`;
    }
  }
}

function captureOf({ captureId, ...row }: CaptureRow, file: string | null): ExportedCapture {
  return {
    id: captureId,
    deviceId: row.deviceId,
    takenAt: row.takenAt.toISOString(),
    receivedAt: row.receivedAt.toISOString(),
    day: row.day.toISOString().slice(0, 10),
    application: row.application,
    heldUntil: row.heldUntil.toISOString(),
    bytes: row.bytes,
    width: row.width,
    height: row.height,
    file,
  };
}
