import type { Page } from "@playwright/test";
import { expect, hearsNothing, test } from "./actors.ts";
import { isRecorded, record } from "./approving.ts";
import { freshTeam, holdersOf, managerOf, outcomes, sendRequest } from "./requests.ts";

// Requests as those see them who decide together with others, at the same time or in their stead.

const decisionOf = (page: Page) => page.getByRole("form", { name: "Your decision" });

test("of two who decide one step the second reads who was first, and keeps what they had written", async ({
  portal,
  person,
  browserOf,
}) => {
  const [first, second] = await holdersOf(portal, "legal");
  if (!first || !second) throw new Error("the organisation has fewer than two people of legal");
  const id = await sendRequest(portal, person, { ground: "sensitive-content" });
  const [one, two] = [await (await browserOf(first)).newPage(), await (await browserOf(second)).newPage()];
  for (const page of [one, two]) {
    await page.goto(`/approvals/${id}`);
    await page.getByRole("radio", { name: page === one ? "Approve as asked" : "Deny" }).check();
  }
  await two.getByLabel("Reason").fill("Words that took an hour to find.");
  await record(one).click();
  await isRecorded(one, "the applicant is told once it is settled");
  await expect(two.getByText(`${first.name} approved this before you.`)).toBeVisible();
  await expect(two.getByText("Words that took an hour to find.")).toBeVisible();
  await expect(decisionOf(two)).toHaveCount(0);
  await two.reload();
  await expect(two.getByText(`${first.name} approved this before you.`)).toBeVisible();
  await expect(two.getByText("The line at home is slow."), "nothing of what it was about").toHaveCount(0);
  await expect(two).toHaveTitle(/^A request to decide/);
});

test("a decision that comes too late is answered with who was first, and the words stay in their field", async ({
  portal,
  person,
  browserOf,
}) => {
  const manager = await managerOf(portal, person);
  const id = await sendRequest(portal, person, { ground: "bandwidth" });
  const [one, two] = [await (await browserOf(manager)).newPage(), await (await browserOf(manager)).newPage()];
  await hearsNothing(two);
  await one.goto(`/approvals/${id}`);
  await two.goto(`/approvals/${id}`);
  await one.getByRole("radio", { name: "Approve as asked" }).check();
  await record(one).click();
  await isRecorded(one);
  await two.getByRole("radio", { name: "Deny" }).check();
  await two.getByLabel("Reason").fill("My own view.");
  await two.getByLabel("What would change it").fill("Another line.");
  await record(two).click();
  await expect(
    two.getByRole("main").getByText("You approved this already.", { exact: false }).first(),
  ).toBeVisible();
  await expect(two.getByText("My own view.").first()).toBeVisible();
  expect(await outcomes(portal, id)).toEqual(["approved"]);
});

test("whoever is away is stood in for, and the stand-in reads for whom", async ({ portal, browserOf }) => {
  const { person, manager } = await freshTeam(portal);
  const delegate = await portal.person("admin");
  const page = await (await browserOf(manager)).newPage();
  await page.goto("/approvals/away");
  await expect(page.getByText("You have not said that you are away")).toBeVisible();
  const send = page.getByRole("button", { name: "I am away then" });
  const name = page.getByLabel("Who decides meanwhile");
  await name.fill(manager.name);
  await send.click();
  await expect(page.getByText("Give the last day").last()).toBeVisible();
  await page.getByLabel("Last day").fill(new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 10));
  await send.click();
  await expect(page.getByText("Choose somebody else.").last()).toBeVisible();
  await name.fill("zzz");
  await send.click();
  await expect(page.getByText("Nobody in the directory is called so.").last()).toBeVisible();
  await name.fill(delegate.name.split(" ")[1] ?? "");
  await send.click();
  await page.getByRole("button", { name: delegate.name, exact: true }).click();
  await expect(page.getByText(`${delegate.name},`, { exact: false }).first()).toBeVisible();
  const id = await sendRequest(portal, person, { ground: "power" });
  const other = await (await browserOf(delegate)).newPage();
  await other.goto("/approvals");
  await expect(
    other.getByRole("listitem").filter({ hasText: `${person.name}: Limited power` }),
  ).toContainText(`You stand in for ${manager.name}.`);
  expect((await page.request.get(`/approvals/${id}`)).status()).toBe(404);
  await page.goto("/approvals/away");
  await page.getByRole("button", { name: "I am back" }).click();
  await expect(page.getByText("Over", { exact: true })).toBeVisible();
});
