import type { ArchiveFile } from "../../../lib/archive.ts";
import { Refusal } from "../../../lib/refusal.ts";
import type { ExportActor } from "../../actor/schema.ts";
import { getPicture } from "../../capture/queries/get-picture.ts";
import { overPictures } from "../queries/own-pictures.ts";

/**
 * What is stored of each picture, and the pictures themselves, one at a time. One that is deleted meanwhile is left
 * out. Throws StoreTrouble when the store cannot give one now: the export is begun anew later.
 */
export async function* pictureFiles(actor: ExportActor, at: Date): AsyncGenerator<ArchiveFile> {
  yield { path: "captures.jsonl", chunks: pictureLines(actor, at) };
  for await (const page of overPictures(actor, at)) {
    for (const { captureId } of page) {
      const bytes = await pictureOrNone(actor, captureId);
      if (bytes) yield { path: `captures/${captureId}.png`, chunks: [bytes] };
    }
  }
}

async function* pictureLines(actor: ExportActor, at: Date): AsyncGenerator<string> {
  for await (const page of overPictures(actor, at)) {
    for (const { object: _named, employeeId: _own, day, ...picture } of page)
      yield `${JSON.stringify({ ...picture, day: day.toISOString().slice(0, 10) })}\n`;
  }
}

async function pictureOrNone(actor: ExportActor, id: string): Promise<Buffer | null> {
  try {
    return await getPicture(actor, id);
  } catch (error) {
    if (error instanceof Refusal && error.code === "not_found") return null;
    throw error;
  }
}
