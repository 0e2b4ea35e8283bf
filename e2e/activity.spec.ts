import { allowAll, expect, test } from "./actors.ts";
import { beforeItsLinking, deliver, deliverCoverage, link, WORK } from "./devices.ts";
import { tabTo } from "./keyboard.ts";

test("every record appears by itself, in words and exactly as it is stored", async ({ page, portal }) => {
  await allowAll(page);
  const device = await link(page, portal, "Test computer");
  await page.goto("/activity");
  await expect(page.getByText("No records")).toBeVisible();
  await deliver(device, "spreadsheet", WORK);
  const record = page.getByRole("listitem").filter({ hasText: "Spreadsheet" }).last();
  await expect(record).toContainText(
    "Switched to it once, 2 clicks, 14 key presses (12 letters, 2 spaces), shortcut Ctrl+S.",
  );
  await tabTo(page, record.getByText("Show the exact record"));
  await page.keyboard.press("Enter");
  const shown = JSON.parse((await record.locator("pre").textContent()) ?? "");
  expect(shown).toMatchObject({ steps: WORK });
  await expect(page.getByRole("main")).toContainText("Most in Spreadsheet");
});

test("what arrived and was not kept is shown with its reason", async ({ page, portal }) => {
  await allowAll(page);
  const device = await link(page, portal, "Test computer");
  const before = await deliver(device, "terminal", WORK, await beforeItsLinking(portal, device));
  expect(before.results).toMatchObject([{ status: "discarded", stored: 0 }]);
  await deliver(device, "no-such-application", WORK);
  await page.goto("/activity");
  const thrown = page.getByRole("table").filter({ hasText: "Why" });
  await expect(thrown).toContainText("The computer was not linked then");
  await expect(thrown).toContainText("not on the program's list");
  await expect(page.getByText("No records")).toBeVisible();
});

test("a day is read at a glance, and as words by those who cannot see it", async ({
  page,
  person,
  portal,
}) => {
  await allowAll(page);
  const device = await link(page, portal, "Test computer");
  const date = await deliverCoverage(portal, person, device);
  await page.goto(`/activity?day=${date}`);
  const day = page.getByRole("main");
  for (const label of ["Collected", "Paused", "Locked", "Offline"]) {
    await expect(day.getByText(label).first()).toBeAttached();
  }
  await page.getByRole("link", { name: "Day before" }).click();
  await expect(page.getByText("No computer was linked on this day")).toBeVisible();
  await page.goto("/activity?day=nonsense&before=x");
  await expect(page.getByRole("heading", { name: "Activity", exact: true })).toBeVisible();
});
