import { keyFingerprint, publicKeys } from "../../lib/signing.ts";

export const dynamic = "force-dynamic";

/** The keys that the portal signs with, and what they are known by: for everyone who checks a signature of it. */
export async function GET(): Promise<Response> {
  const body = { fingerprint: await keyFingerprint(), ...(await publicKeys()) };
  return Response.json(body, { headers: { "cache-control": "no-cache" } });
}
