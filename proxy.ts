import { type NextRequest, NextResponse } from "next/server";
import { contentSecurityPolicy, SANDBOX_POLICY } from "./lib/content-security-policy.ts";

/** Addresses of files that people attached, or agents sent. What is set here stands above what a route says. */
const BROUGHT_FILES = /^\/((postings\/[^/]+|exemptions)\/files(\/|$)|my-data\/captures\/[^/]+\/picture$)/;

/** Gives every page its own nonce. It decides nothing about who may see what: the domain does. */
export function proxy(request: NextRequest): NextResponse {
  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(18))).toString("base64");
  const https = (request.headers.get("x-forwarded-proto") ?? request.nextUrl.protocol).startsWith("https");
  const policy = BROUGHT_FILES.test(request.nextUrl.pathname)
    ? SANDBOX_POLICY
    : contentSecurityPolicy(nonce, { issuer: process.env.OIDC_ISSUER, https });

  const headers = new Headers(request.headers);
  headers.set("x-nonce", nonce);
  headers.set("content-security-policy", policy);
  // A layout is not told which page it is around; whoever has to sign in first comes back to it.
  const { pathname, searchParams } = request.nextUrl;
  searchParams.delete("_rsc");
  headers.set("x-requested-path", searchParams.size > 0 ? `${pathname}?${searchParams}` : pathname);

  const response = NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy);
  if (https) response.headers.set("strict-transport-security", "max-age=63072000; includeSubDomains");
  return response;
}

export const config = { matcher: "/((?!_next/static/).*)" };
