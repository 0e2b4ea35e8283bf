import { Refusal } from "../../lib/refusal.ts";

/**
 * Lets only the portal's own pages in, by what browsers say of themselves (Fetch Metadata; where they say nothing, as
 * over plain HTTP in a company's network, by RFC 6454's Origin). Refuses (not_found) with this sentence.
 */
export function expectOwnPage(request: Request, sentence: string): void {
  const site = request.headers.get("sec-fetch-site");
  const isOwn = site === null ? isSameHost(request) : site === "same-origin";
  if (!isOwn) throw new Refusal("not_found", "another-site", sentence);
}

function isSameHost({ headers }: Request): boolean {
  const origin = headers.get("origin");
  return origin !== null && URL.canParse(origin) && new URL(origin).host === headers.get("host");
}
