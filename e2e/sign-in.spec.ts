import type { Page } from "@playwright/test";
import { expect, test } from "./actors.ts";
import type { Person } from "./portal.ts";

// The whole way through a real OpenID provider, by clicking. All other files start signed in.

test.use({ withProvider: true });

async function signInAs(page: Page, { name }: Person): Promise<void> {
  await page.getByRole("button", { name: "Continue with company sign-in" }).click();
  await page.getByLabel("Search by name, title or department").fill(name);
  await page.getByRole("button", { name }).last().click();
}

async function openMenu(page: Page, { name }: Person): Promise<void> {
  await page.locator("summary", { hasText: name }).click();
}

test("people sign in at the provider, come back to where they were going, and sign out at both", async ({
  browserOf,
  person,
  portal,
}) => {
  const page = await (await browserOf(null)).newPage();
  await page.goto("/devices/link?code=BCDF-GHJK");
  await expect(page).toHaveTitle(/Sign in/);
  await signInAs(page, person);
  await expect(page).toHaveURL(`${portal.url}/devices/link?code=BCDF-GHJK`);
  await expect(page.getByRole("heading", { name: "Link a computer" })).toBeVisible();

  const cookies = await page.context().cookies(portal.url);
  expect(cookies.find(({ name }) => name === "next-auth.session-token")).toMatchObject({
    httpOnly: true,
    sameSite: "Lax",
  });

  await openMenu(page, person);
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await expect(page).toHaveURL(`${portal.url}/sign-in`);
  await page.goto("/consent");
  await expect(page).toHaveTitle(/Sign in/);
  await page.getByRole("button", { name: "Continue with company sign-in" }).click();
  await expect(
    page.getByRole("heading", { name: "Who are you today?" }),
    "the provider asks anew",
  ).toBeVisible();
});

test("signing out everywhere ends every browser's session, and only this person's", async ({
  browserOf,
  page,
  person,
  portal,
}) => {
  const other = await (await browserOf(await portal.freshEmployee())).newPage();
  const elsewhere = await (await browserOf(person)).newPage();
  await elsewhere.goto("/pauses");
  await page.goto("/pauses");
  await openMenu(page, person);
  await page.getByRole("button", { name: "Sign out everywhere" }).click();
  await expect(page).toHaveTitle(/Sign in/);
  await elsewhere.goto("/pauses");
  await expect(elsewhere).toHaveTitle(/Sign in/);
  await other.goto("/pauses");
  await expect(other.getByRole("heading", { name: "Pauses", exact: true })).toBeVisible();
});

test("no press of the button is lost: it can be pressed when its scripts have come", async ({
  browserOf,
}) => {
  const page = await (await browserOf(null)).newPage();
  let release: () => void = () => undefined;
  const come = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route("**/_next/static/**/*.js", async (route) => {
    await come;
    await route.continue();
  });
  await page.goto("/sign-in", { waitUntil: "commit" });
  const button = page.getByRole("button", { name: "Continue with company sign-in" });
  await expect(button).toBeDisabled();
  release();
  await button.click();
  await expect(page.getByRole("heading", { name: "Who are you today?" })).toBeVisible();
});

test("the sign-in says what it needs where there are no scripts", async ({ browser, portal }) => {
  const context = await browser.newContext({ baseURL: portal.url, javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto("/");
  // Playwright's own search for text passes over `noscript`.
  const said = page.locator("noscript p");
  await expect(said).toBeVisible();
  expect(await said.innerText()).toContain("Signing in needs JavaScript.");
  await context.close();
});

test.describe("whoever is deactivated", () => {
  // The open page's stream is refused, and the console says so.
  test.use({ mayComplain: true });

  test("is out at once, in pages that are open too", async ({ page, person, portal }) => {
    const listening = page.waitForResponse("**/api/events");
    await page.goto("/pauses");
    await listening;
    await portal.arrange({ text: "update person set active = false where id = $1", values: [person.id] });
    await expect(page).toHaveTitle(/Sign in/);
    expect((await page.request.get("/api/events", { failOnStatusCode: false })).status()).toBe(401);
    await page.goto("/pauses");
    await expect(page).toHaveTitle(/Sign in/);
  });

  test("is out also where the page had not begun to listen", async ({ page, person, portal }) => {
    await page.route("**/api/events", async (route) => {
      await portal.arrange({ text: "update person set active = false where id = $1", values: [person.id] });
      await route.continue();
    });
    await page.goto("/pauses");
    await expect(page).toHaveTitle(/Sign in/);
  });
});

test("whom the company knows and the program does not is told so in a sentence", async ({
  browserOf,
  person,
  portal,
}) => {
  await portal.arrange({ text: "update person set subject = 'nobody' where id = $1", values: [person.id] });
  const page = await (await browserOf(null)).newPage();
  await page.goto("/");
  await signInAs(page, person);
  await expect(page.getByRole("main").getByRole("alert")).toHaveText(/not on this program's list of people/);
  await page.goto("/");
  await expect(page).toHaveTitle(/Sign in/);
});

for (const target of [
  "https://evil.example/",
  "//evil.example/",
  "/\\evil.example",
  "javascript:alert(1)",
  "/\t/evil.example",
]) {
  test(`whoever makes a link cannot choose where people land: ${target}`, async ({
    browserOf,
    person,
    portal,
  }) => {
    const page = await (await browserOf(null)).newPage();
    await page.goto(`/sign-in?to=${encodeURIComponent(target)}`);
    await signInAs(page, person);
    await page.waitForURL((url) => url.origin === portal.url && !url.pathname.startsWith("/sign-in"));
    expect(new URL(page.url()).origin).toBe(portal.url);
  });
}

test("neither can the sign-in's own parameter", async ({ browserOf, person, portal }) => {
  const context = await browserOf(null);
  const page = await context.newPage();
  await page.goto("/api/auth/signin/company?callbackUrl=https%3A%2F%2Fevil.example%2F");
  const kept = (await context.cookies(portal.url)).find(({ name }) => name === "next-auth.callback-url");
  expect(decodeURIComponent(kept?.value ?? "")).not.toContain("evil.example");
  await page.goto("/sign-in");
  await signInAs(page, person);
  await expect(page).toHaveURL(`${portal.url}/`);
});
