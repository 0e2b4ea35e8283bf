import type { Locator, Page } from "@playwright/test";
import { compactVerify, createLocalJWKSet } from "jose";
import { acknowledge, allowAll, expect, signIn, test } from "./actors.ts";
import { tabTo } from "./keyboard.ts";
import { only, type Person } from "./portal.ts";
import { answers, count } from "./records.ts";

const CATEGORIES = ["pointer", "keyboard", "screen", "application"] as const;
const PAGES = ["/", "/my-data", "/pauses", "/consent", "/devices", "/consent/receipts", "/devices/link"];

function choice(page: Page, category: string, answer: "given" | "refused"): Locator {
  return page.locator(`input[name="category.${category}"][value="${answer}"]`);
}

test("nothing is preselected, and an unanswered question is asked again without losing the others", async ({
  page,
  person,
  portal,
}) => {
  await acknowledge(page);
  await expect(page.getByRole("main").locator("input:checked")).toHaveCount(0);
  await choice(page, "pointer", "refused").check();
  await page.getByRole("button", { name: "Save my choices" }).click();
  const summary = page.getByRole("alert").filter({ hasText: "Something is missing" });
  await expect(summary).toBeFocused();
  await expect(summary.getByRole("link")).toHaveText(
    ["Keyboard", "Screen", "Application"].map((name) => `${name}: Choose Allow or Don't allow.`),
  );
  await expect(choice(page, "pointer", "refused")).toBeChecked();
  await summary.getByRole("link").first().click();
  await expect(choice(page, "keyboard", "given")).toBeFocused();
  expect(await count(portal, "consent_answer", person)).toBe(0);
});

test("saying no is as easy as saying yes", async ({ page }) => {
  const looks = (button: Locator) =>
    button.evaluate((element) => {
      const { width, height } = element.getBoundingClientRect();
      const { color, backgroundColor, borderColor, fontSize, fontWeight, opacity } =
        getComputedStyle(element);
      return { width, height, color, backgroundColor, borderColor, fontSize, fontWeight, opacity };
    });
  await acknowledge(page);
  // Whatever lies under the pointer looks different.
  await page.mouse.move(0, 0);
  const [yes, no] = await Promise.all(
    ["Allow all", "Allow none"].map((name) => looks(page.getByRole("button", { name }))),
  );
  expect(no).toEqual(yes);
  for (const category of CATEGORIES) {
    const [given, refused] = await Promise.all(
      (["given", "refused"] as const).map((answer) =>
        looks(page.locator("label", { has: choice(page, category, answer) })),
      ),
    );
    expect(refused, category).toEqual(given);
  }
  // Two clicks from the notice to either answer, and two from any page to take it all back.
  await page.getByRole("button", { name: "Allow none" }).click();
  await expect(page.getByText("You don't allow this")).toHaveCount(4);
});

test("all consent can be withdrawn from every page in two clicks", async ({ page, person, portal }) => {
  await allowAll(page);
  for (const path of PAGES) {
    await page.goto(path);
    await page.locator("summary", { hasText: person.name }).click();
    await expect(page.getByRole("button", { name: "Withdraw all consent" }), path).toBeVisible();
  }
  await page.getByRole("button", { name: "Withdraw all consent" }).click();
  await expect(page.getByText("You withdrew your consent. Collection has stopped.").first()).toBeVisible();
  expect(await answers(portal, person)).toEqual(
    Object.fromEntries(CATEGORIES.map((each) => [each, "withdrawn"])),
  );
});

test("the whole form is answered with the keyboard alone", async ({ page, person, portal }) => {
  await page.goto("/consent");
  await tabTo(page, page.getByRole("button", { name: "I was given this notice" }));
  await page.keyboard.press("Enter");
  await page.waitForURL("**/consent/choices");
  for (const category of CATEGORIES) {
    await tabTo(page, choice(page, category, "given"));
    await page.keyboard.press(category === "keyboard" ? "Space" : "ArrowRight");
  }
  await tabTo(page, page.getByRole("switch", { name: "Terminal" }));
  await page.keyboard.press("Space");
  await tabTo(page, page.getByRole("button", { name: "Save my choices" }));
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => url.pathname === "/consent");
  expect(await answers(portal, person)).toEqual({
    pointer: "refused",
    keyboard: "given",
    screen: "refused",
    application: "refused",
  });
  const on = await portal.sql<{ application_id: string }>(
    "select application_id from application_choice where employee_id = $1 and allowed",
    [person.id],
  );
  expect(on).toEqual([{ application_id: "terminal" }]);
});

test("it can be put off three times, and no more", async ({ page, person, portal }) => {
  await acknowledge(page);
  for (const left of [3, 2, 1]) {
    await page.goto("/consent/choices");
    await page.getByRole("button", { name: `Ask me later (${left} left)` }).click();
    await expect(page.getByText("You asked to be asked later.")).toBeVisible();
    expect(await count(portal, "consent_answer", person)).toBe(4 - left);
  }
  await page.goto("/consent/choices");
  await expect(page.getByRole("button", { name: "Ask me later" })).toHaveCount(0);
  await expect(page.getByText("No answer still means no.")).toBeVisible();
  expect(await answers(portal, person)).toEqual({});
});

test("a session that ends while the form is filled in costs nobody their choices", async ({
  page,
  context,
  person,
  portal,
}) => {
  await acknowledge(page);
  // The page before this one listens too, and may be answered only now.
  await page.goto("about:blank");
  const listening = page.waitForResponse("**/api/events");
  await page.goto("/consent/choices");
  await listening;
  for (const category of CATEGORIES) await choice(page, category, "refused").check();
  await context.clearCookies();
  await page.getByRole("button", { name: "Save my choices" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "Sign in again in another tab" })).toBeFocused();
  expect(await answers(portal, person)).toEqual({});
  await signIn(context, portal, person);
  await page.getByRole("button", { name: "Save my choices" }).click();
  await expect(page.getByText("You don't allow this")).toHaveCount(4);
});

test("where nothing may be collected nothing is asked", async ({ browserOf, portal }) => {
  const abroad = only(
    await portal.sql<Person>(
      `select p.id, p.subject, p.name from person p join location l on l.person_id = p.id
       where l.jurisdiction = 'DE' and l.kind = 'work' limit 1`,
    ),
  );
  const page = await (await browserOf(abroad)).newPage();
  for (const path of ["/", "/consent"]) {
    await page.goto(path);
    await expect(page.getByText("Collection is not allowed in Germany.")).toBeVisible();
    await expect(page.getByText("There is nothing for you to do.")).toBeVisible();
  }
  await expect(page.getByRole("heading", { name: "Nothing is asked of you" })).toBeVisible();
  await expect(page.getByRole("button", { name: "I was given this notice" })).toHaveCount(0);
  await page.goto("/consent/choices");
  await page.waitForURL((url) => url.pathname === "/consent");
});

test("single choices change where they stand, in every open tab", async ({ page, context }) => {
  await allowAll(page);
  const second = await context.newPage();
  await second.goto("/consent");
  await page.getByRole("button", { name: "Take back keyboard" }).click();
  for (const tab of [page, second]) {
    await expect(tab.getByRole("button", { name: "Allow keyboard" })).toBeVisible();
  }
  await second.getByRole("button", { name: "Turn Terminal off" }).click();
  for (const tab of [page, second]) {
    await expect(tab.getByRole("button", { name: "Turn Terminal on" })).toBeVisible();
  }
});

test("each answer has a receipt that verifies", async ({ page, person, portal }) => {
  await allowAll(page);
  await page.getByRole("button", { name: "Take back screen" }).click();
  await expect(page.getByRole("button", { name: "Allow screen" })).toBeVisible();
  await page.goto("/consent/receipts");
  await expect(page.getByRole("row")).toHaveCount(3);
  await page.getByRole("row").nth(2).getByRole("link").click();
  await page.waitForURL(/\/receipts\/[0-9a-f-]{36}$/);
  await expect(page.getByRole("heading", { name: "Consent receipt" })).toBeVisible();
  await expect(page.getByRole("cell", { name: "Allowed" })).toHaveCount(4);
  await expect(page.getByText("Evaluating your performance")).toBeVisible();
  await page.emulateMedia({ media: "print" });
  await expect(page.getByRole("banner")).toBeHidden();

  const download = await page.request.get(`${page.url()}/signed`);
  expect(download.headers()["content-disposition"]).toContain("attachment");
  const { receipt, signed, keys } = await download.json();
  expect(keys.keys[0].x).toBe(JSON.parse(portal.secrets.SAYSO_DIRECTIVE_KEY).x);
  const keySet = createLocalJWKSet(keys);
  const { payload, protectedHeader } = await compactVerify(signed, keySet);
  expect(JSON.parse(Buffer.from(payload).toString("utf8"))).toEqual(receipt);
  expect(protectedHeader).toMatchObject({ alg: "EdDSA", typ: "sayso-receipt+jwt" });
  expect(receipt).toMatchObject({
    receipt: { schema_version: "ISO/IEC TS 27560:2023" },
    record_header: { pii_principal_name: person.name },
  });
  const [head, body, signature] = String(signed).split(".");
  const altered = Buffer.from(String(body), "base64url")
    .toString("utf8")
    .replace("consent given", "consent taken");
  const forged = `${head}.${Buffer.from(altered).toString("base64url")}.${signature}`;
  await expect(compactVerify(forged, keySet)).rejects.toThrow("signature verification failed");
});

test.describe("before scripts have loaded, and where there are none", () => {
  test.use({ javaScriptEnabled: false });

  test("the notice is answered by plain forms", async ({ page, person, portal }) => {
    await acknowledge(page);
    await page.getByRole("button", { name: "Save my choices" }).click();
    await expect(page.getByText("Something is missing")).toBeVisible();
    for (const category of CATEGORIES) await choice(page, category, "given").check();
    await page.getByRole("switch", { name: "Terminal" }).check();
    await page.getByRole("button", { name: "Save my choices" }).click();
    await expect(page.getByText("You allow this")).toHaveCount(4);
    await page.getByRole("button", { name: "Turn Terminal off" }).click();
    await expect(page.getByRole("button", { name: "Turn Terminal on" })).toBeVisible();
    await page.locator("summary", { hasText: person.name }).click();
    await page.getByRole("button", { name: "Withdraw all consent" }).click();
    await expect(page.getByText("You took this back")).toHaveCount(4);
    expect(Object.values(await answers(portal, person))).toEqual(Array(4).fill("withdrawn"));
  });
});
