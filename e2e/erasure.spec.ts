import { setTimeout as sleep } from "node:timers/promises";
import type { Page } from "@playwright/test";
import { type Device, newBatch } from "../bench/device.ts";
import { dayOf } from "../lib/day.ts";
import { allowAll, expect, hearsNothing, test } from "./actors.ts";
import { deliver, link, WORK } from "./devices.ts";
import { only, type Person, type Portal } from "./portal.ts";
import { stepsStored } from "./records.ts";

const main = (page: Page) => page.getByRole("main");
const show = (page: Page) => page.getByRole("button", { name: "Show what this would delete" }).click();
const confirm = (page: Page, what: string) =>
  page.getByRole("button", { name: `Delete ${what} for good`, exact: true }).click();

/** Records are known by the tenth of a second in which they begin: the next one begins in another. */
async function deliverOne(device: Device, application: string): Promise<void> {
  await deliver(device, application, WORK);
  await sleep(150);
}

async function startsOf(portal: Portal, { id }: Person): Promise<{ device: string; at: Date }[]> {
  return portal.sql(
    "select device_id as device, started_at as at from segment where employee_id = $1 order by started_at",
    [id],
  );
}

async function zoneOf(portal: Portal, { id }: Person): Promise<string> {
  return only(await portal.sql<{ zone: string }>("select time_zone as zone from person where id = $1", [id]))
    .zone;
}

/** The hour that the person's clock showed then, as the page names it. */
function hourName(zone: string, at: Date): string {
  const hour = Number(
    new Intl.DateTimeFormat("en-US", { timeZone: zone, hour: "numeric", hourCycle: "h23" }).format(at),
  );
  return `${hour}:00 to ${hour}:59`;
}

test("a record, an application, an hour and a day are deleted, each once it was shown how much it is", async ({
  page,
  person,
  portal,
}) => {
  await allowAll(page);
  const device = await link(page, portal, "Test computer");
  for (const application of ["terminal", "terminal", "spreadsheet"]) await deliverOne(device, application);
  const [first] = await startsOf(portal, person);
  await page.goto(`/my-data/delete?record=${first?.device}.${first?.at.getTime()}`);
  await expect(main(page)).toContainText("This cannot be undone");
  await confirm(page, "this record");
  await expect(main(page).getByText("Deleted: 1 record, for good.")).toBeFocused();
  await expect(page.getByText("This record is not there")).toBeVisible();
  expect(await startsOf(portal, person)).toHaveLength(2);

  await page.goto("/my-data/delete");
  await page.getByLabel("Application").selectOption("Spreadsheet");
  await show(page);
  await confirm(page, "this record");
  await expect(main(page).getByText("Deleted: 1 record, for good.")).toBeVisible();
  const [left] = await startsOf(portal, person);
  expect(await startsOf(portal, person)).toHaveLength(1);

  const zone = await zoneOf(portal, person);
  const at = left?.at ?? new Date();
  const day = dayOf(zone, at.getTime());
  const chooseDay = async () => {
    await page.getByLabel("First day").fill(day);
    await page.getByLabel("Last day").fill(day);
  };
  await chooseDay();
  await page.getByLabel("Hour of the day").selectOption(hourName(zone, at));
  await page.getByLabel("Application").selectOption("Every application");
  await page.getByLabel("Computer").selectOption("Test computer");
  await show(page);
  await confirm(page, "this record");
  await expect(page.getByText("Nothing is stored that fits")).toBeVisible();

  await deliverOne(device, "terminal");
  await deliverOne(device, "spreadsheet");
  await page.goto("/my-data/delete");
  await chooseDay();
  await show(page);
  await expect(page.getByRole("table", { name: "By application" })).toContainText("Spreadsheet");
  await confirm(page, "these 2 records");
  await expect(main(page).getByText("Deleted: 2 records, for good.")).toBeVisible();
  expect(await startsOf(portal, person)).toEqual([]);
});

test("what came in since is left and said to be; what was deleted elsewhere is said to be gone", async ({
  page,
  person,
  portal,
  browserOf,
}) => {
  await allowAll(page);
  const device = await link(page, portal, "Test computer");
  await deliverOne(device, "terminal");
  await hearsNothing(page);
  await page.goto("/my-data/delete?application=terminal");
  // In another browser: a tab beside this one would read once more when it begins.
  const late = await (await browserOf(person)).newPage();
  await hearsNothing(late);
  await late.goto("/my-data/delete?application=terminal");
  await deliverOne(device, "terminal");
  await confirm(page, "this record");
  await expect(
    main(page).getByText("1 record came in since this was shown, and is still there."),
  ).toBeVisible();
  await confirm(late, "this record");
  await expect(late.getByText("There is nothing left to delete here")).toBeVisible();
  await page.goto("/my-data/delete?from=2026-02-30&hour=25");
  await expect(main(page).getByRole("alert")).toContainText("This is no day of the calendar.");
  await expect(main(page).getByRole("alert")).toContainText("A day has the hours 0 to 23.");
  await page.goto("/my-data/delete?record=../../etc/passwd");
  await expect(page.getByText("This record is not there")).toBeVisible();
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("some can be deleted, and all erased", async ({ page, person, portal, browserOf }) => {
    const scripted = await (await browserOf(person)).newPage();
    await allowAll(scripted);
    const device = await link(scripted, portal, "Test computer");
    await scripted.close();
    await deliverOne(device, "terminal");
    await page.goto("/my-data/delete");
    await page.getByLabel("Application").selectOption("Terminal");
    await show(page);
    await confirm(page, "this record");
    await expect(page.getByText("Nothing is stored that fits")).toBeVisible();
    await deliverOne(device, "terminal");
    await page.goto("/my-data/erase");
    await page.getByRole("button", { name: "Erase everything for good" }).click();
    await expect(main(page).getByRole("alert")).toContainText("Type the word erase");
    await page.getByLabel("Type the word erase").fill("erase");
    await page.getByRole("button", { name: "Erase everything for good" }).click();
    await expect(page.getByText("You erased everything on")).toBeVisible();
    expect(await startsOf(portal, person)).toEqual([]);
  });
});

test("everything is erased, and a computer that comes afterwards brings nothing of before", async ({
  page,
  person,
  portal,
}) => {
  await allowAll(page);
  const device = await link(page, portal, "Test computer");
  const batch = newBatch({
    segments: [{ application: "terminal", from: Math.floor(Date.now() / 100) - 11, length: 10, steps: WORK }],
  });
  await device.sync({ batches: [batch] });
  await page.goto("/my-data/delete");
  await page.getByRole("link", { name: "Look at what erasing everything means" }).click();
  await expect(main(page)).toContainText("Now there is 1 record of 1 second");
  await expect(main(page)).toContainText("Your consent stands, so collection goes on");
  await expect(page.getByRole("link", { name: "Withdraw consent first" })).toHaveAttribute(
    "href",
    "/consent",
  );
  await page.getByLabel("Type the word erase").fill("yes");
  await page.getByRole("button", { name: "Erase everything for good" }).click();
  await expect(page.getByText("Nothing was erased.").first()).toBeVisible();
  expect(await startsOf(portal, person)).toHaveLength(1);
  await page.getByLabel("Type the word erase").fill("Erase");
  await page.getByRole("button", { name: "Erase everything for good" }).click();
  await expect(main(page).getByText("Everything was erased: 1 record")).toBeFocused();
  await expect(main(page)).toContainText("Now there are 0 records");
  await expect(page.getByLabel("Type the word erase")).toHaveValue("");

  const agent = { version: "0.3.0", platform: "linux" as const };
  const { results } = await device.sync({ agent, batches: [batch] });
  expect(results).toMatchObject([
    { status: "discarded", discarded: [{ reason: "erased", steps: WORK.length }] },
  ]);
  await expect
    .poll(async () => (await deliver(device, "terminal", WORK)).results[0]?.status)
    .toBe("accepted");
  expect(await stepsStored(portal, person)).toEqual([WORK]);
});
