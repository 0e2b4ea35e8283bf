import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { promisify } from "node:util";
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import type { Step } from "../domain/activity/schema.ts";
import { unzip } from "../domain/evidence/test-unzip.ts";
import { allowAll, expect, sessionCookie, test } from "./actors.ts";
import { deliver, link, WORK } from "./devices.ts";
import { only, type Person, type Portal } from "./portal.ts";
import { keysStored } from "./records.ts";

// Everything about somebody: asked for, made, taken along, unpacked, and gone again.

/** A portal killed in the middle, and a link that is gone, are heard in the console. */
test.use({ mayComplain: true });

const made = (page: Page) => page.getByRole("link", { name: "Download the ZIP" });
const MADE_WITHIN = { timeout: 30_000 };

async function ask(page: Page): Promise<void> {
  await page.goto("/my-data/export");
  await page.getByRole("button", { name: "Make my download" }).click();
}

async function addressOf(page: Page): Promise<string> {
  await expect(made(page)).toBeVisible(MADE_WITHIN);
  return (await made(page).getAttribute("href")) ?? "";
}

/** Puts the portal's one clock on, for a file of tests that has the portal to itself. */
async function putClockOn(portal: Portal, by: string): Promise<void> {
  await portal.sql(`create or replace function sayso_now() returns timestamptz language sql volatile as
    $$ select date_trunc('milliseconds', clock_timestamp() + interval '${by}') $$`);
}

async function actsOf(portal: Portal, { id }: Person): Promise<string[]> {
  const acts = await portal.sql<{ kind: string }>(
    "select kind from act where kind like 'export.%' and subject_id = $1 order by seq",
    [id],
  );
  return acts.map(({ kind }) => kind);
}

test("an employee takes along everything that their computer delivered, as anyone can check", async ({
  page,
  person,
  portal,
  playwright,
}, testInfo) => {
  await allowAll(page);
  const device = await link(page, portal, "My laptop");
  await deliver(device, "terminal", WORK);
  await page.goto("/my-data/export");
  await expect(page.getByText("No downloads yet")).toBeVisible();
  await page.getByRole("button", { name: "Make my download" }).click();
  const address = await addressOf(page);
  expect(address).toMatch(/^\/my-data\/export\/[0-9a-f-]{36}\/download$/);

  const [download] = await Promise.all([page.waitForEvent("download"), made(page).click()]);
  expect(download.suggestedFilename()).toMatch(/^sayso-my-data-\d{4}-\d{2}-\d{2}\.zip$/);
  const file = testInfo.outputPath("export.zip");
  await download.saveAs(file);
  const zip = await readFile(file);
  await expect(page.getByText(createHash("sha256").update(zip).digest("hex"))).toBeVisible();

  const files = await unzip(zip);
  const text = (path: string) => files.get(path)?.toString("utf8") ?? "";
  const records = text("records.jsonl")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(records.map(({ steps }: { steps: Step[] }) => steps)).toEqual([WORK]);
  expect(records[0]).toMatchObject({ application: "terminal", deviceId: device.deviceId, keys: 14 });
  expect(records[0].keys, "as the portal counts").toBe(await keysStored(portal, person));
  expect(text("records.csv").trim().split("\r\n")).toHaveLength(2);
  expect(text("days.csv")).toContain('"My laptop","terminal",1,1,');
  const { id: receipt } = only(
    await portal.sql<{ id: string }>("select id from consent_answer where employee_id = $1", [person.id]),
  );
  const shown = await (await page.request.get(`/consent/receipts/${receipt}/signed`)).json();
  expect(JSON.parse(text(`receipts/${receipt}.json`))).toEqual({
    receipt: shown.receipt,
    signed: shown.signed,
  });
  expect(text("ledger.jsonl")).toContain('"kind":"device.linked"');

  const stranger = await playwright.request.newContext({ baseURL: portal.url });
  const { fingerprint } = await (await stranger.get("/keys.json")).json();
  const script = testInfo.outputPath("verify-evidence.mjs");
  await writeFile(script, await (await stranger.get("/verify-evidence.mjs")).body());
  const { stdout } = await promisify(execFile)(process.execPath, [script, file, fingerprint]);
  expect(stdout).toContain("This export is whole and unchanged.");

  expect(await actsOf(portal, person)).toEqual(["export.asked", "export.made", "export.downloaded"]);
  expect((await new AxeBuilder({ page }).analyze()).violations.map(({ id }) => id)).toEqual([]);
});

test("a download goes on where it broke off, and nobody else has one by its address", async ({
  page,
  person,
  portal,
  browserOf,
}) => {
  await ask(page);
  const address = await addressOf(page);
  const whole = await page.request.get(address);
  const bytes = await whole.body();
  expect(whole.headers()).toMatchObject({
    "accept-ranges": "bytes",
    "cache-control": "no-store, no-transform",
  });
  const { etag = "" } = whole.headers();
  const rest = await page.request.get(address, { headers: { range: "bytes=1000-", "if-range": etag } });
  expect(rest.status()).toBe(206);
  expect(rest.headers()["content-range"]).toBe(`bytes 1000-${bytes.length - 1}/${bytes.length}`);
  expect((await rest.body()).equals(bytes.subarray(1000))).toBe(true);
  const other = await page.request.get(address, {
    headers: { range: "bytes=1000-", "if-range": '"another"' },
  });
  expect([other.status(), (await other.body()).length]).toEqual([200, bytes.length]);
  const beyond = await page.request.get(address, { headers: { range: `bytes=${bytes.length}-` } });
  expect([beyond.status(), beyond.headers()["content-range"]]).toEqual([416, `bytes */${bytes.length}`]);

  // Whoever is given other bytes than were made is given no whole file.
  await portal.sql(
    "update export_part set sealed = set_bit(sealed, 9000, 1 - get_bit(sealed, 9000)) where employee_id = $1",
    [person.id],
  );
  const { value, name } = await sessionCookie(portal, person);
  const damaged = fetch(`${portal.url}${address}`, { headers: { cookie: `${name}=${value}` } }).then(
    async (answer) => (answer.ok ? (await answer.arrayBuffer()).byteLength : Promise.reject(answer.status)),
  );
  await expect(damaged).rejects.toBeDefined();

  for (const who of [
    await portal.freshEmployee(),
    await portal.person("legal"),
    await portal.person("admin"),
  ]) {
    const answer = await (await browserOf(who)).request.get(address);
    expect([who.subject, answer.status()]).toEqual([who.subject, 404]);
  }
  expect((await (await browserOf(null)).request.get(address)).status()).toBe(401);
});

test("what is removed is gone at once, and its address says so", async ({ page, person, portal }) => {
  await ask(page);
  const address = await addressOf(page);
  await page.getByRole("button", { name: "Remove" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Remove it" }).click();
  await expect(page.getByText("You removed it, and its bytes are destroyed.")).toBeVisible();
  await expect(made(page)).toHaveCount(0);
  expect(await portal.sql("select from export_part where employee_id = $1", [person.id])).toEqual([]);
  const answer = await page.goto(address);
  expect(answer?.status()).toBe(410);
  await expect(page.getByRole("heading", { name: "This download is gone" })).toBeVisible();
  await expect(page.getByText("You removed this download.")).toBeVisible();
  expect((await new AxeBuilder({ page }).analyze()).violations.map(({ id }) => id)).toEqual([]);
  await page.getByRole("link", { name: "Back to your downloads" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Download everything" })).toBeVisible();
  expect(await actsOf(portal, person)).toEqual(["export.asked", "export.made", "export.removed"]);
});

test("one that was being made when the portal was killed is made after it came back, whole", async ({
  page,
  person,
  portal,
}) => {
  test.setTimeout(240_000);
  // Held in the middle, as a large one would be: the table of absences is locked while it is gone through.
  await page.goto("/my-data/export");
  const held = await portal.session();
  await held.query("begin");
  await held.query("lock table absence in access exclusive mode");
  await page.getByRole("button", { name: "Make my download" }).click();
  await expect(page.getByRole("progressbar")).toBeVisible(MADE_WITHIN);
  await expect(page.getByText("You can ask for another when it is done.")).toBeVisible();
  await portal.kill();
  await held.query("rollback");
  held.release();
  await portal.start();
  await expect(made(page)).toBeVisible({ timeout: 100_000 });
  const zip = await (await page.request.get(await addressOf(page))).body();
  expect((await unzip(zip)).has("manifest.jws")).toBe(true);
  expect(await actsOf(portal, person)).toEqual(["export.asked", "export.made", "export.downloaded"]);
});

test("after three days it is over, by the portal's clock, and its bytes are destroyed", async ({
  page,
  person,
  portal,
}) => {
  await ask(page);
  const address = await addressOf(page);
  await putClockOn(portal, "3 days");
  const answer = await page.goto(address);
  expect(answer?.status()).toBe(410);
  await expect(page.getByText("The time of this download is over")).toBeVisible();
  await portal.sql("insert into jobs.job (name, data, policy) values ('expire-exports', '{}', 'standard')");
  const left = () => portal.sql("select from export_part where employee_id = $1", [person.id]);
  await expect.poll(async () => (await left()).length, MADE_WITHIN).toBe(0);
  await page.goto("/my-data/export");
  await expect(page.getByText("Its time is over, and its bytes are destroyed.")).toBeVisible();
  await putClockOn(portal, "0 days");
});
