import { createHash } from "node:crypto";
import type { Page } from "@playwright/test";
import { expect, test } from "./actors.ts";
import { only, type Person, type Portal } from "./portal.ts";

/** Two people of legal, whoever they are. */
async function lawyers(portal: Portal): Promise<[Person, Person]> {
  const [writer, approver] = await portal.sql<Person>(
    `select id, subject, name from person p join role_grant g on g.person_id = p.id
     where g.role = 'legal' order by subject`,
  );
  if (!writer || !approver) throw new Error("the organisation has fewer than two people of legal");
  return [writer, approver];
}

/** Begins a draft of a place's next notice by the pages. Leads to it. */
async function begin(page: Page, place: string, from: string): Promise<void> {
  await page.goto(`/notices/drafts/new?place=${place}`);
  await page.getByRole("radio", { name: from }).check();
  await page.getByRole("button", { name: "Begin the draft" }).click();
  await page.waitForURL(/\/notices\/drafts\/[0-9a-f-]{36}$/);
}

const ask = (page: Page) => page.getByRole("button", { name: "Save and ask for approval" }).click();
const inForce = (portal: Portal, place: string) =>
  portal.sql<{ version: number; content: string; sha256: string; published_by: string }>(
    "select version, content, sha256, published_by from notice where jurisdiction = $1 order by version desc limit 1",
    [place],
  );

test("one writes, another one approves, and then it is in force as it was written", async ({
  browserOf,
  portal,
}) => {
  const [writer, approver] = await lawyers(portal);
  const page = await (await browserOf(writer)).newPage();
  await begin(page, "US-NY", "The place's own notice in force");
  await page
    .getByLabel("Why it is collected")
    .fill("Agents learn from people, if people want to teach them.");
  await ask(page);
  await expect(page.getByText("Waits for somebody else's approval")).toBeVisible();
  await expect(page.getByRole("button", { name: "Approve and publish" })).toHaveCount(0);

  const other = await (await browserOf(approver)).newPage();
  await other.goto("/notices");
  await expect(other.getByText("Waits for your approval")).toBeVisible();
  await other.goto(page.url());
  await expect(other.getByRole("deletion").first()).toBeVisible();
  await expect(other.getByText("nothing is collected from them until they have answered")).toBeVisible();
  await other.getByRole("link", { name: "As people see it" }).click();
  await expect(other.getByText("Agents learn from people, if people want to teach them.")).toBeVisible();
  await other.getByRole("button", { name: "Approve and publish" }).click();
  await other.waitForURL(/\/notices\/[0-9a-f-]{36}$/);
  await expect(other.getByText(`Approved by`)).toBeVisible();
  await expect(other.getByRole("definition").filter({ hasText: approver.name })).toBeVisible();

  const notice = only(await inForce(portal, "US-NY"));
  expect(notice).toMatchObject({ version: 2, published_by: approver.id });
  const download = other.waitForEvent("download");
  await other.getByRole("link", { name: "Download the notice as a file" }).click();
  const bytes = await (await download).createReadStream().then((stream) => stream.toArray());
  expect(createHash("sha256").update(Buffer.concat(bytes)).digest("hex")).toBe(notice.sha256);

  await other.getByRole("link", { name: "Compare with version 1" }).click();
  await expect(other.getByRole("heading", { name: "From version 1 to version 2" })).toBeVisible();
  const posted = await (await browserOf(null)).newPage();
  await posted.goto("/posted/US-NY");
  await expect(posted.getByText(notice.sha256)).toBeVisible();
  await expect(posted.getByText("Agents learn from people, if people want to teach them.")).toBeVisible();
});

test("an approver sends it back with words, which its writer reads, changes it by and asks again", async ({
  browserOf,
  portal,
}) => {
  const [writer, approver] = await lawyers(portal);
  const page = await (await browserOf(writer)).newPage();
  await begin(page, "US-VT", "The federal notice in force");
  await page.getByLabel("Why it is collected").fill("To teach, as we said before.");
  await ask(page);
  await expect(page.getByText("Waits for somebody else's approval")).toBeVisible();
  const other = await (await browserOf(approver)).newPage();
  await other.goto(page.url());
  await other.getByRole("button", { name: "Send it back" }).click();
  await expect(other.getByRole("alert").filter({ hasText: "Say what has to be different" })).toBeVisible();
  await other.getByLabel("Say what has to be different").fill("Say whom it teaches.");
  await other.getByRole("button", { name: "Send it back" }).click();
  await expect(other.getByRole("heading", { name: "This was sent back" })).toBeVisible();
  await expect(other.getByText("Sent back. Its writers read your words on the draft.").first()).toBeFocused();
  await expect(other.getByRole("button", { name: "Approve and publish" })).toHaveCount(0);
  await page.reload();
  await expect(page.getByRole("blockquote").filter({ hasText: "Say whom it teaches." })).toBeVisible();
  await page.getByLabel("Why it is collected").fill("To teach agents, as we said before.");
  await ask(page);
  await expect(page.getByRole("heading", { name: "Sent back before" })).toBeVisible();
  await other.reload();
  await other.getByRole("button", { name: "Approve and publish" }).click();
  await other.waitForURL(/\/notices\/[0-9a-f-]{36}$/);
});

test("words that the law prescribes are shown as missing, and asked for before anyone may approve", async ({
  browserOf,
  portal,
}) => {
  const [writer] = await lawyers(portal);
  const page = await (await browserOf(writer)).newPage();
  await begin(page, "US-NY", "The federal notice in force");
  await expect(page.getByText("Does not say it yet")).toBeVisible();
  await page.getByLabel("Title").fill("Another notice for New York");
  await ask(page);
  const summary = page.getByRole("alert").filter({ hasText: "prescribes words" });
  await expect(summary).toBeFocused();
  await summary.getByRole("link").click();
  await expect(page.getByLabel("What the law asks us to say")).toBeFocused();
  await expect(page.getByLabel("Title"), "what was entered stays").toHaveValue("Another notice for New York");
  await page.getByRole("button", { name: "Add these words" }).click();
  await expect(page.getByText("Says it", { exact: true })).toBeVisible();
  await ask(page);
  await expect(page.getByText("Waits for somebody else's approval")).toBeVisible();
});

test("two who write at once lose no word", async ({ browserOf, portal }) => {
  const [writer, approver] = await lawyers(portal);
  const page = await (await browserOf(writer)).newPage();
  await begin(page, "US-TX", "The federal notice in force");
  const other = await (await browserOf(approver)).newPage();
  await other.goto(page.url());
  await page.getByLabel("What it is for").fill("What the first one wrote.");
  await other.getByLabel("What it is for").fill("What the second one wrote.");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText("Revision 2, saved by")).toBeVisible();
  await other.getByRole("button", { name: "Save", exact: true }).click();
  await expect(other.getByRole("alert").filter({ hasText: "Somebody else saved this draft" })).toBeVisible();
  await expect(other.getByLabel("What it is for")).toHaveValue("What the second one wrote.");
  await other.getByRole("button", { name: "Save mine after theirs" }).click();
  await expect(other.getByText("Revision 3, saved by")).toBeVisible();
  await other.getByRole("button", { name: "Save", exact: true }).click();
  await expect(other.getByText("Revision 4, saved by")).toBeVisible();
  await other.getByRole("button", { name: "Discard this draft" }).click();
  await other.getByRole("button", { name: "Discard it" }).click();
  await other.waitForURL("**/notices");
  await page.reload();
  await expect(page.getByText("Discarded")).toBeVisible();
});

test("a day that has passed is refused by its field, and nothing is saved", async ({ browserOf, portal }) => {
  const [writer] = await lawyers(portal);
  const page = await (await browserOf(writer)).newPage();
  await begin(page, "US-CO", "The federal notice in force");
  await page.getByRole("radio", { name: "From a day to come" }).check();
  await page.getByLabel("Day and time, if you chose one").fill("2020-01-01T09:00");
  await ask(page);
  await expect(page.getByRole("alert").filter({ hasText: "never dated back" })).toBeVisible();
  await expect(page.getByText("Revision 1, saved by")).toBeVisible();
});

test("the posted notice needs no sign-in, no cookie and no script", async ({ browser, portal }) => {
  const context = await browser.newContext({ baseURL: portal.url, javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto("/posted");
  await page.getByRole("link", { name: "Texas" }).click();
  await expect(page.getByText("Texas has no notice of its own.")).toBeVisible();
  await page.goto("/posted/US-NY");
  await expect(page.getByRole("heading", { name: "Notice for New York" })).toBeVisible();
  await expect(page.getByText("may be subject to monitoring at any and all times")).toBeVisible();
  expect(await context.cookies()).toEqual([]);
  for (const nowhere of ["/posted/US-ZZ", "/posted/us-ny", "/posted/%00", "/posted/US'--"])
    expect((await page.goto(nowhere))?.status(), nowhere).toBeGreaterThanOrEqual(400);
  await context.close();
});
