import { endSessions } from "../../domain/directory/commands/end-sessions.ts";
import { Refusal } from "../../lib/refusal.ts";
import { endSession, identify } from "../_door/session.ts";

/**
 * Signs out here and at the provider; with `?everywhere`, in every browser. A plain form posts to it, since the
 * answer leads to the provider, which scripts may not fetch. What is posted is not read: nobody is identified
 * yet. From another site nobody is signed out.
 */
export async function POST(request: Request): Promise<Response> {
  const from = request.headers.get("sec-fetch-site") ?? "same-origin";
  if (from !== "same-origin") return new Response(null, { status: 403 });
  if (new URL(request.url).searchParams.has("everywhere")) await endEverySession();
  return new Response(null, {
    status: 303,
    headers: { location: await endSession(), "cache-control": "no-store" },
  });
}

/** From a tab whose session is over already there is none to name: then at least this browser's ends. */
async function endEverySession(): Promise<void> {
  try {
    await endSessions(await identify());
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
  }
}
