import { attachEvidence } from "../../../../domain/exemption/commands/attach-file.ts";
import { Refusal } from "../../../../lib/refusal.ts";
import { identifyWithinLimits } from "../../../_door/action.ts";
import { expectOwnPage } from "../../../_door/own-page.ts";
import { answerRoute } from "../../../_door/route.ts";
import { receiveForm } from "../receive-form.ts";

/**
 * Takes a file and the request or draft that it belongs to, as a form: what a file is called may say too much for an
 * address. Only from the portal's own pages.
 */
export function POST(request: Request): Promise<Response> {
  return answerRoute(async () => {
    const actor = await identifyWithinLimits();
    expectOwnPage(request, "Files are attached from the portal's own pages.");
    const form = await receiveForm(request);
    const file = form.get("file");
    if (!(file instanceof File) || file.name === "")
      throw new Refusal("invalid", "no-file", "Choose a photo or a PDF first.");
    const { id } = await attachEvidence(actor, {
      requestId: String(form.get("requestId")),
      name: file.name,
      bytes: Buffer.from(await file.arrayBuffer()),
    });
    return Response.json({ id }, { status: 201, headers: { "cache-control": "no-store" } });
  });
}
