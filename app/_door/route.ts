import type { PersonActor } from "../../domain/actor/schema.ts";
import { REFUSAL_STATUS, Refusal } from "../../lib/refusal.ts";
import { identify } from "./session.ts";

/** Runs one verb for a route: identifies first. A refusal becomes problem+json (RFC 9457). */
export async function answerRoute(verb: (actor: PersonActor) => Promise<Response>): Promise<Response> {
  try {
    return await verb(await identify());
  } catch (error) {
    if (error instanceof Refusal) return problem(error);
    throw error;
  }
}

function problem(refusal: Refusal): Response {
  const status = REFUSAL_STATUS[refusal.code];
  const { fields, retryAfter } = refusal.detail;
  const body = { type: `urn:sayso:${refusal.reason}`, title: refusal.message, status, fields };
  const headers = new Headers({ "content-type": "application/problem+json", "cache-control": "no-store" });
  if (retryAfter !== undefined) headers.set("retry-after", String(retryAfter));
  return new Response(JSON.stringify(body), { status, headers });
}
