import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { errors, type Provider } from "oidc-provider";
import { ASSETS } from "./assets.ts";
import { errorPage, signInPage } from "./pages.ts";
import type { DemoPerson } from "./people.ts";
import { contentSecurityPolicy, type ProviderSettings } from "./provider.ts";

interface Parts {
  readonly settings: ProviderSettings;
  readonly people: readonly DemoPerson[];
  readonly provider: Provider;
}

/** An HTTP server, not yet listening: the sign-in page is ours, all else is the provider's. */
export function demoServer(parts: Parts): Server {
  const passOn = parts.provider.callback();
  // An idle connection is for the portal to close, as in front of the portal itself: it may send at this moment.
  return createServer({ keepAliveTimeout: 130_000 }, (request, response) => {
    const url = new URL(request.url ?? "/", parts.settings.issuer);
    const asset = ASSETS[url.pathname];
    if (asset) return send(response, 200, asset.type, asset.text);
    if (!url.pathname.startsWith("/sign-in/")) return passOn(request, response);
    signIn(parts, request, response, url).catch((error: unknown) => refuse(parts, response, error));
  });
}

async function signIn(
  { provider, people, settings }: Parts,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const { uid } = await provider.interactionDetails(request, response);
  if (request.method !== "POST") {
    const page = signInPage(uid, people, url.searchParams.get("q")?.trim() ?? "");
    return show(response, 200, page, settings);
  }
  const subject = new URLSearchParams(await text(request)).get("person") ?? "";
  if (!people.some((person) => person.subject === subject)) {
    return show(response, 422, errorPage("There is nobody of that name here.", settings.portalUrl), settings);
  }
  const result = { login: { accountId: subject } };
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
}

function refuse({ settings }: Parts, response: ServerResponse, error: unknown): void {
  const isOver = error instanceof errors.SessionNotFound;
  if (!isOver) console.error(error);
  const reason = isOver
    ? "This sign-in has been used or is too old. Please begin again."
    : "Something broke here.";
  show(response, isOver ? 400 : 500, errorPage(reason, settings.portalUrl), settings);
}

function show(response: ServerResponse, status: number, page: string, settings: ProviderSettings): void {
  response.setHeader("Content-Security-Policy", contentSecurityPolicy(settings));
  response.setHeader("Cache-Control", "no-store");
  send(response, status, "text/html; charset=utf-8", page);
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { "Content-Type": type, "X-Content-Type-Options": "nosniff" }).end(body);
}
