import AxeBuilder from "@axe-core/playwright";
import type { BrowserContext, Page } from "@playwright/test";
import { acknowledge, allowAll, expect, test } from "./actors.ts";
import { putPicture } from "./captures.ts";
import { deliver, deliverCoverage, link, WORK } from "./devices.ts";
import { only, type Person, type Portal } from "./portal.ts";

// Every page, empty and with data, light and dark. The console must stay empty too (actors.ts), which
// is where the browser reports whatever breaks the content security policy.

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const COLOURS = ["color-contrast", "link-in-text-block"];
const THEMES = ["light", "dark"] as const;
const EMPLOYEE_PAGES = [
  "/",
  "/my-data",
  "/my-data?view=all",
  "/my-data/records",
  "/my-data/records?from=2026-11-02&to=2026-11-01&application=none",
  "/my-data/captures",
  "/my-data/corrections",
  "/my-data/delete",
  "/my-data/delete?from=2000-01-01",
  "/my-data/erase",
  "/pauses",
  "/consent",
  "/consent/receipts",
  "/notice",
  "/devices",
  "/devices/link",
  "/my-data/export",
];

// A trace of every look at every page would take longer than the looking.
test.use({ trace: "off" });
test.describe.configure({ timeout: 300_000 });

/** What axe finds, as lines that a person can act on. In the dark only colours differ: those are looked at alone. */
async function faults(page: Page, theme: (typeof THEMES)[number]): Promise<string[]> {
  // Our pages have no frames, for which axe would open a page of its own each time.
  const axe = new AxeBuilder({ page }).setLegacyMode();
  const { violations } = await (theme === "light" ? axe.withTags(RULES) : axe.withRules(COLOURS)).analyze();
  return violations.flatMap(({ id, help, nodes }) => nodes.map(({ target }) => `${id}: ${help} (${target})`));
}

async function choose(
  context: BrowserContext,
  portal: Portal,
  theme: (typeof THEMES)[number],
): Promise<void> {
  await context.addCookies([{ name: "theme", value: theme, url: portal.url }]);
}

/** Each of these pages in a new tab, light and dark. */
async function checkAll(context: BrowserContext, portal: Portal, paths: readonly string[]): Promise<void> {
  const page = await context.newPage();
  for (const theme of THEMES) {
    await choose(context, portal, theme);
    for (const path of paths) {
      await page.goto(path);
      await expect(page.locator("html")).toHaveAttribute("data-theme", theme);
      expect.soft(await faults(page, theme), `${path}, ${theme}`).toEqual([]);
    }
  }
  await page.close();
}

/** Answers, a linked computer, records, discards, a labelled hour, and a pause that is over. */
async function arrangeDay(page: Page, portal: Portal, person: Person): Promise<string[]> {
  await allowAll(page);
  const device = await link(page, portal, "Test computer");
  await deliver(device, "terminal", WORK);
  await deliver(device, "spreadsheet", WORK, Date.now() - 3_600_000);
  const day = await deliverCoverage(portal, person, device);
  const capture = await putPicture(device);
  await page.goto("/pauses");
  await page.getByRole("main").getByRole("button", { name: "5 minutes", exact: true }).click();
  await page.getByRole("main").getByRole("button", { name: "Resume now" }).click();
  await expect(page.getByText("You resumed early")).toBeVisible();
  await page.goto("/consent/receipts");
  const receipt = await page.getByRole("row").getByRole("link").first().getAttribute("href");
  await page.goto("/my-data/records");
  const record = await page.locator('a[href^="/my-data/records/"]').first().getAttribute("href");
  return [
    ...EMPLOYEE_PAGES,
    `/my-data?view=day&on=${day}`,
    `/my-data?view=week&on=${day}`,
    record ?? "",
    receipt ?? "",
    `/my-data/captures/${capture}`,
    "/devices/link?code=BCDF-GHJK",
  ];
}

/** All of legal's pages, with a draft under way. */
async function legalPages(legal: BrowserContext, portal: Portal): Promise<string[]> {
  const page = await legal.newPage();
  await page.goto("/notices/drafts/new?place=US-NY");
  await page.getByRole("radio", { name: "The place's own notice in force" }).check();
  await page.getByRole("button", { name: "Begin the draft" }).click();
  await page.waitForURL(/\/notices\/drafts\/[0-9a-f-]{36}$/);
  const draft = new URL(page.url()).pathname;
  await page.close();
  const { id } = only(await portal.sql<{ id: string }>("select id from notice where jurisdiction = 'US-NY'"));
  const { id: workplace } = only(
    await portal.sql<{ id: string }>("select id from workplace where jurisdiction = 'US-NY'"),
  );
  return [
    "/jurisdictions",
    "/jurisdictions/US-NY",
    "/jurisdictions/DE",
    "/jurisdictions/import",
    "/jurisdictions/people",
    "/jurisdictions/question",
    "/notices",
    "/notices/drafts/new",
    draft,
    `/notices/${id}`,
    "/postings",
    `/postings/${workplace}`,
    "/evidence",
    "/coverage",
  ];
}

/** How far the page reaches beyond its window. */
const overhang = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

async function expectNoSidewaysScrolling(page: Page, paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    await page.setViewportSize({ width: 320, height: 640 });
    await page.goto(path);
    await expect.soft.poll(() => overhang(page), `${path} at 320 pixels`).toBe(0);
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.evaluate(() => {
      document.documentElement.style.fontSize = "200%";
    });
    await expect.soft.poll(() => overhang(page), `${path} with text of twice the size`).toBe(0);
  }
}

test("pages of someone who has done nothing yet", async ({ page, context, portal }) => {
  await checkAll(context, portal, EMPLOYEE_PAGES);
  await acknowledge(page);
  await checkAll(context, portal, ["/consent/choices"]);
});

test("pages of someone with a day behind them", async ({ page, context, person, portal }) => {
  await checkAll(context, portal, await arrangeDay(page, portal, person));
});

test("what opens over a page, and what is said of a mistake", async ({ page, context, person, portal }) => {
  await acknowledge(page);
  for (const theme of THEMES) {
    await choose(context, portal, theme);
    await page.goto("/consent/choices");
    await page.getByRole("button", { name: "Save my choices" }).click();
    await expect(page.getByText("Something is missing")).toBeVisible();
    expect.soft(await faults(page, theme), `an incomplete form, ${theme}`).toEqual([]);
  }
  await link(page, portal, "Test computer");
  for (const theme of THEMES) {
    await choose(context, portal, theme);
    await page.goto("/devices");
    await page.locator("summary", { hasText: person.name }).click();
    expect.soft(await faults(page, theme), `the menu, ${theme}`).toEqual([]);
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Unlink", exact: true }).click();
    await expect(page.getByRole("alertdialog")).toBeVisible();
    expect.soft(await faults(page, theme), `a question, ${theme}`).toEqual([]);
    await page.keyboard.press("Escape");
    await page.locator('summary[aria-label="Pause collection"]').click();
    expect.soft(await faults(page, theme), `the header's pause, ${theme}`).toEqual([]);
  }
});

test("the pages for whoever is not signed in", async ({ browserOf, portal }) => {
  await checkAll(await browserOf(null), portal, [
    "/sign-in",
    "/sign-in?error=AccessDenied",
    "/posted",
    "/posted/US-NY",
  ]);
});

test("legal's pages", async ({ browserOf, portal }) => {
  const legal = await browserOf(await portal.person("legal"));
  await checkAll(legal, portal, await legalPages(legal, portal));
});

test.describe("what does not exist", () => {
  // The browser's console tells of every page that is not found.
  test.use({ mayComplain: true });

  test("is said on a page like any other", async ({ context, portal, page }) => {
    await checkAll(context, portal, ["/no-such-page", "/coverage", "/consent/receipts/none"]);
    await page.goto("/coverage");
    await expect(page).toHaveTitle(/^Page not found/);
    await expect(page.getByRole("main")).toHaveCount(1);
    await expect(page.getByRole("banner")).toBeVisible();
  });
});

test("nothing needs sideways scrolling at 320 pixels, or at twice the text size", async ({
  page,
  person,
  portal,
}) => {
  await expectNoSidewaysScrolling(page, await arrangeDay(page, portal, person));
  await page.setViewportSize({ width: 320, height: 640 });
  await page.goto("/");
  await page.getByText("Menu", { exact: true }).click();
  await expect(
    page.getByRole("navigation", { name: "Menu" }).getByRole("link", { name: "Pauses" }),
  ).toBeInViewport();
  await expect.poll(() => overhang(page), "the open menu at 320 pixels").toBe(0);
});

test("nor does anything of legal's, nor what is posted", async ({ browserOf, portal }) => {
  const legal = await browserOf(await portal.person("legal"));
  const paths = await legalPages(legal, portal);
  await expectNoSidewaysScrolling(await legal.newPage(), [...paths, "/posted", "/posted/US-NY"]);
});

test("nothing moves for people who asked for less motion", async ({ page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await page.goto("/");
  const longest = await page.evaluate(() =>
    Math.max(
      ...[...document.querySelectorAll("*")].flatMap((element) => {
        const { animationDuration, transitionDuration } = getComputedStyle(element);
        return `${animationDuration}, ${transitionDuration}`.split(", ").map(Number.parseFloat);
      }),
    ),
  );
  expect(longest).toBeLessThan(0.001);
});
