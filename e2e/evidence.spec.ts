import type { Page } from "@playwright/test";
import { newestDay } from "../lib/day.ts";
import { acknowledge, expect, test } from "./actors.ts";
import { only, type Person, type Portal } from "./portal.ts";

async function legalPage(
  portal: Portal,
  browserOf: (person: Person | null) => Promise<{ newPage(): Promise<Page> }>,
): Promise<Page> {
  return (await browserOf(await portal.person("legal"))).newPage();
}

/** YYYY-MM-DD where somebody is. */
async function todayOf(portal: Portal, { id }: Person): Promise<string> {
  const { today } = only(
    await portal.sql<{ today: string }>(
      "select (now() at time zone time_zone)::date::text as today from person where id = $1",
      [id],
    ),
  );
  return today;
}

test("the map says how each state stands, in words too, and leads to it by keyboard", async ({
  browserOf,
  portal,
}) => {
  const page = await legalPage(portal, browserOf);
  await page.goto("/jurisdictions");
  const map = page.getByRole("list", { name: "The states, by whether everyone there is covered" });
  await expect(map.getByRole("listitem")).toHaveCount(51);
  await expect(
    map.getByRole("link", { name: /^New York: some lack evidence\. [\d,]+ of [\d,]+ covered\.$/ }),
  ).toBeVisible();
  await expect(map.getByRole("link", { name: "Wyoming: nobody there." })).toBeVisible();
  await map.getByRole("link", { name: /^New York/ }).focus();
  await page.keyboard.press("Enter");
  await page.waitForURL("**/jurisdictions/US-NY");

  await page.setViewportSize({ width: 320, height: 800 });
  await page.goto("/jurisdictions");
  await expect(map.getByRole("link", { name: /^Texas/ })).toBeVisible();
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(width, "the page does not go sideways").toBeLessThanOrEqual(320);
});

test("the table sorts and filters by its address", async ({ browserOf, portal }) => {
  const page = await legalPage(portal, browserOf);
  await page.goto("/jurisdictions");
  const table = page.getByRole("table", { name: "Rows of law and whom they apply to" });
  const people = table.getByRole("columnheader", { name: "People" });
  for (const order of ["ascending", "descending"]) {
    await people.getByRole("link").click();
    await expect(people).toHaveAttribute("aria-sort", order);
  }
  await expect(table.getByRole("rowheader").first()).toHaveText(/United States/);
  await page.getByLabel("Level").selectOption("blocked");
  await page.getByRole("button", { name: "Filter" }).click();
  await expect(table.getByRole("rowheader")).toHaveCount(5);
  await expect(page.getByText(/^5 of \d+ rows are shown\.$/)).toBeInViewport();
  await page.getByLabel("How it stands").selectOption("covered");
  await page.getByRole("button", { name: "Filter" }).click();
  await expect(page.getByText("No row fits")).toBeInViewport();
});

test("people without evidence are named with what is missing; who acknowledges is not on the list any more", async ({
  page,
  browserOf,
  portal,
  person,
}) => {
  const legal = await legalPage(portal, browserOf);
  const isListed = async () => {
    await legal.goto("/jurisdictions/people?code=US&duty=acknowledgement");
    const found = legal.getByRole("rowheader", { name: person.name, exact: true });
    while ((await found.count()) === 0) {
      const more = legal.getByRole("link", { name: "More people" });
      if ((await more.count()) === 0) return false;
      const here = legal.url();
      await more.click();
      await legal.waitForURL((url) => url.href !== here);
    }
    return true;
  };
  expect(await isListed()).toBe(true);
  await legal.goto("/jurisdictions/people");
  await expect(legal.getByRole("table", { name: "People without evidence" })).toContainText(
    "Acknowledgement",
  );
  await acknowledge(page);
  await expect.poll(isListed, { timeout: 30_000 }).toBe(false);
});

test("the question box answers for a person and a day, and asking is recorded", async ({
  page,
  browserOf,
  portal,
  person,
}) => {
  const today = await todayOf(portal, person);
  await acknowledge(page);
  const legal = await legalPage(portal, browserOf);
  const before = newestDay(Date.now());
  await legal.goto("/jurisdictions/question");
  await legal.getByLabel("Person").fill(person.name);
  const newest = await legal.getByLabel("Day", { exact: true }).getAttribute("max");
  expect([before, newestDay(Date.now())], "today can be asked for wherever it has begun").toContain(newest);
  // Offered is today where the reader is: another day than where the person is, for some hours of each.
  await legal.getByLabel("Day", { exact: true }).fill(today);
  await legal.getByRole("button", { name: "Answer" }).click();
  const answer = legal.getByRole("region", { name: "Answer" });
  await expect(answer.getByRole("heading", { name: person.name, exact: true })).toBeVisible();
  await expect(answer).toContainText("Nothing was ever collected");
  const { sha256 } = only(
    await portal.sql<{ sha256: string }>(
      "select sha256 from notice where jurisdiction = 'US' and language = 'en'",
    ),
  );
  await expect(answer).toContainText(sha256);
  await expect(answer.getByRole("table", { name: "The gate through the day" })).toContainText(
    "The program asks that you acknowledge this notice first.",
  );
  expect(legal.url(), "nobody's name is in the address").not.toContain("?");
  const acts = await portal.sql("select from act where kind = 'evidence.asked' and subject_id = $1", [
    person.id,
  ]);
  expect(acts).toHaveLength(1);

  await test.step("what cannot be answered says why", async () => {
    await legal.getByLabel("Day", { exact: true }).fill("2999-01-01");
    await legal.getByRole("button", { name: "Answer" }).click();
    await expect(legal.getByRole("alert").getByText("still to come")).toBeVisible();
    await expect(legal.getByLabel("Day", { exact: true })).toBeFocused();
    await legal.getByLabel("Day", { exact: true }).fill("2026-01-01");
    await legal.getByLabel("Person").fill("Nobody Whatever");
    await legal.getByRole("button", { name: "Answer" }).click();
    await expect(legal.getByRole("alert").getByText("knows nobody")).toBeVisible();
  });

  await test.step("of several people one is chosen", async () => {
    await legal.getByLabel("Day", { exact: true }).fill("2026-01-01");
    await legal.getByLabel("Person").fill("Aster");
    await legal.getByRole("button", { name: "Answer" }).click();
    const several = legal.getByRole("region", { name: "Several people" });
    const name = await several.getByRole("button").first().innerText();
    expect(name).toContain("Aster");
    await several.getByRole("button").first().click();
    await expect(answer.getByRole("heading", { name, exact: true })).toBeVisible();
    await expect(answer).toBeFocused();
  });
});
