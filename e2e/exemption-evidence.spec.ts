import { randomUUID } from "node:crypto";
import type { Locator, Page } from "@playwright/test";
import { expect, test } from "./actors.ts";
import type { Person, Portal } from "./portal.ts";
import { managerOf, sendRequest } from "./requests.ts";

// What goes with a request beside its form: the agent's own measurements, and texts that are too long for it.

const DAY_MS = 86_400_000;
/** Two days ago, which is over wherever the employee is. */
const measuredDay = () => new Date(Date.now() - 2 * DAY_MS).toISOString().slice(0, 10);
const NONE_YET = "In the last 30 days there is none yet: today is not over.";

/** A computer of theirs of which one day that is over was measured. */
async function measure(portal: Portal, { id }: Person): Promise<void> {
  const device = randomUUID();
  await portal.arrange(
    {
      text: `insert into device (id, employee_id, name, platform, serial, public_key, thumbprint)
        values ($1, $2, 'Laptop', 'linux', 'S1', '{}', $3)`,
      values: [device, id, device],
    },
    {
      text: `insert into usage_day (employee_id, day, device_id, heartbeats, cpu_ms, rss_mb, bytes_sent,
          bytes_received, battery_low, dropped_segments) values ($1, $2, $3, 1, 5000, 1, 4200000, 700000, 17, 0)`,
      values: [id, measuredDay(), device],
    },
  );
}

test("the agent's own measurements are offered where the ground is about them, and attached only by the employee", async ({
  portal,
  person,
  page,
  browserOf,
}) => {
  const manager = await (await browserOf(await managerOf(portal, person))).newPage();
  const id = await sendRequest(portal, person, { ground: "bandwidth" });
  const other = await sendRequest(portal, person, { ground: "other" });
  await page.goto(`/exemptions/${id}`);
  await expect(page.getByText(NONE_YET)).toBeVisible();
  await measure(portal, person);
  await page.reload();
  const offer = page.getByText("Attach what Laptop measured of itself, if you like");
  await expect(page.getByText(NONE_YET)).toHaveCount(0);
  await manager.goto(`/approvals/${id}`);
  await expect(manager.getByText("What the agent measured on Laptop")).toHaveCount(0);
  await offer.click();
  await expect(page.getByRole("cell", { name: "4.2 MB" })).toBeVisible();
  await page.getByRole("button", { name: "Attach these measurements" }).click();
  await expect(page.getByRole("link", { name: "Measurements of Laptop.json" })).toBeVisible();
  await manager.reload();
  await manager.getByText("What the agent measured on Laptop").click();
  await expect(manager.getByRole("cell", { name: "4.2 MB" })).toBeVisible();

  await page.goto(`/exemptions/${other}`);
  await expect(page.getByText("What you can do")).toBeVisible();
  await expect(offer, "another ground").toHaveCount(0);
  await expect(page.getByText(NONE_YET)).toHaveCount(0);

  await page.goto("/exemptions/apply");
  await page.getByRole("radio", { name: /Limited power/ }).check();
  await page.getByLabel("In your own words").fill("Far from a socket.");
  await page.getByRole("checkbox", { name: "Terminal" }).check();
  await page.getByLabel("Last day").fill(new Date(Date.now() + 20 * DAY_MS).toISOString().slice(0, 10));
  await page.getByRole("button", { name: "Check and send" }).click();
  await page.waitForURL("**/check");
  await offer.click();
  await expect(page.getByRole("cell", { name: "17 %" })).toBeVisible();
  await page.getByRole("button", { name: "Attach these measurements" }).click();
  await expect(page.getByRole("link", { name: "Measurements of Laptop.json" })).toBeVisible();
});

const LONG = "x".repeat(10_000);
const SENTENCE = "At most 4,000 letters.";

/** Writes too much into a field, presses the button, and reads at the field why that was not taken. */
async function isRefused(page: Page, field: Locator, button: string): Promise<void> {
  await field.fill(LONG);
  await page.getByRole("button", { name: button, exact: true }).click();
  await expect(field).toHaveAttribute("aria-invalid", "true");
  await expect(field).toHaveAccessibleDescription(new RegExp(SENTENCE));
  await expect(field, "what was written is still there").toHaveValue(LONG);
}

test("10,000 letters are refused at their field, whoever writes them and wherever", async ({
  portal,
  person,
  page,
  browserOf,
}) => {
  test.setTimeout(120_000);
  const manager = await (await browserOf(await managerOf(portal, person))).newPage();
  const granted = await sendRequest(portal, person, { ground: "bandwidth" });
  const denied = await sendRequest(portal, person, { ground: "power" });
  const text = (of: Page, name: string) => of.getByRole("textbox", { name });
  const record = () => manager.getByRole("button", { name: "Record the decision" }).click();
  const isRecorded = () => expect(manager.getByText("Your decision is recorded").first()).toBeVisible();

  await page.goto(`/exemptions/${granted}`);
  await isRefused(page, text(page, "Write to whoever decides"), "Send the comment");
  await manager.goto(`/approvals/${granted}`);
  await isRefused(manager, text(manager, "Comment"), "Send the comment");
  await isRefused(manager, text(manager, "Ask for more"), "Ask");
  await text(manager, "Ask for more").fill("How slow?");
  await manager.getByRole("button", { name: "Ask", exact: true }).click();
  await isRefused(page, text(page, "Your answer"), "Send the answer");
  await manager.getByRole("radio", { name: "Approve as asked" }).check();
  await record();
  await isRecorded();
  await manager.reload();
  await isRefused(manager, text(manager, "Why it ends"), "Revoke the exemption");

  await manager.goto(`/approvals/${denied}`);
  await manager.getByRole("radio", { name: "Deny" }).check();
  await text(manager, "What would change it").fill("Tell more.");
  await isRefused(manager, text(manager, "Reason"), "Record the decision");
  await text(manager, "Reason").fill("There is a socket.");
  await isRefused(manager, text(manager, "What would change it"), "Record the decision");
  await text(manager, "What would change it").fill("Tell more.");
  await record();
  await isRecorded();
  await page.goto(`/exemptions/${denied}`);
  await isRefused(page, text(page, "Why should it be decided otherwise?"), "Send the appeal");

  const written = await portal.sql(
    `select kind from exemption_message where request_id in ($1, $2) union all
     select 'appeal' from exemption_appeal where request_id in ($1, $2) union all
     select 'revocation' from exemption_end where request_id in ($1, $2)`,
    [granted, denied],
  );
  expect(written).toEqual([{ kind: "question" }]);
});

test("10,000 letters in an application are not kept, and the page says why as one types", async ({
  page,
  complaints,
}) => {
  await page.goto("/exemptions/apply");
  const words = page.getByLabel("In your own words");
  await words.fill(LONG);
  const unsaved = page
    .getByRole("form")
    .getByText(`What you typed last is not saved. ${SENTENCE}`, { exact: true });
  await expect(unsaved).toBeVisible();
  await isRefused(page, words, "Save");
  await words.fill("The line at home is slow.");
  await expect(page.getByText(/^Saved at/)).toBeVisible();
  await expect.poll(() => complaints.length, "the browser tells of it too").toBeGreaterThan(0);
  for (const each of complaints) expect(each).toContain("422");
  complaints.length = 0;
});
