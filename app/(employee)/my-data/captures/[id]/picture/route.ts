import { getPicture } from "../../../../../../domain/capture/queries/get-picture.ts";
import { StoreTrouble } from "../../../../../../lib/object-store/store.ts";
import { answerRoute } from "../../../../../_door/route.ts";

/** Seconds after which it is worth coming again. */
const COME_AGAIN = "30";

/** One of one's own pictures itself; no other exists. proxy.ts gives it a policy of its own. */
export async function GET(_: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  const { id } = await params;
  return answerRoute(async (actor) => {
    try {
      const bytes = await getPicture(actor, id);
      return new Response(new Uint8Array(bytes), {
        headers: {
          "content-type": "image/png",
          "content-length": String(bytes.length),
          "content-disposition": "inline",
          "x-content-type-options": "nosniff",
          "cache-control": "private, no-store",
        },
      });
    } catch (error) {
      if (error instanceof StoreTrouble) return unreachable(error);
      throw error;
    }
  });
}

function unreachable({ trouble, message }: StoreTrouble): Response {
  console.warn(JSON.stringify({ level: "warning", part: "captures", trouble, text: message }));
  return new Response("The picture cannot be reached right now. Please try again in a while.\n", {
    status: 503,
    headers: {
      "content-type": "text/plain; charset=utf-8",
      "cache-control": "private, no-store",
      "retry-after": COME_AGAIN,
    },
  });
}
