import { type Context, type Grant, Provider } from "oidc-provider";
import type { keptKeys } from "./keys.ts";
import { errorPage, signedOutPage, signOutPage } from "./pages.ts";
import type { DemoPerson } from "./people.ts";

export interface ProviderSettings {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** The portal's address, without a trailing slash. */
  readonly portalUrl: string;
}

const SCOPE = "openid profile email";
/** As long as the portal's own session, so that its sign-out can still name the session to end. */
const SESSION_SECONDS = 8 * 60 * 60;

/** A real OpenID provider with one client, the portal, and the demo people as its accounts. */
export function demoProvider(
  settings: ProviderSettings,
  people: readonly DemoPerson[],
  keys: ReturnType<typeof keptKeys>,
): Provider {
  const accounts = new Map(people.map((person) => [person.subject, person]));
  const show = (ctx: Context, page: string) => {
    ctx.type = "html";
    ctx.set("Content-Security-Policy", contentSecurityPolicy(settings));
    ctx.body = page;
  };
  return new Provider(settings.issuer, {
    clients: [client(settings)],
    jwks: keys.jwks,
    cookies: { keys: keys.cookieKeys },
    claims: { openid: ["sub"], profile: ["name"], email: ["email", "email_verified"] },
    // The portal reads the ID token alone, so it carries what the scopes allow.
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    ttl: { Session: SESSION_SECONDS, Grant: SESSION_SECONDS, IdToken: SESSION_SECONDS, Interaction: 3600 },
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (ctx: Context, form: string) => show(ctx, signOutPage(form)),
        postLogoutSuccessSource: (ctx: Context) => show(ctx, signedOutPage(settings.portalUrl)),
      },
    },
    interactions: { url: (_ctx: Context, interaction: { uid: string }) => `/sign-in/${interaction.uid}` },
    renderError: (ctx: Context, out: { error_description?: string }) =>
      show(
        ctx,
        errorPage(out.error_description ?? "The request could not be understood.", settings.portalUrl),
      ),
    findAccount: (_ctx: Context, subject: string) => account(accounts.get(subject)),
    loadExistingGrant,
  });
}

function client({ clientId, clientSecret, portalUrl }: ProviderSettings) {
  return {
    client_id: clientId,
    client_secret: clientSecret,
    client_name: "Sayso",
    grant_types: ["authorization_code"],
    response_types: ["code"],
    redirect_uris: [`${portalUrl}/api/auth/callback/company`],
    post_logout_redirect_uris: [portalUrl, `${portalUrl}/`, `${portalUrl}/sign-in`],
  };
}

function account(person: DemoPerson | undefined) {
  if (!person) return undefined;
  const claims = { sub: person.subject, name: person.name, email: person.email, email_verified: true };
  return { accountId: person.subject, claims: () => claims };
}

/** The company's own portal needs no consent screen of its own: what it may read is settled beforehand. */
async function loadExistingGrant(ctx: Context): Promise<Grant | undefined> {
  const { client, session, provider } = ctx.oidc;
  if (!client || !session?.accountId) return undefined;
  const known = session.grantIdFor(client.clientId);
  if (known) return provider.Grant.find(known);
  const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
  grant.addOIDCScope(SCOPE);
  await grant.save();
  return grant;
}

/** No inline script or style; a form may end at the portal, as browsers also check where it is redirected. */
export function contentSecurityPolicy({ portalUrl }: ProviderSettings): string {
  return [
    "default-src 'none'",
    "style-src 'self'",
    "script-src 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    `form-action 'self' ${new URL(portalUrl).origin}`,
  ].join("; ");
}
