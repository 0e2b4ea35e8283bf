import type { Page } from "@playwright/test";
import { expect, signIn, test } from "./actors.ts";
import { tabTo } from "./keyboard.ts";

const main = (page: Page) => page.getByRole("main");

test("a pause counts down in every tab, and ends early from any of them", async ({ page, context }) => {
  await page.goto("/");
  for (const length of ["5 minutes", "15 minutes", "30 minutes"]) {
    await expect(main(page).getByRole("button", { name: length, exact: true })).toBeVisible();
  }
  const second = await context.newPage();
  await second.goto("/consent");
  await main(page).getByRole("button", { name: "15 minutes" }).click();
  await expect(main(page).getByRole("timer")).toHaveText(/^1[45]:\d\d$/);
  await expect(page.getByText("Collection is paused on all your devices.").first()).toBeAttached();
  await expect(second.getByRole("banner").getByRole("timer")).toHaveText(/^1[45]:\d\d$/);
  await second.locator("summary", { hasText: "Paused" }).click();
  await second.getByRole("button", { name: "Resume now" }).click();
  await expect(main(page).getByRole("button", { name: "15 minutes" })).toBeVisible();
  // To someone of whom nothing is collected anyway, "resumed" would be a fright.
  await expect(page.getByText("The pause is over.", { exact: true })).toBeAttached();
  await page.goto("/pauses");
  const [past] = await page.getByRole("row").filter({ hasText: "You resumed early" }).all();
  await expect(past ?? page.getByRole("row")).toContainText("15 minutes");
});

test("a second pause is refused while one runs, in a tab that did not know of it", async ({
  page,
  person,
  portal,
  browser,
}) => {
  const plain = await browser.newContext({ baseURL: portal.url, javaScriptEnabled: false });
  await signIn(plain, portal, person);
  const stale = await plain.newPage();
  await stale.goto("/pauses");
  await page.goto("/pauses");
  await main(page).getByRole("button", { name: "5 minutes", exact: true }).click();
  await expect(main(page).getByRole("timer")).toBeVisible();
  await main(stale).getByRole("button", { name: "30 minutes" }).click();
  await expect(main(stale).getByRole("timer")).toHaveText(/^[45]:\d\d$/);
  const pauses = await portal.sql("select length_seconds from pause where employee_id = $1", [person.id]);
  expect(pauses).toEqual([{ length_seconds: 300 }]);
  await plain.close();
});

test("no one can pause for longer than half an hour, whatever their browser sends", async ({
  page,
  person,
  portal,
}) => {
  await page.goto("/pauses");
  const button = main(page).getByRole("button", { name: "30 minutes" });
  await button.evaluate((element: HTMLButtonElement) => {
    element.value = "1801";
  });
  await main(page).locator('button[value="1801"]').click();
  await expect(main(page).getByRole("alert")).toContainText("at most 30 minutes");
  expect(await portal.sql("select from pause where employee_id = $1", [person.id])).toEqual([]);
});

test("with the keyboard alone, from the header of any page", async ({ page }) => {
  await page.goto("/devices");
  await tabTo(page, page.locator('summary[aria-label="Pause collection"]'));
  await page.keyboard.press("Enter");
  await tabTo(page, page.getByRole("banner").getByRole("button", { name: "5 minutes", exact: true }));
  await page.keyboard.press("Enter");
  await expect(page.getByRole("banner").getByRole("timer")).toBeVisible();
  await tabTo(page, page.locator("summary", { hasText: "Paused" }));
  await page.keyboard.press("Enter");
  await tabTo(page, page.getByRole("banner").getByRole("button", { name: "Resume now" }));
  await page.keyboard.press("Space");
  await expect(page.getByRole("timer")).toHaveCount(0);
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("a pause begins and ends by plain forms", async ({ page }) => {
    await page.goto("/pauses");
    await main(page).getByRole("button", { name: "5 minutes", exact: true }).click();
    await expect(main(page).getByRole("timer")).toBeVisible();
    await main(page).getByRole("button", { name: "Resume now" }).click();
    await expect(main(page).getByRole("button", { name: "5 minutes", exact: true })).toBeVisible();
    await expect(page.getByText("You resumed early")).toBeVisible();
  });
});
