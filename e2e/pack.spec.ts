import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { promisify } from "node:util";
import AxeBuilder from "@axe-core/playwright";
import { unzip } from "../domain/evidence/test-unzip.ts";
import { expect, test } from "./actors.ts";
import { only } from "./portal.ts";

// The evidence for a place and a period: asked for, made, downloaded, and checked without the portal.

test.use({ mayComplain: true });

test("legal asks for a pack, sees it made, downloads it, and anyone checks it by the documented command", async ({
  portal,
  browserOf,
  playwright,
}, testInfo) => {
  const page = await (await browserOf(await portal.person("legal"))).newPage();
  await page.goto("/evidence");
  await page.getByLabel("Place", { exact: true }).selectOption("US-CT");
  await page.getByRole("button", { name: "Make the pack" }).click();
  await expect(page.getByRole("alert").first()).toContainText("Give a day.");
  await page.getByRole("textbox", { name: "From" }).fill("2020-01-01");
  await page.getByRole("button", { name: "Make the pack" }).click();
  await expect(page.getByRole("alert").first()).toContainText("two years at most");
  const today = new Date().toISOString().slice(0, 10);
  await page.getByRole("textbox", { name: "From" }).fill(today);
  await page.getByRole("button", { name: "Make the pack" }).click();
  const made = page.getByRole("region", { name: /^Connecticut/ });
  const link = made.getByRole("link", { name: "Download the ZIP" });
  await expect(link).toBeVisible({ timeout: 30_000 });

  const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
  const pack = testInfo.outputPath("pack.zip");
  await download.saveAs(pack);
  const hash = createHash("sha256")
    .update(await readFile(pack))
    .digest("hex");
  await expect(made.getByText(hash)).toBeVisible();

  // What a stranger needs is public.
  const stranger = await playwright.request.newContext({ baseURL: portal.url });
  const { fingerprint } = await (await stranger.get("/keys.json")).json();
  await expect(page.getByText(fingerprint)).toBeVisible();
  const script = testInfo.outputPath("verify-evidence.mjs");
  await writeFile(script, await (await stranger.get("/verify-evidence.mjs")).body());
  const { stdout } = await promisify(execFile)(process.execPath, [script, pack, fingerprint]);
  expect(stdout).toContain("This pack is whole and unchanged.");

  const { people } = only(
    await portal.sql<{ people: number }>(
      "select count(distinct person_id)::int as people from location where jurisdiction = 'US-CT'",
    ),
  );
  const files = await unzip(await readFile(pack));
  expect(files.get("people.csv")?.toString("utf8").trim().split("\r\n")).toHaveLength(people + 1);

  const { id } = only(
    await portal.sql<{ id: string }>("select id from evidence_pack where jurisdiction = 'US-CT'"),
  );
  const acts = await portal.sql(
    "select kind from act where kind like 'evidence-pack.%' and object_id = $1 order by seq",
    [id],
  );
  expect(acts.map(({ kind }) => kind)).toEqual([
    "evidence-pack.asked",
    "evidence-pack.made",
    "evidence-pack.downloaded",
  ]);
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
});

test("a pack survives that the portal is killed while it is made", async ({ portal, browserOf }) => {
  test.setTimeout(240_000);
  const page = await (await browserOf(await portal.person("legal"))).newPage();
  await page.goto("/evidence");
  // Held in the middle, as a large one would be: the table of sightings is locked while it is gone through.
  const held = await portal.session();
  await held.query("begin");
  await held.query("lock table notice_sighting in access exclusive mode");
  await page.getByLabel("Place", { exact: true }).selectOption("US-ME");
  await page.getByRole("textbox", { name: "From" }).fill(new Date().toISOString().slice(0, 10));
  await page.getByRole("button", { name: "Make the pack" }).click();
  const pack = page.getByRole("region", { name: /^Maine/ });
  await expect(pack.getByText("Being made")).toBeVisible({ timeout: 20_000 });
  const unanswered = page.waitForEvent("requestfailed", (request) => request.url().endsWith("/healthz"));
  await portal.kill();
  await unanswered;
  // The page that was open all the while stays, and follows by itself.
  await expect(pack.getByText("Being made")).toBeVisible();
  await held.query("rollback");
  held.release();
  await portal.start();
  await expect(pack.getByRole("link", { name: "Download the ZIP" })).toBeVisible({ timeout: 100_000 });
});
