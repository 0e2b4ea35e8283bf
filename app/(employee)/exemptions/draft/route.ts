import { saveExemptionDraft } from "../../../../domain/exemption/commands/save-draft.ts";
import { announceArrival } from "../../../../lib/events.ts";
import { identifyWithinLimits } from "../../../_door/action.ts";
import { expectOwnPage } from "../../../_door/own-page.ts";
import { answerRoute } from "../../../_door/route.ts";
import { draftIdOf, draftOf } from "../draft-of.ts";
import { receiveDraftForm } from "../receive-form.ts";

/** Keeps the draft as it is typed: the form as the body, also of a page that is being left. */
export function POST(request: Request): Promise<Response> {
  return answerRoute(async () => {
    const actor = await identifyWithinLimits();
    expectOwnPage(request, "Drafts are written on the portal's own pages.");
    const form = await receiveDraftForm(request);
    const saved = await saveExemptionDraft(actor, draftOf(form), draftIdOf(form));
    // The page that comes next may have been read before this arrived: it looks again.
    if (form.has("leaving")) announceArrival(actor.id);
    return Response.json(saved, { headers: { "cache-control": "no-store" } });
  });
}
