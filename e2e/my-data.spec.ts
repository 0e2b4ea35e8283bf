import type { Page } from "@playwright/test";
import { allowAll, expect, test } from "./actors.ts";
import { putPicture } from "./captures.ts";
import { beforeItsLinking, deliver, deliverCoverage, link, WORK } from "./devices.ts";
import { tabTo } from "./keyboard.ts";
import { minutesOfDay, minutesOfParts, withoutOverhang } from "./minutes.ts";

/** What the page holds of one record, once its disclosure is open. */
async function rowOf(page: Page, application: string): Promise<unknown> {
  const record = page.getByRole("listitem").filter({ hasText: application }).last();
  await tabTo(page, record.getByText("Show the exact record"));
  await page.keyboard.press("Enter");
  return JSON.parse((await record.locator("pre").textContent()) ?? "");
}

test("every record appears by itself, in words and exactly as it is stored", async ({ page, portal }) => {
  await allowAll(page);
  const device = await link(page, portal, "Test computer");
  await page.goto("/my-data/records");
  await expect(page.getByText("No record about you is stored.")).toBeVisible();
  await deliver(device, "spreadsheet", WORK);
  const record = page.getByRole("listitem").filter({ hasText: "Spreadsheet" }).first();
  await expect(record).toContainText(
    "Switched to it once, 2 clicks, 14 key presses (12 letters, 2 spaces), shortcut Ctrl+S.",
  );
  await expect(record).toContainText("Yours alone");
  expect(await rowOf(page, "Spreadsheet")).toMatchObject({
    application: "spreadsheet",
    device_id: device.deviceId,
    steps: WORK.slice(0, 2),
    keyboard_steps: WORK.slice(2),
  });
  await page.goto("/my-data");
  await expect(page.getByRole("main")).toContainText("Most in Spreadsheet");
  await expect(page.getByRole("main")).toContainText("Of your 1 stored record, 1 is in that time now.");
});

test("what arrived and was not kept is shown with its rule", async ({ page, portal }) => {
  await allowAll(page);
  const device = await link(page, portal, "Test computer");
  const before = await deliver(device, "terminal", WORK, await beforeItsLinking(portal, device));
  expect(before.results).toMatchObject([{ status: "discarded", stored: 0 }]);
  await deliver(device, "no-such-application", WORK);
  for (const view of ["day", "week", "month", "all"]) {
    await page.goto(`/my-data?view=${view}`);
    const thrown = page.getByRole("table").filter({ hasText: "Why" });
    await expect(thrown).toContainText("The computer was not linked then");
    await expect(thrown).toContainText("not on the program's list");
    await expect(thrown.getByRole("row").last()).toHaveText("In all282 s");
  }
  await page.goto("/my-data/records");
  await expect(page.getByText("No record about you is stored.")).toBeVisible();
});

test("a day is read at a glance, and as words by those who cannot see it; its sums are those of the week, the month and all time", async ({
  page,
  person,
  portal,
}) => {
  await allowAll(page);
  const device = await link(page, portal, "Test computer");
  const date = await deliverCoverage(portal, person, device);
  await page.goto(`/my-data?on=${date}`);
  for (const label of ["Collected", "Paused", "Locked", "Offline"]) {
    await expect(page.getByRole("main").getByText(label).first()).toBeAttached();
  }
  for (const view of ["week", "month", "all"]) {
    const labels = await minutesOfDay(page, "Your time on Test computer", date);
    await page.goto(`/my-data?view=${view}&on=${date}`);
    const parts = await minutesOfParts(page, "Your time on Test computer");
    expect(parts.columns.at(-1), view).toBe("Minutes");
    // The last row is the sum of those above it, and the last column that of those before it.
    for (const [place, column] of parts.columns.entries()) {
      const above = parts.rows.slice(0, -1).reduce((sum, row) => sum + (row[place] ?? 0), 0);
      expect(parts.rows.at(-1)?.[place], `${view}, ${column}`).toBe(above);
    }
    for (const row of parts.rows)
      expect(row.at(-1)).toBe(row.slice(0, -1).reduce((sum, each) => sum + each, 0));
    for (const label of ["Paused", "Locked", "Offline"]) {
      expect(parts.rows.at(-1)?.[parts.columns.indexOf(label)], label).toBe(
        labels.filter((each) => each === label).length,
      );
    }
  }
  await page.getByRole("link", { name: "Day", exact: true }).click();
  await page.getByRole("link", { name: "Day before" }).click();
  await expect(page.getByText("No computer was linked in this time")).toBeVisible();
});

test("an address that makes no sense shows today, and says why", async ({ page }) => {
  for (const [query, sentence] of [
    ["on=nonsense", "There is no such day in the calendar. This is today."],
    ["on=2026-02-31", "There is no such day in the calendar. This is today."],
    ["view=month&on=9999-12-31", "That day has not come yet. This is today."],
    ["on=0000-00-00&view=week", "There is no such day in the calendar. This is today."],
    ["on=0001-01-01", "Nothing can be from before January 2000. This is today."],
    ["view=decade", "There is no such view. This is a day."],
  ]) {
    await page.goto(`/my-data?${query}`);
    await expect(page.getByText(sentence ?? "")).toBeVisible();
    await expect(page.getByRole("heading", { name: "My data", exact: true })).toBeVisible();
  }
  await page.goto("/my-data?on=2026-01-01&on=2026-01-02");
  await expect(page.getByRole("heading", { name: "My data", exact: true })).toBeVisible();
});

test("a chart leads to its records by keyboard, a search finds by application, and a record opens", async ({
  page,
  portal,
}) => {
  await allowAll(page);
  const device = await link(page, portal, "Test computer");
  await deliver(device, "spreadsheet", WORK);
  await deliver(device, "terminal", WORK.slice(0, 1), Date.now() - 1_200);
  await page.goto("/my-data?view=month");
  const chart = page.getByRole("figure", { name: "Recorded time by application" });
  await tabTo(page, chart.getByRole("link", { name: "Spreadsheet" }));
  await page.keyboard.press("Enter");
  const records = page.getByRole("region", { name: "The stored records" }).getByRole("listitem");
  await expect(records.filter({ hasText: "Spreadsheet" })).toHaveCount(1);
  await expect(records.filter({ hasText: "Terminal" })).toHaveCount(0);
  await expect(page.getByLabel("Application")).toHaveValue("spreadsheet");

  await page.getByLabel("Application").selectOption({ label: "Terminal" });
  await page.getByRole("button", { name: "Search" }).click();
  await expect(records.filter({ hasText: "Terminal" })).toHaveCount(1);
  await expect(records.filter({ hasText: "Spreadsheet" })).toHaveCount(0);

  await page.getByLabel("Kind").selectOption({ label: "With the keyboard" });
  await page.getByRole("button", { name: "Search" }).click();
  await expect(page.getByText("Nothing that is stored about you fits this search.")).toBeVisible();

  await page.goto("/my-data/records?application=spreadsheet");
  await page.getByRole("link", { name: /, \d\d?:\d\d:\d\d [AP]M$/ }).click();
  await expect(page.getByRole("heading", { name: "A record of Spreadsheet" })).toBeVisible();
  await expect(page.getByRole("timer", { name: "Time left" })).toHaveText(/^23 hours 5\d minutes left$/);
  await expect(page.getByText("Pressed the shortcut Ctrl+S.")).toBeVisible();
  await expect(page.getByText("14 key presses (12 letters, 2 spaces) in 0.2 seconds.")).toBeVisible();
  await expect(page.getByText("Until then nobody but you can see it.")).toBeVisible();
});

test("a search that makes no sense says so at its field, and loses nothing", async ({ page, portal }) => {
  await allowAll(page);
  const device = await link(page, portal, "Test computer");
  await deliver(device, "spreadsheet", WORK);
  await page.goto("/my-data/records?from=2026-11-02&to=2026-11-01&application=no-such&device=none&hour=5");
  for (const [label, sentence] of [
    ["Last day", "The last day is before the first. Choose the same day or a later one."],
    ["Application", "There is no such application. Choose one from the list."],
    ["Computer", "You have no such computer. Choose one from the list."],
    ["Hour of the day", "To look at one hour, choose the same first and last day."],
  ]) {
    await expect(page.getByLabel(label ?? "")).toHaveAccessibleDescription(`Error: ${sentence}`);
  }
  await expect(page.getByLabel("First day")).toHaveValue("2026-11-02");
  await expect(page.getByLabel("Last day")).toHaveValue("2026-11-01");
  await expect(page.getByRole("alert").getByRole("link")).toHaveCount(4);
  const records = page.getByRole("region", { name: "The stored records" });
  await expect(records.getByRole("listitem")).toHaveCount(0);
  await expect(records).toContainText("Nothing was looked for.");

  for (const after of [
    "x",
    "../../etc/passwd",
    `${device.deviceId}.99999999999999999`,
    "'; drop table segment;--",
  ]) {
    await page.goto(`/my-data/records?after=${encodeURIComponent(after)}`);
    await expect(page.getByText("That place in the list is not known.")).toBeVisible();
    await expect(records.getByRole("listitem").filter({ hasText: "Spreadsheet" }).first()).toBeVisible();
  }
});

test("every page of one's data leads to all the others and says which it is, also without a mouse", async ({
  page,
}) => {
  await page.goto("/my-data");
  const pages = page.getByRole("navigation", { name: "My data" });
  for (const [label, title] of [
    ["Records", "Your records"],
    ["Pictures", "Screen pictures"],
    ["Corrections", "Your corrections"],
    ["Download", "Download everything"],
    ["Delete", "Delete some of your data"],
    ["Overview", "My data"],
  ] as const) {
    await tabTo(page, pages.getByRole("link", { name: label }));
    await page.keyboard.press("Enter");
    await expect(page.getByRole("heading", { level: 1, name: title, exact: true })).toBeVisible();
    await expect(pages.locator("[aria-current=page]")).toHaveText([label]);
    const main = page.getByRole("navigation", { name: "Main" });
    await expect(main.locator("[aria-current=page]")).toHaveText(["My data"]);
  }
  await page.goto("/my-data/erase");
  await expect(pages.locator("[aria-current=page]")).toHaveText(["Delete"]);
});

test("a record, a day, a week and a search lead to deleting just that", async ({ page, portal }) => {
  await allowAll(page);
  const device = await link(page, portal, "Test computer");
  await page.goto("/my-data");
  await expect(page.getByRole("link", { name: "Delete this day" })).toHaveCount(0);
  await deliver(device, "spreadsheet", WORK);
  await deliver(device, "terminal", WORK.slice(0, 1), Date.now() - 1_200);
  const records = page.getByRole("region", { name: "What would be deleted" });

  await page.goto("/my-data");
  const today = await page.getByLabel("Day", { exact: true }).inputValue();
  await page.getByRole("link", { name: "Delete this day" }).click();
  await expect(page.getByLabel("First day")).toHaveValue(today);
  await expect(page.getByLabel("Last day")).toHaveValue(today);
  await expect(records).toContainText("Records2");
  await page.goto("/my-data?view=month");
  await page.getByRole("link", { name: "Delete this month" }).click();
  await expect(page.getByLabel("First day")).toHaveValue(`${today.slice(0, 8)}01`);
  await expect(records).toContainText("Records2");
  await page.goto("/my-data?view=all");
  await page.getByRole("link", { name: "Erase everything" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Erase everything" })).toBeVisible();

  await page.goto("/my-data/records");
  await expect(page.getByRole("link", { name: "Delete these records" })).toHaveCount(0);
  const search = new URLSearchParams({
    from: today,
    to: today,
    application: "spreadsheet",
    device: device.deviceId,
  });
  await page.goto(`/my-data/records?${search}`);
  await page.getByRole("link", { name: "Delete these records" }).click();
  await expect(page.getByLabel("Application")).toHaveValue("spreadsheet");
  await expect(page.getByLabel("Computer")).toHaveValue(device.deviceId);
  await expect(records).toContainText("Records1");
  await page.goto(`/my-data/records?${search}&category=keyboard`);
  await expect(page.getByText("A record is deleted as a whole")).toBeVisible();

  await page.goto("/my-data/records?application=spreadsheet");
  await page.getByRole("link", { name: /, \d\d?:\d\d:\d\d [AP]M$/ }).click();
  await page.getByRole("link", { name: "Delete this record" }).click();
  await page.getByRole("button", { name: "Delete this record for good" }).click();
  await expect(page.getByText("Deleted: 1 record, for good.").first()).toBeVisible();
  await page.goto("/my-data/records?application=spreadsheet");
  await expect(page.getByText("Nothing that is stored about you fits this search.")).toBeVisible();
});

test("home and the overview say what of today is its subject's alone, and lead there", async ({
  page,
  person,
  portal,
}) => {
  await allowAll(page);
  const device = await link(page, portal, "Test computer");
  await page.goto("/");
  await expect(page.getByText("Nothing from today is stored.")).toBeVisible();
  await deliver(device, "spreadsheet", WORK);
  await putPicture(device);
  const line = page.getByText("Stored from today: 1 record and 1 screen picture, all still yours alone.");
  await expect(line).toBeVisible();
  await page.goto("/my-data");
  await expect(line).toBeVisible();
  const kinds = page.getByRole("region", { name: "Recorded by kind" });
  await kinds.getByRole("link", { name: "1 picture" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Screen pictures" })).toBeVisible();
  await portal.arrange({
    text: "update segment set held_until = sayso_now() where employee_id = $1",
    values: [person.id],
  });
  await page.goto("/");
  await expect(page.getByText("Still yours alone: 1 screen picture.")).toBeVisible();
  await page.getByRole("link", { name: "1 record" }).click();
  await expect(page.getByRole("region", { name: "The stored records" })).toContainText(
    "Its time for you alone is over",
  );
});

test("nothing of the records needs sideways scrolling on a phone", async ({ page, person, portal }) => {
  await allowAll(page);
  const device = await link(page, portal, "Test computer");
  const date = await deliverCoverage(portal, person, device);
  await deliver(device, "spreadsheet", WORK);
  await page.setViewportSize({ width: 320, height: 640 });
  for (const path of [`?on=${date}`, `?view=week&on=${date}`, "?view=month", "?view=all", "/records"])
    await withoutOverhang(page, `/my-data${path}`);
});

test.describe("what is not there", () => {
  // The browser's console tells of every page that is not found.
  test.use({ mayComplain: true });

  test("another's record, one that never was, and what is no record's id look alike", async ({
    page,
    browserOf,
    portal,
  }) => {
    await allowAll(page);
    const device = await link(page, portal, "Test computer");
    await deliver(device, "spreadsheet", WORK);
    await page.goto("/my-data/records");
    const href = await page.getByRole("link", { name: /, \d\d?:\d\d:\d\d [AP]M$/ }).getAttribute("href");
    const theirs = await (await browserOf(await portal.freshEmployee())).newPage();
    const texts = new Set<string>();
    for (const path of [
      href ?? "",
      `/my-data/records/${device.deviceId}.1`,
      "/my-data/records/none",
      "/my-data/records/..%2F..%2Fetc%2Fpasswd",
      "/my-data/records/%00",
      `/my-data/records/${device.deviceId}.99999999999999`,
    ]) {
      const response = await theirs.goto(path);
      expect(response?.status(), path).toBe(404);
      texts.add(await theirs.getByRole("main").innerText());
    }
    expect([...texts]).toHaveLength(1);
  });
});
