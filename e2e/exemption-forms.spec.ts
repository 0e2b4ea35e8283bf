import type { Page } from "@playwright/test";
import { expect, test } from "./actors.ts";
import { openAlive } from "./alive.ts";
import { managerOf, sendRequest } from "./requests.ts";

// What was written in a form of a request is there as long as it was not sent, and no longer.

const DAY_MS = 86_400_000;
const UNREACHED = "The portal could not be reached. Nothing was changed, as far as we know";
const unreached = (page: Page) => page.getByRole("alert").filter({ hasText: UNREACHED });
const check = (page: Page) => page.getByRole("button", { name: "Check and send" });

async function fillIn(page: Page): Promise<void> {
  await page.getByRole("radio", { name: /Bandwidth at home/ }).check();
  await page.getByLabel("In your own words").fill("Two megabits, shared by five.");
  await page.getByRole("checkbox", { name: "Terminal" }).check();
  await page.getByLabel("Last day").fill(new Date(Date.now() + 20 * DAY_MS).toISOString().slice(0, 10));
}

test.describe("a portal that cannot be reached", () => {
  // The browser's console tells of every request that had no answer.
  test.use({ mayComplain: true });

  test("takes no word of a decision, which goes through afterwards", async ({
    portal,
    person,
    browserOf,
  }) => {
    const id = await sendRequest(portal, person, { ground: "bandwidth" });
    const context = await browserOf(await managerOf(portal, person));
    const page = await context.newPage();
    // Without its scripts a page that cannot reach the portal is left for the browser's own.
    await openAlive(page, `/approvals/${id}`);
    await page.getByRole("radio", { name: "Deny" }).check();
    await page.getByLabel("Reason").fill("Nothing here is out of the ordinary.");
    await page.getByLabel("What would change it").fill("Tell how many share it.");
    const record = page.getByRole("button", { name: "Record the decision" });
    await context.setOffline(true);
    await record.click();
    await expect(unreached(page)).toBeVisible();
    await expect(page.getByRole("radio", { name: "Deny" })).toBeChecked();
    await expect(page.getByLabel("Reason")).toHaveValue("Nothing here is out of the ordinary.");
    await expect(page.getByLabel("What would change it")).toHaveValue("Tell how many share it.");
    await context.setOffline(false);
    await record.click();
    await expect(page.getByText("Your decision is recorded").first()).toBeVisible();
  });

  test("takes nothing of an application, whose check goes through afterwards", async ({ context, page }) => {
    await openAlive(page, "/exemptions/apply");
    await fillIn(page);
    await context.setOffline(true);
    await check(page).click();
    await expect(unreached(page)).toBeVisible();
    await expect(page.getByLabel("In your own words")).toHaveValue("Two megabits, shared by five.");
    await expect(page.getByRole("checkbox", { name: "Terminal" })).toBeChecked();
    await context.setOffline(false);
    await check(page).click();
    await page.waitForURL("**/check");
    await expect(page.getByText("Two megabits, shared by five.")).toBeVisible();
  });
});

test("a comment that is sent after it was refused leaves an empty field, on either side", async ({
  portal,
  person,
  page,
  browserOf,
}) => {
  const id = await sendRequest(portal, person, { ground: "power" });
  const manager = await (await browserOf(await managerOf(portal, person))).newPage();
  const sides = [
    { side: page, path: `/exemptions/${id}`, label: "Write to whoever decides" },
    { side: manager, path: `/approvals/${id}`, label: "Comment" },
  ];
  for (const { side, path, label } of sides) {
    await side.goto(path);
    const words = side.getByRole("textbox", { name: label });
    const send = side.getByRole("button", { name: "Send the comment" });
    await words.fill("x".repeat(4_100));
    await send.click();
    await expect(side.getByText("At most 4,000 letters.").last()).toBeVisible();
    await words.fill(`In winter less: ${label}.`);
    await send.click();
    await expect(side.getByText(`In winter less: ${label}.`).first()).toBeVisible();
    await expect(words).toHaveValue("");
    await expect(words, "and stays so").not.toHaveAttribute("aria-invalid");
    await expect(words).toHaveValue("");
  }
});

test("what is sent in one tab is said to be gone in the other", async ({ context, page }) => {
  await page.goto("/exemptions/apply");
  await fillIn(page);
  await check(page).click();
  await page.waitForURL("**/check");
  const other = await context.newPage();
  await other.goto("/exemptions/apply/check");
  await expect(other.getByText("Two megabits, shared by five.")).toBeVisible();
  await page.getByRole("button", { name: "Send the request" }).click();
  await page.waitForURL(/\/exemptions\/[0-9a-f-]{36}$/);
  await other.reload();
  await expect(other.getByText("It was sent or thrown away, in another tab perhaps.")).toBeVisible();
  await other.getByRole("main").getByRole("link", { name: "Your exemptions" }).click();
  await expect(other).toHaveURL(/\/exemptions$/);
});

test("of the rows of hours only the wrong one is marked", async ({ page }) => {
  await openAlive(page, "/exemptions/apply");
  await fillIn(page);
  const first = page.getByRole("group", { name: "Hours 1", exact: true });
  await page.getByRole("button", { name: "Add other hours" }).click();
  await first.getByRole("checkbox", { name: "Mon" }).check();
  await check(page).click();
  await expect(page.getByRole("link", { name: "Choose days, and a time from and until" })).toBeVisible();
  await expect(first.getByLabel("From")).toHaveAttribute("aria-invalid", "true");
  await expect(
    page.getByRole("group", { name: "Hours 2", exact: true }).getByLabel("From"),
  ).not.toHaveAttribute("aria-invalid");
});
