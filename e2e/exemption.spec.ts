import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, signIn, test } from "./actors.ts";
import { tabTo, typeDay } from "./keyboard.ts";
import { bill, holdersOf, managerOf, sendRequest } from "./requests.ts";

// Exemptions as those see them who apply: the form that keeps what one types, the look before it is sent, and what
// becomes of it.

const DAY_MS = 86_400_000;
const day = (ahead: number) => new Date(Date.now() + ahead * DAY_MS).toISOString().slice(0, 10);
const REQUEST = /\/exemptions\/[0-9a-f-]{36}$/;

async function fillIn(page: Page, ground: RegExp): Promise<void> {
  await page.getByRole("radio", { name: ground }).check();
  await page.getByLabel("In your own words").fill("Client files are open there.");
  await page.getByRole("checkbox", { name: "Terminal" }).check();
  await page.getByLabel("Last day").fill(day(20));
}
const check = (page: Page) => page.getByRole("button", { name: "Check and send" });
const send = (page: Page) => page.getByRole("button", { name: "Send the request" });
/** Saves, and waits for the answer: where something was saved before, the page said so all the while. */
async function save(page: Page): Promise<void> {
  const answer = page.waitForResponse((each) => each.request().method() === "POST");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await answer;
}

test("a form is kept as one types, says what is missing, and shows who decides before anything is sent", async ({
  portal,
  person,
  page,
  browserOf,
  complaints,
}) => {
  const manager = await managerOf(portal, person);
  await page.goto("/exemptions");
  await page.getByRole("link", { name: "Apply for an exemption" }).click();
  await check(page).click();
  for (const missing of [
    "Choose what it is about.",
    "Say why, in your own words. A sentence is enough.",
    "Give the last day.",
  ])
    await expect(page.getByRole("link", { name: missing })).toBeVisible();
  await fillIn(page, /Bandwidth at home/);
  await expect(page.getByText(/^Saved at/)).toBeVisible();
  await expect
    .poll(async () => (await page.reload()) && page.getByLabel("In your own words").inputValue())
    .toBe("Client files are open there.");
  await expect(page.getByRole("radio", { name: /Bandwidth at home/ })).toBeChecked();

  await page.getByLabel("Last day").fill("2020-01-01");
  await check(page).click();
  await expect(page.getByRole("link", { name: "This day is over." })).toBeVisible();
  await page.getByLabel("Last day").fill(day(20));
  await check(page).click();
  await page.waitForURL("**/check");
  await expect(page.getByText(manager.name)).toBeVisible();
  await expect(page.getByText("Nothing is collected there from the moment you send it.")).toBeVisible();
  expect(await portal.sql("select from exemption_request where employee_id = $1", [person.id])).toEqual([]);

  await page.locator("input[type=file]").setInputFiles({
    name: "bill.pdf",
    mimeType: "application/pdf",
    buffer: Buffer.from("MZ no PDF at all"),
  });
  await page.getByRole("button", { name: "Attach it" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "This is a program, not a photo." })).toBeVisible();
  // The page may show the refusal before the console's message of it has come over.
  await expect
    .poll(() => complaints, "the refusal, as the browser tells it")
    .toEqual([expect.stringContaining("422")]);
  complaints.length = 0;
  await page
    .locator("input[type=file]")
    .setInputFiles({ name: "bill.pdf", mimeType: "application/pdf", buffer: await bill() });
  await page.getByRole("button", { name: "Attach it" }).click();
  await expect(page.getByRole("link", { name: /bill\.pdf/ })).toBeVisible();

  await test.step("what was changed elsewhere is looked at again before it is sent", async () => {
    const other = await page.context().newPage();
    await other.goto("/exemptions/apply");
    await other.getByLabel("In your own words").fill("In another tab it reads otherwise.");
    await save(other);
    await other.close();
    await send(page).click();
    await page.getByRole("link", { name: "Look at it again" }).click();
    await expect(page.getByText("In another tab it reads otherwise.")).toBeVisible();
  });
  await send(page).click();
  await page.waitForURL(REQUEST);
  await expect(page.getByText("Waits for a decision").first()).toBeVisible();
  await expect(page.getByText(`Manager: ${manager.name}`, { exact: false })).toBeVisible();

  await test.step("nobody else finds it, but who decides finds the file too", async () => {
    const file = await page.getByRole("link", { name: /bill\.pdf/ }).getAttribute("href");
    const stranger = await browserOf(await portal.freshEmployee());
    for (const path of [page.url(), `${file}`, page.url().replace("exemptions", "approvals")])
      expect((await stranger.request.get(path)).status(), path).toBe(404);
    const deciding = await browserOf(manager);
    expect((await deciding.request.get(page.url())).status(), "it is not the manager's own").toBe(404);
    const answer = await deciding.request.get(`${file}`);
    expect(answer.status()).toBe(200);
    expect(answer.headers()).toMatchObject({
      "content-type": "application/pdf",
      "content-disposition": expect.stringMatching(/^attachment/),
      "x-content-type-options": "nosniff",
    });
  });
});

test("questions are answered, comments sent, and the request is withdrawn, all on its page", async ({
  portal,
  person,
  page,
  browserOf,
}) => {
  const id = await sendRequest(portal, person, { ground: "power" });
  const manager = await (await browserOf(await managerOf(portal, person))).newPage();
  await page.goto(`/exemptions/${id}`);
  await manager.goto(`/approvals/${id}`);
  await manager.getByRole("textbox", { name: "Ask for more" }).fill("How long does the battery last?");
  await manager.getByRole("button", { name: "Ask", exact: true }).click();
  await expect(
    page.getByText("How long does the battery last?").first(),
    "the open page hears of it",
  ).toBeVisible();
  await page.getByRole("textbox", { name: "Your answer" }).fill("Two hours.");
  await page.getByRole("button", { name: "Send the answer" }).click();
  await expect(manager.getByText("Two hours.")).toBeVisible();
  await page.getByRole("textbox", { name: "Write to whoever decides" }).fill("In winter less.");
  await page.getByRole("button", { name: "Send the comment" }).click();
  await expect(manager.getByText("In winter less.")).toBeVisible();
  await page.getByText("Withdraw the request").click();
  await page.getByRole("button", { name: "Withdraw it" }).click();
  await expect(page.getByText("Withdrawn").first()).toBeVisible();
  await expect(manager.getByRole("button", { name: "Record the decision" })).toHaveCount(0);
});

test("a confidential request is shown to people partners; the manager finds no sign of it", async ({
  portal,
  person,
  page,
  browserOf,
}) => {
  const partners = await holdersOf(portal, "hr");
  await page.goto("/exemptions/apply");
  await fillIn(page, /Health or disability/);
  await check(page).click();
  await page.waitForURL("**/check");
  for (const { name } of partners) await expect(page.getByText(name)).toBeVisible();
  await send(page).click();
  await page.waitForURL(REQUEST);
  const id = page.url().slice(-36);
  const manager = await (await browserOf(await managerOf(portal, person))).newPage();
  await manager.goto("/approvals");
  await expect(manager.getByText(person.name)).toHaveCount(0);
  expect((await manager.request.get(`/approvals/${id}`)).status()).toBe(404);
  const [partner] = partners;
  const deciding = await (await browserOf(partner ?? null)).newPage();
  await deciding.goto("/approvals");
  await deciding.getByRole("link", { name: `${person.name}: Health or disability` }).click();
  await expect(deciding.getByText("Client files are open there.")).toBeVisible();
});

test("what is granted is renewed by one press, which asks before it throws a draft away, and is given up", async ({
  portal,
  person,
  page,
  browserOf,
}) => {
  const id = await sendRequest(portal, person, { ground: "bandwidth" });
  const manager = await (await browserOf(await managerOf(portal, person))).newPage();
  await manager.goto(`/approvals/${id}`);
  await manager.getByRole("radio", { name: "Approve as asked" }).check();
  await manager.getByRole("button", { name: "Record the decision" }).click();
  await page.goto("/exemptions/apply");
  await page.getByLabel("In your own words").fill("Another request, half written.");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText(/^Saved at/)).toBeVisible();
  await page.goto(`/exemptions/${id}`);
  await page.getByRole("button", { name: "Throw that draft away and renew this" }).click();
  await page.waitForURL("**/check");
  await expect(page.getByText("The line at home is slow.")).toBeVisible();
  await send(page).click();
  await page.waitForURL(REQUEST);
  await page.goto(`/exemptions/${id}`);
  await expect(page.getByRole("link", { name: "renew it" })).toBeVisible();
  await page.getByText("Give the exemption up").click();
  await page.getByRole("button", { name: "Give it up" }).click();
  await expect(page.getByText("Given up").first()).toBeVisible();
});

test("it is applied for by keyboard alone", async ({ page }) => {
  await page.goto("/exemptions/apply");
  await tabTo(page, page.getByRole("radio", { name: /Sensitive content/ }));
  await page.keyboard.press("Space");
  await tabTo(page, page.getByLabel("In your own words"));
  await page.keyboard.type("Client files.");
  await tabTo(page, page.getByRole("checkbox", { name: "Everything" }));
  await page.keyboard.press("Space");
  await tabTo(page, page.getByLabel("Last day"));
  await typeDay(page, day(5));
  await tabTo(page, check(page));
  await page.keyboard.press("Enter");
  await page.waitForURL("**/check");
  await tabTo(page, send(page));
  await page.keyboard.press("Enter");
  await page.waitForURL(REQUEST);
});

test("no page of it has a barrier, in either theme, wide or narrow", async ({
  portal,
  person,
  page,
  browserOf,
}) => {
  // Two dozen times axe looks at all of a page.
  test.setTimeout(300_000);
  const inspect = async (path: string) => {
    for (const colorScheme of ["light", "dark"] as const) {
      for (const width of [1280, 320]) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width, height: 900 });
        await page.goto(path);
        const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
        const at = `${path}, ${colorScheme}, ${width}`;
        expect
          .soft(
            violations.map((each) => each.id),
            at,
          )
          .toEqual([]);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect.soft(wide, `${at}: the page scrolls sideways`).toBeLessThanOrEqual(0);
      }
    }
  };
  await inspect("/exemptions");
  await page.goto("/exemptions/apply");
  await fillIn(page, /Something else/);
  await check(page).click();
  await page.waitForURL("**/check");
  for (const path of ["/exemptions/apply", "/exemptions/apply/check"]) await inspect(path);
  await send(page).click();
  await page.waitForURL(REQUEST);
  const id = page.url().slice(-36);
  await inspect(`/exemptions/${id}`);
  const manager = await (await browserOf(await managerOf(portal, person))).newPage();
  await manager.goto(`/approvals/${id}`);
  await manager.getByRole("radio", { name: "Deny" }).check();
  await manager.getByLabel("Reason").fill("Nothing out of the ordinary.");
  await manager.getByLabel("What would change it").fill("Tell more.");
  await manager.getByRole("button", { name: "Record the decision" }).click();
  await expect(manager.getByText("Your decision is recorded").first()).toBeVisible();
  for (const path of [`/exemptions/${id}`, "/exemptions"]) await inspect(path);
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("it is saved, checked and sent by plain forms", async ({ portal, context, person, page }) => {
    await signIn(context, portal, person);
    await page.goto("/exemptions/apply");
    await expect(page.getByText("It is saved as you type.")).toBeHidden();
    // Playwright's own search for text passes over `noscript`.
    const keeping = page.getByRole("main").locator("noscript span");
    await expect(keeping).toBeVisible();
    await expect(keeping).toHaveText("Press “Save” to keep what you wrote.");
    await check(page).click();
    await expect(page.getByText("Choose what it is about.").first()).toBeVisible();
    await fillIn(page, /Limited power/);
    const saved = page.waitForEvent("load");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await saved;
    await expect(page.getByLabel("In your own words")).toHaveValue("Client files are open there.");
    await check(page).click();
    await expect(page.getByRole("heading", { name: "Check and send" })).toBeVisible();
    await expect(page.locator("noscript p")).toContainText("Attaching a file needs JavaScript.");
    await send(page).click();
    await expect(page.getByText("Waits for a decision").first()).toBeVisible();
  });
});
