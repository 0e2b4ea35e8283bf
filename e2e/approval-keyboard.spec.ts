import type { Page } from "@playwright/test";
import { expect, test } from "./actors.ts";
import { done, record } from "./approving.ts";
import { tabTo, typeDay } from "./keyboard.ts";
import { freshTeam, managerOf, sendRequest } from "./requests.ts";

// All that approvers do, by those who have no mouse.

const says = async (page: Page, text: string) => {
  await expect(done(page)).toContainText(text);
  await expect(done(page)).toBeFocused();
};

test("a request is found, read and decided by keyboard alone; another in part", async ({
  portal,
  person,
  browserOf,
}) => {
  const manager = await managerOf(portal, person);
  const id = await sendRequest(portal, person, { ground: "other" });
  const part = await sendRequest(portal, person, { ground: "power", applications: ["terminal", "files"] });
  const page = await (await browserOf(manager)).newPage();
  await page.goto("/approvals");
  await tabTo(page, page.locator(`a[href="/approvals/${id}"]`));
  await page.keyboard.press("Enter");
  await page.waitForURL(`**/approvals/${id}`);
  await tabTo(page, page.getByRole("radio", { name: "Approve as asked" }));
  await page.keyboard.press("Space");
  await tabTo(page, page.getByLabel("Reason"));
  await page.keyboard.type("Certainly.");
  await tabTo(page, record(page));
  await page.keyboard.press("Enter");
  await says(page, "Your decision is recorded");

  await page.goto(`/approvals/${part}`);
  await tabTo(page, page.getByRole("radio", { name: "Approve as asked" }));
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("radio", { name: "Approve a part" })).toBeChecked();
  await tabTo(page, page.getByRole("checkbox", { name: "Files" }));
  await page.keyboard.press("Space");
  await tabTo(page, page.getByLabel("Reason"));
  await page.keyboard.type("Files are never open there.");
  await tabTo(page, record(page));
  await page.keyboard.press("Enter");
  await says(page, "Your decision is recorded");
  expect(
    await portal.sql("select applications from exemption where request_id = $1 and kind = 'granted'", [part]),
  ).toEqual([{ applications: ["terminal"] }]);
});

test("several are decided at once, and an absence is said and ended, by keyboard alone", async ({
  portal,
  browserOf,
}) => {
  const { person, manager } = await freshTeam(portal);
  const delegate = await portal.person("admin");
  for (let i = 0; i < 2; i++) await sendRequest(portal, person, { ground: "bandwidth" });
  const page = await (await browserOf(manager)).newPage();
  await page.goto("/approvals");
  const choose = page.getByRole("checkbox", { name: `Choose ${person.name}, Bandwidth at home` });
  for (let i = 0; i < 2; i++) {
    await tabTo(page, choose.nth(i));
    await page.keyboard.press("Space");
  }
  await tabTo(page, page.getByRole("radio", { name: "Approve as asked" }));
  await page.keyboard.press("Space");
  await tabTo(page, page.getByRole("button", { name: "Decide those chosen" }));
  await page.keyboard.press("Enter");
  await says(page, "2 requests decided.");

  await page.goto("/approvals/away");
  await tabTo(page, page.getByLabel("Last day"));
  await typeDay(page, new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 10));
  await tabTo(page, page.getByLabel("Who decides meanwhile"));
  await page.keyboard.type(delegate.name.split(" ")[1] ?? "");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("region", { name: "Whom you mean" })).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("form", { name: "You are away" })).not.toHaveAttribute("aria-busy");
  await tabTo(page, page.getByRole("button", { name: delegate.name, exact: true }));
  await page.keyboard.press("Enter");
  await expect(page.getByText(`${delegate.name},`, { exact: false }).first()).toBeVisible();
  await tabTo(page, page.getByRole("button", { name: "I am back" }));
  await page.keyboard.press("Enter");
  await expect(page.getByText("Over", { exact: true })).toBeVisible();
});
