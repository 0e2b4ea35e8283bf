import { downloadPack } from "../../../../../domain/evidence/commands/download-pack.ts";
import { answerRoute } from "../../../../_door/route.ts";

/** A pack's bytes, part after part as the browser takes them. */
export async function GET(_: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  const { id } = await params;
  return answerRoute(async (actor) => {
    const { bytes, fileName, parts } = await downloadPack(actor, id);
    const body = new ReadableStream<Uint8Array>({
      async pull(controller) {
        const { done, value } = await parts.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      cancel: async () => {
        await parts.return(undefined);
      },
    });
    return new Response(body, {
      headers: {
        "content-type": "application/zip",
        "content-length": String(bytes),
        "content-disposition": `attachment; filename="${fileName}"`,
        "cache-control": "no-store",
      },
    });
  });
}
