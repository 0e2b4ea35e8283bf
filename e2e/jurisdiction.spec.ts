import { readFile } from "node:fs/promises";
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test } from "./actors.ts";
import { openAlive } from "./alive.ts";
import type { Person, Portal } from "./portal.ts";

// Rows of law: what tightens is in force at once, what loosens waits for somebody else of legal.

async function legalOf(portal: Portal): Promise<{ fern: Person; sorrel: Person }> {
  const [fern, sorrel] = await portal.sql<Person>(
    `select id, subject, name from person p join role_grant g on g.person_id = p.id
     where g.role = 'legal' order by name`,
  );
  if (!fern || !sorrel) throw new Error("the organisation has fewer than two people of legal");
  return { fern, sorrel };
}

async function openForm(page: Page, code: string): Promise<void> {
  // The form that the link leads to has to be at work, since it tells of each choice what it does.
  await openAlive(page, `/jurisdictions/${code}`);
  await page.getByRole("link", { name: "Change this row" }).click();
  await expect(page.getByRole("button", { name: "Save the change" })).toBeVisible();
}

async function giveGrounds(page: Page): Promise<void> {
  await page.getByLabel("Why it is changed").fill("The statute was read again.");
  await page.getByLabel("Where that is to be read").fill("https://example.org/statute");
}

/** Proposes that New York asks for no posting any more, and looks at the row. */
async function proposeNoPosting(page: Page): Promise<void> {
  await openForm(page, "US-NY");
  await page.getByLabel("Posting", { exact: true }).uncheck();
  await expect(page.getByText("“Posting” would no longer be asked for.")).toBeVisible();
  await giveGrounds(page);
  await page.getByRole("button", { name: "Save the change" }).click();
  await expect(page.getByText("Waits for a second legal reviewer. Until").first()).toBeVisible();
  await page.getByRole("link", { name: "Look at the row as it is now" }).click();
}

const inForce = async (portal: Portal, code: string) =>
  portal.sql<{ version: number; kinds: string[] }>(
    "select version, law_duties(body) as kinds from jurisdiction where code = $1 and until_at is null",
    [code],
  );

// A portal of its own: what a file would change is counted against the rows as they were set up.
test.use({ program: { pause_max_seconds: 1800 } });

test("a newer data file shows its difference before it is applied", async ({ browserOf, portal }) => {
  const { fern } = await legalOf(portal);
  const page = await (await browserOf(fern)).newPage();
  const rows = JSON.parse(await readFile("prisma/data/jurisdictions.json", "utf8"));
  const newer = rows.map((row: { code: string; enforcement: string; collectionAllowedDefault: boolean }) => {
    if (row.code === "US-OH") return { ...row, enforcement: "The county, as of this year" };
    return row.code === "US-ME" ? { ...row, collectionAllowedDefault: true } : row;
  });
  const upload = async (text: string) => {
    await page.goto("/jurisdictions/import");
    await page
      .getByLabel("Data file")
      .setInputFiles({ name: "newer.json", mimeType: "application/json", buffer: Buffer.from(text) });
    await page.getByRole("button", { name: "Compare" }).click();
  };
  await upload("code,name");
  await expect(page.getByRole("main").getByRole("alert")).toContainText("This file is not JSON");
  await upload(JSON.stringify([{ ...newer[0], level: "perhaps" }]));
  await expect(page.getByRole("main").getByRole("alert")).toContainText("Row 1 (US), level:");

  await upload(JSON.stringify(newer));
  await expect(page.getByRole("status").filter({ hasText: "2 of its rows read differently" })).toBeVisible();
  expect(await inForce(portal, "US-OH")).toMatchObject([{ version: 1 }]);
  await expect(page.getByText("Collection would be allowed there as it is.")).toBeVisible();
  await page.getByLabel("Why it is applied").fill("The yearly review");
  await page.getByRole("button", { name: "Apply the ticked rows" }).click();
  await expect(
    page.getByText("1 row is in force now; 1 waits for a second legal reviewer.").first(),
  ).toBeVisible();
  expect(await inForce(portal, "US-OH")).toMatchObject([{ version: 2 }]);
  expect(await inForce(portal, "US-ME")).toMatchObject([{ version: 1 }]);
  await page.getByRole("link", { name: "A change to the row of Maine" }).click();
  await expect(page.getByRole("heading", { name: "Changes that wait for a decision" })).toBeVisible();
});

test("a change that asks for more is in force at once", async ({ browserOf, portal }) => {
  const { fern } = await legalOf(portal);
  const page = await (await browserOf(fern)).newPage();
  await openForm(page, "US-CT");
  await page.getByLabel("Acknowledgement", { exact: true }).check();
  await expect(page.getByText("Nothing here loosens the row: it is in force as soon")).toBeVisible();
  await page.getByRole("button", { name: "Save the change" }).click();
  await expect(page.getByRole("main").getByRole("alert")).toContainText("Say why.");
  await giveGrounds(page);
  await page.getByRole("button", { name: "Save the change" }).click();
  await expect(page.getByRole("main").getByText("In force now, as version 2.")).toBeFocused();
  const [now] = await inForce(portal, "US-CT");
  expect(now).toMatchObject({ version: 2, kinds: expect.arrayContaining(["acknowledgement"]) });
  await page.getByRole("link", { name: "Look at the row as it is now" }).click();
  await expect(page.getByText(`Changed by ${fern.name}.`)).toBeVisible();
  await expect(page).toHaveTitle(/^Connecticut/);
});

test("a change that asks for less waits, and only another person of legal approves it", async ({
  browserOf,
  portal,
}) => {
  const { fern, sorrel } = await legalOf(portal);
  const page = await (await browserOf(fern)).newPage();
  await proposeNoPosting(page);
  expect(await inForce(portal, "US-NY")).toMatchObject([{ version: 1 }]);
  await expect(
    page.getByText("You proposed this, so another legal reviewer has to decide on it."),
  ).toBeVisible();
  await expect(page.getByRole("button", { name: /^Approve/ })).toHaveCount(0);
  await page.getByRole("button", { name: "Take it back" }).click();
  await page.locator("summary", { hasText: "Show 1" }).click();
  await expect(page.getByText(`${fern.name} took it back`)).toBeVisible();
  await proposeNoPosting(page);

  const other = await (await browserOf(sorrel)).newPage();
  await other.goto("/jurisdictions/US-NY");
  await other.getByRole("button", { name: "Reject" }).click();
  await expect(other.getByRole("main").getByRole("alert")).toHaveText("Say why it is rejected.");
  await other.getByRole("button", { name: /^Approve/ }).click();
  await expect(other.getByText(`Proposed by ${fern.name}, approved by ${sorrel.name}.`)).toBeVisible();
  const [now] = await inForce(portal, "US-NY");
  expect(now?.version).toBe(2);
  expect(now?.kinds).not.toContain("posting");
});

test("a blocked place is lifted by two, in writing, and blocked again by one", async ({
  browserOf,
  portal,
}) => {
  const { fern, sorrel } = await legalOf(portal);
  const page = await (await browserOf(fern)).newPage();
  await page.goto("/jurisdictions/GB");
  await page.getByLabel("Counsel's grounds").fill("The assessment of 2 March allows it for the test team.");
  await page.getByLabel("Last day").fill(new Date(Date.now() + 40 * 86_400_000).toISOString().slice(0, 10));
  await page.getByRole("button", { name: "Propose the override" }).click();
  await expect(page.getByText("another legal reviewer has to approve it.")).toBeVisible();
  const other = await (await browserOf(sorrel)).newPage();
  await other.goto("/jurisdictions/GB");
  await other.getByRole("button", { name: /^Approve/ }).click();
  await expect(other.getByText("In force: the block is lifted")).toBeVisible();
  await other.getByLabel("Why it ends").fill("The test is over.");
  await other.getByRole("button", { name: /^End it/ }).click();
  await expect(other.getByText("Ended", { exact: true })).toBeVisible();
});

test("a row is signed off, without scripts too", async ({ browser, browserOf, portal }) => {
  const { fern } = await legalOf(portal);
  const signedIn = await browserOf(fern);
  const plain = await browser.newContext({
    baseURL: portal.url,
    javaScriptEnabled: false,
    storageState: await signedIn.storageState(),
  });
  const page = await plain.newPage();
  await page.goto("/jurisdictions/US-AL");
  await page.getByLabel("Remark").fill("Read and confirmed.");
  await page.getByRole("button", { name: "Sign version 1 off" }).click();
  await expect(page.getByText("Confirmed by counsel")).toBeVisible();
  await expect(page.getByRole("heading", { name: "To be confirmed by counsel" })).toHaveCount(0);
  await plain.close();
});

test("the pages have no fault that axe finds, at 320 pixels too", async ({ browserOf, portal }) => {
  const { fern } = await legalOf(portal);
  const page = await (await browserOf(fern)).newPage();
  await page.setViewportSize({ width: 320, height: 640 });
  for (const path of [
    "/jurisdictions/US-NY",
    "/jurisdictions/US-NY/edit",
    "/jurisdictions/DE",
    "/jurisdictions/import",
  ]) {
    await page.goto(path);
    for (const each of await page.locator("details:not([open]) > summary").all())
      if (await each.isVisible()) await each.click();
    const overhang = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect.soft(overhang, `${path} sideways`).toBe(0);
    const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
    expect
      .soft(
        violations.map(({ id, nodes }) => [id, nodes[0]?.html]),
        path,
      )
      .toEqual([]);
  }
});
