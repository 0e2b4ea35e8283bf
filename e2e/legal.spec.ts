import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import type { BrowserContext, Page } from "@playwright/test";
import { unzip } from "../domain/evidence/test-unzip.ts";
import { allowAll, expect, test } from "./actors.ts";
import { Desk } from "./desk.ts";
import { deliver, link, WORK } from "./devices.ts";
import { ListeningDevice } from "./listening-device.ts";
import { only, type Person, type Portal } from "./portal.ts";

// Its law changes for everyone: a portal of its own, whose agents sync once a second, as a test waits for them.
test.use({ program: { sync_seconds: 1 } });

const DAY_MS = 86_400_000;
/** More than the story of a day takes, on a busy machine too. */
const STORY_MS = 300_000;
const NEW_YORK = "America/New_York";

/** The day in New York, as YYYY-MM-DD. */
const dayThere = () => new Intl.DateTimeFormat("en-CA", { timeZone: NEW_YORK, dateStyle: "short" }).format();

/** Waits where the day in New York, or that of UTC, would end in the middle of the story. */
async function settleIntoDay(): Promise<void> {
  const time = new Intl.DateTimeFormat("en-GB", { timeZone: NEW_YORK, timeStyle: "medium" }).format();
  const [hours = 0, minutes = 0, seconds = 0] = time.split(":").map(Number);
  const passed = [((hours * 60 + minutes) * 60 + seconds) * 1_000, Date.now() % DAY_MS];
  for (const left of passed.map((each) => DAY_MS - each)) if (left < STORY_MS) await sleep(left + 1_000);
}

type BrowserOf = (person: Person | null) => Promise<BrowserContext>;

/** Reads and acknowledges, by the pages, the one notice that waits. */
async function acknowledgeWaiting(page: Page): Promise<void> {
  await page.goto("/notice");
  await page.getByRole("link", { name: /^Read/ }).click();
  await page.waitForURL(/\/notice\/[0-9a-f-]{36}$/);
  await page.getByRole("button", { name: "I was given this notice" }).click();
  await page.waitForURL("**/notice");
}

/** Somebody at home in New York who acknowledged both notices and allowed everything. */
async function newYorker(portal: Portal, browserOf: BrowserOf): Promise<{ person: Person; page: Page }> {
  const person = await portal.freshEmployee("US-NY");
  const page = await (await browserOf(person)).newPage();
  await allowAll(page);
  await acknowledgeWaiting(page);
  return { person, page };
}

/** Two people of legal publish the next version of New York's notice, by the pages. */
async function publishForNewYork(portal: Portal, browserOf: BrowserOf): Promise<Page> {
  const [writer, approver] = await portal.sql<Person>(
    `select id, subject, name from person p join role_grant g on g.person_id = p.id
     where g.role = 'legal' order by subject`,
  );
  if (!writer || !approver) throw new Error("the organisation has fewer than two people of legal");
  const draft = await (await browserOf(writer)).newPage();
  await draft.goto("/notices/drafts/new?place=US-NY");
  await draft.getByRole("radio", { name: "The place's own notice in force" }).check();
  await draft.getByRole("button", { name: "Begin the draft" }).click();
  await draft.waitForURL(/\/notices\/drafts\/[0-9a-f-]{36}$/);
  await draft.getByLabel("Why it is collected").fill("Agents shall learn how New York works.");
  await draft.getByRole("button", { name: "Save and ask for approval" }).click();
  await expect(draft.getByText("Waits for somebody else's approval")).toBeVisible();
  const legal = await (await browserOf(approver)).newPage();
  await legal.goto(draft.url());
  await legal.getByRole("button", { name: "Approve and publish" }).click();
  await legal.waitForURL(/\/notices\/[0-9a-f-]{36}$/);
  return legal;
}

/** Who stands on the list of those who have not acknowledged New York's notice, page by page. */
async function lackingAcknowledgement(legal: Page): Promise<string[]> {
  const names: string[] = [];
  await legal.goto("/jurisdictions/people?code=US-NY&duty=acknowledgement");
  for (;;) {
    names.push(...(await legal.getByRole("rowheader").allTextContents()));
    const more = legal.getByRole("link", { name: "More people" });
    if ((await more.count()) === 0) return names;
    const here = legal.url();
    await more.click();
    await legal.waitForURL((url) => url.href !== here);
  }
}

/** What the question box says of the gate for somebody in New York, today. */
async function ask(legal: Page, person: Person): Promise<void> {
  await legal.goto("/jurisdictions/question");
  await legal.getByLabel("Person").fill(person.name);
  await legal.getByLabel("Day", { exact: true }).fill(dayThere());
  await legal.getByRole("button", { name: "Answer" }).click();
  await expect(legal.getByRole("heading", { name: person.name })).toBeVisible();
}

test("a new version of substance holds every agent in New York at once; who acknowledges it goes on, and all records agree", async ({
  browserOf,
  portal,
}) => {
  test.setTimeout(2 * STORY_MS);
  await settleIntoDay();
  const reader = await newYorker(portal, browserOf);
  const others = [await newYorker(portal, browserOf), await newYorker(portal, browserOf)];
  const texan = await portal.freshEmployee();
  const texas = await (await browserOf(texan)).newPage();
  await allowAll(texas);
  const devices: ListeningDevice[] = [];
  for (const page of [...others.map((each) => each.page), texas])
    devices.push(await ListeningDevice.open(portal, await link(page, portal, "Laptop")));
  const [first, second, elsewhere] = devices;
  const desk = await Desk.open(portal, reader.person);
  try {
    await desk.agent.enrol(portal.url, reader.page);
    await desk.agent.starts();
    await desk.work("before the change");
    await desk.settled();
    for (const each of devices) await each.becomes("collected");

    const legal = await publishForNewYork(portal, browserOf);
    await desk.agent.becomes("held-by-law");
    for (const each of [first, second]) await each?.becomes("held-by-law");
    expect(first?.reasons).toEqual(["New York asks that you acknowledge this notice first."]);
    expect(elsewhere?.label, "nobody else is held").toBe("collected");
    await desk.workUnheard("while it is held");
    await desk.settled();
    await reader.page.goto("/");
    await expect(
      reader.page.getByText("New York asks that you acknowledge this notice first.").first(),
    ).toBeVisible();

    await desk.agent.applies(() => acknowledgeWaiting(reader.page));
    await desk.work("and after");
    await desk.settled();
    for (const each of [first, second]) expect(each?.label).toBe("held-by-law");

    await test.step("the list names who is held, and not who goes on", async () => {
      const lacking = await lackingAcknowledgement(legal);
      for (const { person } of others) expect(lacking).toContain(person.name);
      expect(lacking).not.toContain(reader.person.name);
    });
    await test.step("the question box has the day in spans: open, held, open", async () => {
      await ask(legal, reader.person);
      const gate = legal.getByRole("table", { name: /gate/i });
      await expect(gate.getByRole("row").last()).toContainText("Open");
      await expect(gate).toContainText("New York asks that you acknowledge this notice first.");
      await ask(legal, others[0]?.person ?? reader.person);
      await expect(gate.getByRole("row").last()).toContainText("Held");
    });
    await test.step("the evidence pack says the same", () =>
      packAgrees(legal, portal, reader.person, others));
  } finally {
    for (const each of devices) each.close();
    await desk.close();
  }
});

async function packAgrees(
  legal: Page,
  portal: Portal,
  reader: Person,
  others: readonly { person: Person }[],
): Promise<void> {
  await legal.goto("/evidence");
  await legal.getByLabel("Place").selectOption("US-NY");
  const today = new Date().toISOString().slice(0, 10);
  await legal.getByLabel("From", { exact: true }).fill(today);
  await legal.getByLabel("Until", { exact: true }).fill(today);
  await legal.getByRole("button", { name: "Make the pack" }).click();
  const ready = legal
    .getByRole("region", { name: /^New York/ })
    .getByRole("link", { name: "Download the ZIP" });
  await expect(ready).toBeVisible({ timeout: 60_000 });
  const [download] = await Promise.all([legal.waitForEvent("download"), ready.click()]);
  const files = await unzip(await readFile(await download.path()));
  const acknowledged = String(files.get("acknowledged.csv")).split("\r\n");
  const { sha256, content } = only(
    await portal.sql<{ sha256: string; content: string }>(
      "select sha256, content from notice where jurisdiction = 'US-NY' order by version desc limit 1",
    ),
  );
  const newest = acknowledged.filter((row) => row.includes(sha256));
  expect(newest.filter((row) => row.includes(reader.id))).toHaveLength(1);
  for (const { person } of others) expect(newest.filter((row) => row.includes(person.id))).toEqual([]);
  expect(String(files.get(`notices/${sha256}.json`))).toBe(content);
  const gaps = String(files.get("gaps.csv")).split("\r\n");
  for (const { person } of others)
    expect(gaps.filter((row) => row.includes(person.id) && row.includes("acknowledgement"))).not.toEqual([]);
}

test("who relocates is held until the new state's duties are met, and nothing in between is kept", async ({
  page,
  portal,
  person,
}) => {
  // Before an hour is full `link` waits for it.
  test.setTimeout(120_000);
  await allowAll(page);
  const device = await link(page, portal, "Laptop");
  const stored = async () =>
    (await portal.sql("select from segment where employee_id = $1", [person.id])).length;
  await deliver(device, "drawing", WORK);
  expect(await stored()).toBe(1);
  const listening = await ListeningDevice.open(portal, device);
  await listening.becomes("collected");

  await portal.arrange(
    {
      text: "update location set until_at = sayso_now() where person_id = $1 and until_at is null",
      values: [person.id],
    },
    {
      text: `insert into location (id, person_id, kind, jurisdiction, from_at, source, confirmed_at)
        select gen_random_uuid(), $1, kind, 'US-NY', sayso_now(), 'directory', sayso_now()
        from unnest(array['residence', 'work']) as kind`,
      values: [person.id],
    },
  );
  await listening.becomes("held-by-law");
  // A record that lies wholly after the move, from an agent that did not listen.
  await new Promise((resolve) => setTimeout(resolve, 1_300));
  const answer = await deliver(device, "drawing", WORK);
  expect(answer.results[0]).toMatchObject({ status: "discarded" });
  expect(await stored()).toBe(1);

  await acknowledgeWaiting(page);
  await listening.becomes("collected");
  await new Promise((resolve) => setTimeout(resolve, 1_300));
  await deliver(device, "drawing", WORK);
  expect(await stored()).toBe(2);
  listening.close();
});
