import { type BrowserContext, test as base, expect, type Page } from "@playwright/test";
import { encode } from "next-auth/jwt";
import { type Person, Portal, type Program } from "./portal.ts";

export { expect };

interface WorkerFixtures {
  /** Settings of the program; a file that sets them gets a portal of its own. */
  program: Program | undefined;
  /** Whether everything goes through a relay that records and can break connections. */
  behindRelay: boolean;
  /** Whether the demo's identity provider runs too. */
  withProvider: boolean;
  portal: Portal;
}

interface TestFixtures {
  /** For files in which the portal is killed: the console may say so. */
  mayComplain: boolean;
  /** An employee whom no other test touches. */
  person: Person;
  /** What the browser's console complained of so far: must be empty when the test ends. */
  complaints: string[];
  /** Another browser, signed in as someone else or signed out. */
  browserOf: (person: Person | null) => Promise<BrowserContext>;
}

/** Playwright's test with a real portal, and a `page` that is signed in as `person`. */
export const test = base.extend<TestFixtures, WorkerFixtures>({
  program: [undefined, { scope: "worker", option: true }],
  behindRelay: [false, { scope: "worker", option: true }],
  withProvider: [false, { scope: "worker", option: true }],
  portal: [
    async ({ program, behindRelay, withProvider }, use, { parallelIndex }) => {
      const portal = await Portal.open({ worker: parallelIndex, program, behindRelay, withProvider });
      await use(portal);
      await portal.close();
    },
    { scope: "worker", timeout: 120_000 },
  ],
  baseURL: ({ portal }, use) => use(portal.url),
  person: async ({ portal }, use) => use(await portal.freshEmployee()),
  mayComplain: [false, { option: true }],
  complaints: [
    async ({ mayComplain }, use) => {
      const complaints: string[] = [];
      await use(complaints);
      if (!mayComplain) expect(complaints, "the browser's console must stay empty").toEqual([]);
    },
    { auto: true },
  ],
  context: async ({ context, portal, person, complaints }, use) => {
    await signIn(context, portal, person);
    hear(context, complaints);
    await use(context);
  },
  browserOf: async ({ browser, portal, complaints }, use) => {
    const opened: BrowserContext[] = [];
    await use(async (person) => {
      const context = await browser.newContext({ baseURL: portal.url });
      opened.push(context);
      hear(context, complaints);
      if (person) await signIn(context, portal, person);
      return context;
    });
    for (const context of opened) await context.close();
  },
});

/** Gives the browser the session cookie that a sign-in would have given it (sign-in.spec.ts goes the whole way). */
export async function signIn(context: BrowserContext, portal: Portal, person: Person): Promise<void> {
  const { value, name } = await sessionCookie(portal, person);
  await context.addCookies([{ name, value, url: portal.url, httpOnly: true, sameSite: "Lax" }]);
}

export async function sessionCookie(
  portal: Portal,
  { subject, id }: Pick<Person, "subject" | "id">,
): Promise<{ name: string; value: string }> {
  const rows = await portal.sql<{ session_epoch: number }>("select session_epoch from person where id = $1", [
    id,
  ]);
  const token = { sub: subject, epoch: rows[0]?.session_epoch ?? 1 };
  const value = await encode({ token, secret: portal.secrets.NEXTAUTH_SECRET, maxAge: 3600 });
  return { name: "next-auth.session-token", value };
}

function hear(context: BrowserContext, complaints: string[]): void {
  context.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") {
      complaints.push(`${message.location().url}: ${message.text()}`);
    }
  });
  context.on("weberror", (error) => complaints.push(String(error.error())));
}

/** Lets a page hear of nothing, as on a train: it stays as it was read. */
export async function hearsNothing(page: Page): Promise<void> {
  await page.route("**/api/events", () => undefined);
}

/** Acknowledges the notice by the page. Leads to the choices. */
export async function acknowledge(page: Page): Promise<void> {
  await page.goto("/consent");
  await page.getByRole("button", { name: "I was given this notice" }).click();
  await page.waitForURL("**/consent/choices");
}

/** Allows everything, in every approved application, by the pages. */
export async function allowAll(page: Page): Promise<void> {
  await acknowledge(page);
  await page.getByRole("button", { name: "Allow all" }).click();
  await page.waitForURL((url) => url.pathname === "/consent");
}
