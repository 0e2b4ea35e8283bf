import { once } from "node:events";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRemoteJWKSet, decodeJwt, jwtVerify } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { keptKeys } from "./keys.ts";
import { demoPeople, featuredPeople } from "./people.ts";
import { demoProvider, type ProviderSettings } from "./provider.ts";
import { demoServer } from "./serve.ts";

const PORTAL = "http://localhost:1";
const CALLBACK = `${PORTAL}/api/auth/callback/company`;
/** The pair of RFC 7636, appendix B. */
const VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

const WITHOUT_PKCE = `/auth?client_id=sayso&response_type=code&scope=openid&redirect_uri=${encodeURIComponent(CALLBACK)}`;

const people = demoPeople();
const someone = people[7] ?? expect.fail("the demo organisation is empty");

let directory: string;
let server: Server;
let settings: ProviderSettings;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "sayso-provider-"));
  // The issuer holds the port, so the port is taken before the provider is made.
  server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : expect.fail("no port");
  settings = {
    issuer: `http://localhost:${port}`,
    clientId: "sayso",
    clientSecret: "a-secret-of-a-test-that-is-long-enough",
    portalUrl: PORTAL,
  };
  const provider = demoProvider(settings, people, keptKeys(directory));
  const answering = demoServer({ settings, people, provider });
  server.on("request", (request, response) => answering.emit("request", request, response));
});

afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(directory, { recursive: true });
});

/** A browser with cookies and without scripts. */
class Browser {
  readonly #cookies = new Map<string, string>();

  async open(url: string, form?: Record<string, string>): Promise<Response> {
    const answer = await fetch(new URL(url, settings.issuer), {
      method: form ? "POST" : "GET",
      body: form ? new URLSearchParams(form) : undefined,
      headers: { cookie: [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ") },
      redirect: "manual",
    });
    for (const cookie of answer.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      if (value) this.#cookies.set(name, value);
      else this.#cookies.delete(name);
    }
    return answer;
  }

  /** Where it is sent on to. */
  async redirected(url: string, form?: Record<string, string>): Promise<string> {
    const answer = await this.open(url, form);
    return answer.headers.get("location") ?? expect.fail(`not sent on: ${await answer.text()}`);
  }

  /** Asks to sign in, as the portal would send it. @returns the sign-in page's path */
  ask(extra: Record<string, string> = {}): Promise<string> {
    const query = new URLSearchParams({
      client_id: "sayso",
      response_type: "code",
      scope: "openid profile email",
      redirect_uri: CALLBACK,
      code_challenge: CHALLENGE,
      code_challenge_method: "S256",
      state: "where-i-was",
      ...extra,
    });
    return this.redirected(`/auth?${query}`);
  }

  /** @returns the address of the portal that the code arrives at */
  async signIn(subject: string): Promise<URL> {
    const page = await this.ask();
    return new URL(await this.redirected(await this.redirected(page, { person: subject })));
  }
}

function exchange(code: string | null, changed: Record<string, string> = {}): Promise<Response> {
  return fetch(`${settings.issuer}/token`, {
    method: "POST",
    headers: { authorization: `Basic ${btoa(`sayso:${settings.clientSecret}`)}` },
    body: new URLSearchParams({
      grant_type: "authorization_code",
      code: code ?? "",
      redirect_uri: CALLBACK,
      code_verifier: VERIFIER,
      ...changed,
    }),
  });
}

async function idToken(browser: Browser, subject: string): Promise<string> {
  const arrival = await browser.signIn(subject);
  const { id_token: token } = await (await exchange(arrival.searchParams.get("code"))).json();
  return token;
}

describe("signing in", () => {
  test("gives the portal an ID token, signed, about the person who was chosen", async () => {
    const arrival = await new Browser().signIn(someone.subject);
    expect(arrival.origin + arrival.pathname).toBe(CALLBACK);
    expect(arrival.searchParams.get("state")).toBe("where-i-was");
    const { id_token: token } = await (await exchange(arrival.searchParams.get("code"))).json();
    const keys = createRemoteJWKSet(new URL(`${settings.issuer}/jwks`));
    const { payload } = await jwtVerify(token, keys, { issuer: settings.issuer, audience: "sayso" });
    expect(payload).toMatchObject({ sub: someone.subject, name: someone.name, email: someone.email });
  });

  test("is refused without PKCE, for another portal, and for nobody", async () => {
    const browser = new Browser();
    expect(await browser.redirected(WITHOUT_PKCE)).toContain("error=invalid_request");
    const elsewhere = await browser.open(
      `/auth?client_id=sayso&response_type=code&redirect_uri=http://evil.test/`,
    );
    expect(elsewhere.status).toBe(400);
    const nobody = await browser.open(await browser.ask(), { person: "nobody" });
    expect(nobody.status).toBe(422);
  });

  test("a code is worth nothing with another verifier, or a second time", async () => {
    const browser = new Browser();
    const first = (await browser.signIn(someone.subject)).searchParams.get("code");
    expect((await exchange(first, { code_verifier: VERIFIER.replace("d", "e") })).status).toBe(400);
    const second = (await new Browser().signIn(someone.subject)).searchParams.get("code");
    expect((await exchange(second)).status).toBe(200);
    expect((await exchange(second)).status).toBe(400);
  });

  test("a page that was used or never was says so and leads back", async () => {
    const answer = await new Browser().open("/sign-in/never-was");
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain(`href="${PORTAL}/"`);
  });
});

describe("signing out", () => {
  test("ends the session here and leads back to the portal", async () => {
    const browser = new Browser();
    const hint = await idToken(browser, someone.subject);
    const query = new URLSearchParams({ id_token_hint: hint, post_logout_redirect_uri: `${PORTAL}/sign-in` });
    const page = await (await browser.open(`/session/end?${query}`)).text();
    const xsrf = /name="xsrf" value="([^"]+)"/.exec(page)?.[1] ?? "";
    const back = await browser.redirected("/session/end/confirm", { xsrf, logout: "yes" });
    expect(back).toBe(`${PORTAL}/sign-in`);
    expect(await browser.ask(), "asked who they are again").toContain("/sign-in/");
  });

  test("before it, the portal is answered without asking again", async () => {
    const browser = new Browser();
    const token = await idToken(browser, someone.subject);
    expect(decodeJwt(token).sub).toBe(someone.subject);
    expect(await browser.ask()).toContain(`${CALLBACK}?code=`);
  });
});

describe("the sign-in page", () => {
  test("says what it is, runs nothing inline, and finds people without scripts", async () => {
    const browser = new Browser();
    const page = await browser.ask();
    const answer = await browser.open(page);
    expect(answer.headers.get("content-security-policy")).toContain("default-src 'none'");
    const html = await answer.text();
    expect(html).toContain("No passwords: everyone here is invented.");
    expect(html).not.toMatch(/<script(?! src)|<style| on\w+=| style=/);
    for (const { subject } of people) expect(html).toContain(`value="${subject}"`);
    const found = await (
      await browser.open(`${page}?q=${encodeURIComponent(someone.name.toUpperCase())}`)
    ).text();
    expect(found.match(/name="person"/g)).toHaveLength(1);
  });

  test("shows what was searched for as text", async () => {
    const browser = new Browser();
    const html = await (
      await browser.open(`${await browser.ask()}?q=${encodeURIComponent('"><script>')}`)
    ).text();
    expect(html).toContain("&quot;&gt;&lt;script&gt;");
  });

  test("offers somebody for every part", () => {
    const parts = featuredPeople(people).flatMap((person) => person.parts);
    expect(new Set(parts)).toEqual(new Set(people.flatMap((person) => person.parts)));
  });
});

test("its keys are made once, and readable by their owner alone", async () => {
  expect(keptKeys(directory)).toEqual(keptKeys(directory));
  expect((await stat(join(directory, "demo-provider.json"))).mode & 0o777).toBe(0o600);
});
