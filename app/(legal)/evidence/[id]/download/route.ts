import { downloadPack } from "../../../../../domain/evidence/commands/download-pack.ts";
import { bodyOf } from "../../../../_door/download.ts";
import { answerRoute } from "../../../../_door/route.ts";

/** A pack's bytes, part after part as the browser takes them. */
export async function GET(_: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  const { id } = await params;
  return answerRoute(async (actor) => {
    const { bytes, fileName, parts } = await downloadPack(actor, id);
    return new Response(bodyOf(parts), {
      headers: {
        "content-type": "application/zip",
        "content-length": String(bytes),
        "content-disposition": `attachment; filename="${fileName}"`,
        "cache-control": "no-store",
      },
    });
  });
}
