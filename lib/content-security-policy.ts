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

/** Of a file that somebody brought: whatever it turns out to be, it runs nothing and reaches nothing. */
export const SANDBOX_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox";
