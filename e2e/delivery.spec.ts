import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import type { ReceivedLetter } from "../lib/test-mailbox.ts";
import { allowAll, expect } from "./actors.ts";
import { untilNoDayEnds } from "./devices.ts";
import { followLink, lettersTo, test } from "./mailbox.ts";
import { only, type Person, type Portal } from "./portal.ts";

/** As `lettersTo`, and the portal knows that they came: it is told so only when they have. */
async function noticesTo(
  fixtures: Parameters<typeof lettersTo>[0],
  person: Person,
  wanted: number,
): Promise<ReceivedLetter[]> {
  const letters = await lettersTo(fixtures, person, wanted);
  const known = () =>
    fixtures.portal.sql("select from notice_service where employee_id = $1 and channel = 'mail'", [
      person.id,
    ]);
  await expect.poll(async () => (await known()).length).toBeGreaterThanOrEqual(wanted);
  return letters;
}

/** Lets all that somebody was given have come so many days ago, where they are. */
function cameDaysAgo(portal: Portal, { id }: Person, days: number): Promise<void> {
  return portal.arrange(
    { text: "alter table notice_service disable trigger user" },
    {
      text: `update notice_service s
        set day = t.day, at = least(s.at + make_interval(days => t.day - s.day), now())
        from (select (now() at time zone time_zone)::date - $2::int as day from person where id = $1) t
        where s.employee_id = $1`,
      values: [id, days],
    },
    { text: "alter table notice_service enable trigger user" },
  );
}

async function fits(page: Page): Promise<void> {
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(width, `${page.url()} scrolls sideways`).toBeLessThanOrEqual(320);
}

test("a letter brings the notice in full; its link leads to what waits, on a phone too", async ({
  browserOf,
  mailbox,
  portal,
}) => {
  const person = await portal.freshEmployee("US-NY");
  const letters = await noticesTo({ mailbox, portal }, person, 2);
  const own = letters.find(({ text }) => text.includes("New York asks that you are given this notice"));
  expect(own?.text).toContain("may be subject to monitoring at any and all times and by any lawful means");
  const link = /https?:\/\/\S+\/notice(?=\s)/.exec(own?.text ?? "")?.[0] ?? "";

  const page = await (await browserOf(null)).newPage();
  await page.setViewportSize({ width: 320, height: 640 });
  await followLink(page, link, person);
  await page.waitForURL("**/notice");
  await expect(page.getByText("New York asks that you acknowledge this notice first.")).toBeVisible();
  await expect(page.getByText(/By letter/).first()).toBeVisible();
  await fits(page);
  await page.getByRole("link", { name: /^Read this notice.*New York/ }).click();
  await page.waitForURL(/\/notice\/[0-9a-f-]{36}$/);
  await fits(page);
  await page.getByRole("button", { name: "I was given this notice" }).scrollIntoViewIfNeeded();
  const seen = () => portal.sql("select from notice_sighting where employee_id = $1", [person.id]);
  await expect.poll(async () => (await seen()).length).toBe(1);
  const given = await portal.sql<{ channel: string }>(
    `select distinct channel from notice_service s join notice n on n.id = s.notice_id
     where s.employee_id = $1 and n.jurisdiction = 'US-NY' order by 1`,
    [person.id],
  );
  expect(given.map(({ channel }) => channel)).toEqual(["mail", "portal"]);
});

test("who has two notices to acknowledge is led from one to the other, and then nothing waits", async ({
  browserOf,
  portal,
}) => {
  const person = await portal.freshEmployee("US-NY");
  const page = await (await browserOf(person)).newPage();
  await page.goto("/");
  await expect(page.getByText("There are 2 notices for you")).toBeVisible();
  await page.goto("/consent");
  await page.getByRole("button", { name: "I was given this notice" }).click();
  await page.waitForURL("**/consent/choices");
  await expect(page.getByText("After this one more notice waits for you")).toBeVisible();
  await page.getByRole("button", { name: "Allow all" }).click();
  await page.waitForURL((url) => url.pathname === "/consent");
  await expect(page.getByText("Your choices are kept.")).toBeVisible();
  await page.getByRole("link", { name: "See what waits" }).click();
  await page.getByRole("link", { name: /^Read this notice/ }).click();
  await page.getByRole("button", { name: "I was given this notice" }).click();
  await page.waitForURL("**/notice");
  await expect(page.getByRole("heading", { name: "Nothing waits for you" })).toBeVisible();
  await page.goto("/");
  await expect(page.getByRole("heading", { name: /notices? waits?/ })).toHaveCount(0);
});

test("in Illinois an authorisation is signed by name, or not, and taken back with one button", async ({
  browserOf,
  portal,
}) => {
  const person = await portal.freshEmployee("US-IL");
  const page = await (await browserOf(person)).newPage();
  await allowAll(page);
  await page.goto("/notice");
  await expect(page.getByText("If you would rather not, leave this as it is")).toBeVisible();
  const name = page.getByLabel("Your name, as your signature");
  await name.fill("Somebody Else");
  await page.getByRole("button", { name: "Sign it" }).click();
  await expect(page.getByText(`To sign, type your name as it is here: ${person.name}.`)).toBeVisible();
  await expect(name).toHaveValue("Somebody Else");
  await name.fill(person.name.toLowerCase());
  await page.getByRole("button", { name: "Sign it" }).click();
  await expect(page.getByRole("heading", { name: "Nothing waits for you" })).toBeVisible();
  await page.getByRole("button", { name: "Take it back" }).click();
  await expect(name).toBeVisible();
  await expect(page.getByText(/taken back/).first()).toBeVisible();
  const kept = await portal.sql(
    `select a.signature, w.at is not null as withdrawn from authorisation a
     left join authorisation_withdrawal w on w.authorisation_id = a.id where a.employee_id = $1`,
    [person.id],
  );
  expect(kept).toEqual([{ signature: person.name.toLowerCase(), withdrawn: true }]);
});

test("in Delaware yesterday's notice counts no longer, and today's is read anew", async ({
  browserOf,
  mailbox,
  portal,
}) => {
  const person = await portal.freshEmployee("US-DE");
  await noticesTo({ mailbox, portal }, person, 1);
  const page = await (await browserOf(person)).newPage();
  const daily = page.getByText("Delaware asks that you are shown this notice on each day");
  await untilNoDayEnds();
  await cameDaysAgo(portal, person, 0);
  await page.goto("/notice");
  await expect(page.getByText("The program asks that you acknowledge this notice first.")).toBeVisible();
  await expect(daily, "the letter came today").toHaveCount(0);
  await cameDaysAgo(portal, person, 1);
  await page.reload();
  await expect(daily).toBeVisible();
  await page.getByRole("link", { name: /^Read this notice/ }).click();
  await expect(page.getByRole("button", { name: "I was given this notice" })).toBeVisible();
  await page.getByRole("link", { name: "All your notices" }).click();
  await page.waitForURL("**/notice");
  await expect(daily).toHaveCount(0);
  await expect(page.getByText("The program asks that you acknowledge this notice first.")).toBeVisible();
});

test("a notice of elsewhere is not there; pages of notices are accessible, light and dark", async ({
  browserOf,
  portal,
}) => {
  const person = await portal.freshEmployee("US-IL");
  const context = await browserOf(person);
  const page = await context.newPage();
  const { id: elsewhere } = only(
    await portal.sql<{ id: string }>("select id from notice where jurisdiction = 'US-NY'"),
  );
  const { id: own } = only(
    await portal.sql<{ id: string }>("select id from notice where jurisdiction = 'US'"),
  );
  const answer = await page.request.get(`/notice/${elsewhere}`, { failOnStatusCode: false });
  expect(answer.status()).toBe(404);
  for (const theme of ["light", "dark"]) {
    await context.addCookies([{ name: "theme", value: theme, url: portal.url }]);
    for (const path of ["/notice", `/notice/${own}`]) {
      await page.goto(path);
      const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
      expect(violations.map(({ id, nodes }) => `${path} ${theme} ${id} ${nodes[0]?.target}`)).toEqual([]);
    }
  }
});
