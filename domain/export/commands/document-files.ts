import type { ArchiveFile } from "../../../lib/archive.ts";
import type { ExportActor } from "../../actor/schema.ts";
import { getReceipt } from "../../consent/queries.ts";
import { getEvidenceFile } from "../../exemption/queries/get-file.ts";
import { getRequest } from "../../exemption/queries/get-request.ts";
import {
  draftOf,
  overNotices,
  overReceipts,
  overRequestFiles,
  overRequests,
} from "../queries/own-documents.ts";
import { requestJson } from "../rules/request-json.ts";

const ENDING: Readonly<Record<string, string>> = {
  "image/jpeg": "jpg",
  "image/png": "png",
  "application/pdf": "pdf",
  "application/json": "json",
};

/** What is read rather than counted: receipts, notices, and requests with the files that were added to them. */
export async function* documentFiles(actor: ExportActor): AsyncGenerator<ArchiveFile> {
  for await (const page of overReceipts(actor)) {
    for (const { id } of page) {
      const receipt = JSON.stringify(await getReceipt(actor, id), null, 1);
      yield { path: `receipts/${id}.json`, chunks: [`${receipt}\n`] };
    }
  }
  for await (const page of overNotices(actor))
    for (const { sha256, content } of page) yield { path: `notices/${sha256}.json`, chunks: [content] };
  yield { path: "requests.jsonl", chunks: requests(actor) };
  const draft = await draftOf(actor);
  if (draft) yield { path: "request-draft.json", chunks: [`${requestJson(draft)}\n`] };
  for await (const page of overRequestFiles(actor)) {
    for (const { id } of page) {
      const { mediaType, bytes } = await getEvidenceFile(actor, id);
      yield { path: `request-files/${id}.${ENDING[mediaType] ?? "bin"}`, chunks: [bytes] };
    }
  }
}

async function* requests(actor: ExportActor): AsyncGenerator<string> {
  for await (const page of overRequests(actor))
    for (const { id } of page) yield `${requestJson(await getRequest(actor, id))}\n`;
}
