import { getPostingFile } from "../../../../../../domain/posting/queries/get-posting-file.ts";
import { answerRoute } from "../../../../../_door/route.ts";

const ENDING: Record<string, string> = {
  "image/jpeg": "jpg",
  "image/png": "png",
  "application/pdf": "pdf",
};

/** A posting's photo or PDF, to be kept and not to be opened here: proxy.ts gives it a policy of its own. */
export async function GET(_: Request, { params }: { params: Promise<{ file: string }> }): Promise<Response> {
  const { file } = await params;
  return answerRoute(async (actor) => {
    const { mediaType, bytes } = await getPostingFile(actor, file);
    return new Response(new Uint8Array(bytes), {
      headers: {
        "content-type": mediaType,
        "content-length": String(bytes.length),
        "content-disposition": `attachment; filename="posting-${file}.${ENDING[mediaType] ?? "bin"}"`,
        "x-content-type-options": "nosniff",
        "cache-control": "no-store",
      },
    });
  });
}
