import { attachEvidence } from "../../../../domain/exemption/commands/attach-file.ts";
import { atMost } from "../../../../lib/at-most.ts";
import { rateLimit } from "../../../../lib/rate-limit.ts";
import { Refusal } from "../../../../lib/refusal.ts";
import { identifyWithinLimits } from "../../../_door/action.ts";
import { expectOwnPage } from "../../../_door/own-page.ts";
import { answerRoute } from "../../../_door/route.ts";
import { receiveFileForm } from "../receive-form.ts";

/** Three times what one request may have. */
const limitFiles = rateLimit(30, 60, "That were many files in a short time. Please wait a minute.");
/** A file is several times in memory while it is looked into, beside everything else that this process does. */
const inItsPlace = atMost(
  { each: 1, all: 20 },
  "Another file is being looked into just now. Please try again in a moment.",
);

/**
 * Takes a file and the request or draft that it belongs to, as a form: what a file is called may say too much for an
 * address. Only from the portal's own pages.
 */
export function POST(request: Request): Promise<Response> {
  return answerRoute(async () => {
    const actor = await identifyWithinLimits();
    expectOwnPage(request, "Files are attached from the portal's own pages.");
    await limitFiles(actor.id);
    const { id } = await inItsPlace(actor.id, async () => {
      const form = await receiveFileForm(request);
      const file = form.get("file");
      if (!(file instanceof File) || file.name === "")
        throw new Refusal("invalid", "no-file", "Choose a photo or a PDF first.");
      return attachEvidence(actor, {
        requestId: String(form.get("requestId")),
        name: file.name,
        bytes: Buffer.from(await file.arrayBuffer()),
      });
    });
    return Response.json({ id }, { status: 201, headers: { "cache-control": "no-store" } });
  });
}
