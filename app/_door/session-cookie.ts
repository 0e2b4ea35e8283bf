/** The session's cookie, for a portal at this address; as next-auth names it. */
export function sessionCookie(portal: string) {
  const secure = portal.startsWith("https:");
  const name = `${secure ? "__Secure-" : ""}next-auth.session-token`;
  return {
    secure,
    /** Whether a cookie is the session's, or a chunk of it. */
    has: (cookie: string) => cookie === name || cookie.startsWith(`${name}.`),
    /** Where a chunk belongs; 0 for the whole. */
    place: (cookie: string) => Number(cookie.slice(name.length + 1) || 0),
    /**
     * What takes a cookie away. Browsers refuse a `__Secure-` cookie that is set without Secure, and
     * taking it away is setting it (RFC 6265bis section 4.1.3.1).
     */
    ended: (cookie: string) => ({
      name: cookie,
      value: "",
      path: "/",
      maxAge: 0,
      httpOnly: true,
      sameSite: "lax" as const,
      secure,
    }),
  };
}
