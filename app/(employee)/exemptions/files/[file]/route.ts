import { getEvidenceFile } from "../../../../../domain/exemption/queries/get-file.ts";
import { answerRoute } from "../../../../_door/route.ts";

const ENDINGS: Record<string, readonly string[]> = {
  "image/jpeg": [".jpg", ".jpeg"],
  "image/png": [".png"],
  "application/pdf": [".pdf"],
  "application/json": [".json"],
};

/**
 * A file of a request's, for whoever may read the request: to be kept and not to be opened here. proxy.ts gives it a
 * policy of its own.
 */
export async function GET(_: Request, { params }: { params: Promise<{ file: string }> }): Promise<Response> {
  const { file } = await params;
  return answerRoute(async (actor) => {
    const { name, mediaType, bytes } = await getEvidenceFile(actor, file);
    return new Response(new Uint8Array(bytes), {
      headers: {
        "content-type": mediaType,
        "content-length": String(bytes.length),
        "content-disposition": `attachment; filename*=UTF-8''${encoded(named(name, mediaType))}`,
        "x-content-type-options": "nosniff",
        "cache-control": "no-store",
      },
    });
  });
}

/** Whatever it was called, it ends as what it is: nothing opens it as something else. */
function named(name: string, mediaType: string): string {
  const endings = ENDINGS[mediaType] ?? [".bin"];
  return endings.some((each) => name.toLowerCase().endsWith(each)) ? name : `${name}${endings[0]}`;
}

/** RFC 8187: what `encodeURIComponent` leaves and a header does not allow is encoded too. */
function encoded(name: string): string {
  return encodeURIComponent(name).replace(/['()*]/g, (each) => `%${each.charCodeAt(0).toString(16)}`);
}
