import { type NextRequest, NextResponse } from "next/server";

/**
 * The content security policy of one page. Nothing inline runs or styles without this request's
 * nonce, and forms go only to this portal and, because sign-in and sign-out are redirected there,
 * to the identity provider.
 * @param issuer the provider's URL, of which only the origin is used
 */
export function contentSecurityPolicy(
  nonce: string,
  { issuer, https }: { issuer?: string; https: boolean },
): string {
  const provider = issuer && URL.canParse(issuer) ? ` ${new URL(issuer).origin}` : "";
  const policy = [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    `form-action 'self'${provider}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "object-src 'none'",
  ];
  // Only behind TLS: on plain http it would break every link of a portal tried on a local network.
  if (https) policy.push("upgrade-insecure-requests");
  return policy.join("; ");
}

/** Gives every page its own nonce. It decides nothing about who may see what: the domain does. */
export function proxy(request: NextRequest): NextResponse {
  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(18))).toString("base64");
  const https = (request.headers.get("x-forwarded-proto") ?? request.nextUrl.protocol).startsWith("https");
  const policy = contentSecurityPolicy(nonce, { issuer: process.env.OIDC_ISSUER, https });

  const headers = new Headers(request.headers);
  headers.set("x-nonce", nonce);
  headers.set("content-security-policy", policy);

  const response = NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy);
  if (https) response.headers.set("strict-transport-security", "max-age=63072000; includeSubDomains");
  return response;
}

export const config = { matcher: "/((?!_next/static/).*)" };
