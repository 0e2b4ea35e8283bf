import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import type { NextAuthOptions } from "next-auth";
import { decode } from "next-auth/jwt";
import { cache } from "react";
import { z } from "zod";
import { actorForSession, findSessionEpoch } from "../../domain/actor/queries.ts";
import type { PersonActor } from "../../domain/actor/schema.ts";
import { Refusal } from "../../lib/refusal.ts";
import { sessionCookie } from "./session-cookie.ts";

const SESSION_SECONDS = 8 * 60 * 60;
const COOKIE = sessionCookie(process.env.NEXTAUTH_URL ?? "");

/** What the encrypted session cookie holds. */
const sessionToken = z.object({ sub: z.string().min(1), epoch: z.int(), idToken: z.string().optional() });
type SessionToken = z.infer<typeof sessionToken>;

/** next-auth against any OpenID provider: authorization code with PKCE, state and nonce. No password is ours. */
export const authOptions: NextAuthOptions = {
  session: { strategy: "jwt", maxAge: SESSION_SECONDS },
  pages: { signIn: "/sign-in", error: "/sign-in" },
  useSecureCookies: COOKIE.secure,
  providers: [
    {
      id: "company",
      name: "Company sign-in",
      type: "oauth",
      wellKnown: `${process.env.OIDC_ISSUER}/.well-known/openid-configuration`,
      clientId: process.env.OIDC_CLIENT_ID,
      clientSecret: process.env.OIDC_CLIENT_SECRET,
      idToken: true,
      checks: ["pkce", "state", "nonce"],
      authorization: { params: { scope: "openid profile email" } },
      profile: (profile: { sub: string }) => ({ id: profile.sub }),
    },
  ],
  callbacks: {
    signIn: async ({ account }) =>
      (await findSessionEpoch(account?.providerAccountId ?? "")) !== null || "/sign-in?error=AccessDenied",
    jwt: async ({ token, account }) => {
      if (!account) return token;
      const epoch = await findSessionEpoch(account.providerAccountId);
      return { sub: account.providerAccountId, epoch, idToken: account.id_token };
    },
  },
};

/** The session's claims, by decrypting the cookie; null when there is none, or it is not ours. */
async function readSession(): Promise<SessionToken | null> {
  const jar = await cookies();
  const chunks = jar
    .getAll()
    .filter(({ name }) => COOKIE.has(name))
    .sort((a, b) => COOKIE.place(a.name) - COOKIE.place(b.name));
  const token = chunks.map(({ value }) => value).join("");
  const secret = process.env.NEXTAUTH_SECRET ?? "";
  if (token === "" || secret === "") return null;
  const claims = await decode({ token, secret }).catch(() => null);
  return sessionToken.safeParse(claims).data ?? null;
}

/** Who is asking; once per request. Refuses (unauthenticated) without a session that the database agrees with. */
export const identify = cache(async (): Promise<PersonActor> => {
  const session = await readSession();
  if (!session) throw new Refusal("unauthenticated", "signed-out", "Please sign in.");
  return actorForSession({ subject: session.sub, epoch: session.epoch });
});

/** For what outlives its request: a question that says whether the session of now would still be believed. */
export async function recheck(): Promise<() => Promise<boolean>> {
  const session = await readSession();
  return async () => {
    if (!session) return false;
    const claims = { subject: session.sub, epoch: session.epoch };
    return actorForSession(claims).then(
      () => true,
      () => false,
    );
  };
}

/** Who is asking, for a page: whoever is not signed in is asked to, and comes back to `path`. */
export async function identifyForPage(path: string): Promise<PersonActor> {
  try {
    return await identify();
  } catch (error) {
    if (error instanceof Refusal && error.code === "unauthenticated") {
      redirect(`/sign-in?to=${encodeURIComponent(path)}`);
    }
    throw error;
  }
}

/** The path and query of the page that was asked for (proxy.ts), for a layout, which is around many. */
export async function requestedPath(): Promise<string> {
  return (await headers()).get("x-requested-path") ?? "/";
}

/** Ends the session here, and says where to go to end the provider's too (OpenID RP-Initiated Logout 1.0). */
export async function endSession(): Promise<string> {
  const session = await readSession();
  const jar = await cookies();
  for (const { name } of jar.getAll()) if (COOKIE.has(name)) jar.set(COOKIE.ended(name));
  const home = `${process.env.NEXTAUTH_URL}/sign-in`;
  // Whoever has none makes no work for the provider either.
  const endpoint = session && (await endSessionEndpoint());
  if (!endpoint) return home;
  const url = new URL(endpoint);
  url.searchParams.set("post_logout_redirect_uri", home);
  url.searchParams.set("client_id", process.env.OIDC_CLIENT_ID ?? "");
  if (session.idToken) url.searchParams.set("id_token_hint", session.idToken);
  return url.href;
}

async function endSessionEndpoint(): Promise<string | null> {
  try {
    const answer = await fetch(`${process.env.OIDC_ISSUER}/.well-known/openid-configuration`, {
      signal: AbortSignal.timeout(3_000),
    });
    return z.object({ end_session_endpoint: z.url() }).parse(await answer.json()).end_session_endpoint;
  } catch {
    // The provider is away or cannot end sessions; ours has ended all the same.
    return null;
  }
}
