import { DOWNLOAD } from "../../../../../../components/export/addresses.ts";
import { downloadExport } from "../../../../../../domain/export/commands/download-export.ts";
import { type ByteRange, byteRange } from "../../../../../../lib/byte-range.ts";
import { Refusal } from "../../../../../../lib/refusal.ts";
import { bodyOf, refusedPage } from "../../../../../_door/download.ts";
import { answerRoute } from "../../../../../_door/route.ts";

/** The actor's download, from where their browser left off. One that is gone says so on a page of its own. */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ id: string }> },
): Promise<Response> {
  const { id } = await params;
  return answerRoute(async (actor) => {
    try {
      return answer(request.headers, await downloadExport(actor, id));
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== "expired") throw error;
      const nonce = request.headers.get("x-nonce");
      const words = {
        title: "This download is gone",
        back: "Back to your downloads",
        backTo: DOWNLOAD,
      };
      return refusedPage(error, { ...words, nonce });
    }
  });
}

type Kept = Awaited<ReturnType<typeof downloadExport>>;

/** Next tells no length of a stream; one that breaks off ends without its last chunk, and so is known for half. */
function answer(asked: Headers, { bytes, sha256, fileName, slice }: Kept): Response {
  const etag = `"${sha256}"`;
  const headers = new Headers({
    "content-type": "application/zip",
    "content-disposition": `attachment; filename="${fileName}"`,
    "accept-ranges": "bytes",
    "x-content-type-options": "nosniff",
    "cache-control": "no-store, no-transform",
    etag,
  });
  // RFC 9110 section 13.1.5: what is not the same any more is begun anew.
  const isSame = (asked.get("if-range") ?? etag) === etag;
  const range = isSame ? byteRange(asked.get("range"), bytes) : null;
  if (range === "unsatisfiable") {
    headers.set("content-range", `bytes */${bytes}`);
    return new Response(null, { status: 416, headers });
  }
  const { from, to }: ByteRange = range ?? { from: 0, to: bytes };
  if (range) headers.set("content-range", `bytes ${from}-${to - 1}/${bytes}`);
  return new Response(bodyOf(slice(from, to)), { status: range ? 206 : 200, headers });
}
