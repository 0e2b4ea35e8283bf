import { addPostingFile } from "../../../../../domain/posting/commands/add-posting-file.ts";
import { Refusal } from "../../../../../lib/refusal.ts";
import { receiveUpload } from "../../../../../lib/upload.ts";
import { identifyWithinLimits } from "../../../../_door/action.ts";
import { expectOwnPage } from "../../../../_door/own-page.ts";
import { answerRoute } from "../../../../_door/route.ts";

/** Takes a file as the body, for `?posting=`. Only from the portal's own pages, and only legal's is read at all. */
export function POST(request: Request): Promise<Response> {
  return answerRoute(async () => {
    const actor = await identifyWithinLimits();
    if (!actor.roles.includes("legal"))
      throw new Refusal("not_found", "no-such-page", "There is no such page.");
    expectOwnPage(request, "Files are attached from the portal's own pages.");
    const postingId = new URL(request.url).searchParams.get("posting") ?? "";
    const bytes = await receiveUpload(request);
    const { id } = await addPostingFile(actor, { postingId, bytes });
    return Response.json({ id }, { status: 201, headers: { "cache-control": "no-store" } });
  });
}
