import { getNoticeBytes } from "../../../../../domain/notice/queries/get-notice.ts";
import { answerRoute } from "../../../../_door/route.ts";

/** The notice's exact bytes: what its SHA-256 is of. */
export async function GET(_: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  const { id } = await params;
  return answerRoute(async (actor) => {
    const { content, sha256, jurisdiction, version, language } = await getNoticeBytes(actor, id);
    const name = `notice-${jurisdiction}-${version}-${language}.json`;
    return new Response(content, {
      headers: {
        "content-type": "application/json; charset=utf-8",
        "content-disposition": `attachment; filename="${name}"`,
        "repr-digest": `sha-256=:${Buffer.from(sha256, "hex").toString("base64")}:`,
        "cache-control": "no-store",
      },
    });
  });
}
