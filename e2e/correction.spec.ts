import type { Page } from "@playwright/test";
import { allowAll, expect, test } from "./actors.ts";
import { putPicture } from "./captures.ts";
import { deliver, link, WORK } from "./devices.ts";
import { only, type Person, type Portal } from "./portal.ts";

const WORDS = "My colleague sat at my desk.";

/** Has a record stored, and opens its page. Returns its address. */
async function openRecord(page: Page, portal: Portal, person: Person): Promise<string> {
  await allowAll(page);
  const device = await link(page, portal, "Test computer");
  await deliver(device, "spreadsheet", WORK);
  const { started_at } = only(
    await portal.sql<{ started_at: Date }>("select started_at from segment where employee_id = $1", [
      person.id,
    ]),
  );
  const address = `/my-data/records/${device.deviceId}.${started_at.getTime()}`;
  await page.goto(address);
  return address;
}

async function contest(page: Page, reason: string, words: string, what = "record"): Promise<void> {
  await page.getByText(`Say that this ${what} is wrong`, { exact: true }).click();
  await page.getByLabel(reason).check();
  await page.getByLabel("In your own words").fill(words);
  await page.getByRole("button", { name: "Say that it is wrong" }).click();
  await expect(page.getByText("Waits for an answer")).toBeVisible();
}

/** The card of what somebody contested, on the page of a steward. */
async function waitingCard(page: Page, person: Person) {
  await page.goto("/corrections");
  const card = page.getByRole("region").or(page.locator("section")).filter({ hasText: person.name });
  await expect(card.first()).toBeVisible();
  return card.first();
}

async function answer(page: Page, person: Person, outcome: string): Promise<void> {
  const card = await waitingCard(page, person);
  const open = card.getByRole("link", { name: `Answer ${person.name}` });
  if (await open.isVisible()) await open.click();
  const form = page.getByRole("form", { name: `Your answer to ${person.name}` });
  await form.getByLabel(outcome).check();
  await form.getByLabel("Reason").fill("The badge log says so.");
  await form.getByRole("button", { name: "Answer" }).click();
  await expect(page.getByText(/^Answered\. The (record|picture)/).first()).toBeVisible();
}

test("a record says when it goes; one that is wrong is contested, answered by a steward who never sees it, and deleted", async ({
  page,
  person,
  portal,
  browserOf,
}) => {
  const address = await openRecord(page, portal, person);
  await expect(page.getByRole("heading", { name: "When it goes" })).toBeVisible();
  await expect(page.getByText("It is kept until")).toBeVisible();

  await page.getByText("Say that this record is wrong", { exact: true }).click();
  await page.getByRole("button", { name: "Say that it is wrong" }).click();
  await expect(page.getByText("Choose what is wrong.").first()).toBeVisible();
  await page.getByLabel("Something else").check();
  await page.getByRole("button", { name: "Say that it is wrong" }).click();
  await expect(page.getByText("Say in your own words what is wrong.").first()).toBeVisible();
  await page.reload();
  await contest(page, "Somebody else used the computer", WORDS);
  await expect(page.getByText("nobody but you can see the record").first()).toBeVisible();

  const stewards = await (await browserOf(await portal.person("steward"))).newPage();
  const card = await waitingCard(stewards, person);
  await expect(card).toContainText("Somebody else used the computer");
  await expect(card).toContainText(WORDS);
  await expect(card).toContainText("Spreadsheet");
  await expect(stewards.getByRole("main")).not.toContainText("key press");
  expect((await stewards.request.get(address)).status()).toBe(404);
  await answer(stewards, person, "It is wrong: delete it");

  await page.goto("/my-data/corrections");
  await expect(page.getByRole("main")).toContainText("You were right");
  await expect(page.getByRole("main")).toContainText("The badge log says so.");
  expect((await page.request.get(address)).status()).toBe(404);
  expect(await portal.sql("select from segment where employee_id = $1", [person.id])).toEqual([]);
});

test("a record that stands says so and why; its subject contests it no second time", async ({
  page,
  person,
  portal,
  browserOf,
}) => {
  const address = await openRecord(page, portal, person);
  const other = await page.context().newPage();
  await other.goto(address);
  await contest(page, "It was at another time", "");
  // Another tab still shows the form.
  await other.getByText("Say that this record is wrong", { exact: true }).click();
  await other.getByLabel("It was another application").check();
  await other.getByRole("button", { name: "Say that it is wrong" }).click();
  await expect(other.getByText("You have contested this record already.").first()).toBeVisible();
  const stewards = await (await browserOf(await portal.person("steward"))).newPage();
  await answer(stewards, person, "It stands");
  await page.goto(address);
  await expect(page.getByText("The record stands")).toBeVisible();
  await expect(page.getByText("The badge log says so.")).toBeVisible();
  await expect(page.getByText("Say that this record is wrong", { exact: true })).toHaveCount(0);
});

test("a picture that is wrong is contested like a record, by a steward who is never shown it, and deleted", async ({
  page,
  person,
  portal,
  browserOf,
}) => {
  await allowAll(page);
  const device = await link(page, portal, "Test computer");
  const address = `/my-data/captures/${await putPicture(device)}`;
  await page.goto(address);
  await expect(page.getByText("It is kept until")).toBeVisible();
  await contest(page, "Somebody else used the computer", WORDS, "picture");
  await page.goto("/my-data/captures");
  await expect(
    page.getByText("Only you can see it, at least until what you said of it is answered"),
  ).toBeVisible();
  await page.goto("/my-data/corrections");
  await page.getByRole("link", { name: "Open the picture" }).click();
  await expect(page.getByText("Waits for an answer")).toBeVisible();

  const stewards = await (await browserOf(await portal.person("steward"))).newPage();
  const card = await waitingCard(stewards, person);
  await expect(card).toContainText("A screen picture");
  await expect(card).toContainText(WORDS);
  await expect(stewards.getByRole("main").locator("img")).toHaveCount(0);
  for (const path of [address, `${address}/picture`])
    expect((await stewards.request.get(path)).status(), path).toBe(404);
  await page.goto("/my-data/corrections");
  await answer(stewards, person, "It is wrong: delete it");
  await expect(page.getByText("You were right")).toBeVisible();
  await expect(page.getByText("The picture was deleted.")).toBeVisible();
  await expect(page.getByRole("link", { name: "Open the picture" })).toHaveCount(0);
  for (const path of [address, `${address}/picture`])
    expect((await page.request.get(path)).status(), path).toBe(404);
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("what has to be put right is seen, and then it is sent", async ({ page, person, portal }) => {
    await openRecord(page, portal, person);
    await page.getByText("Say that this record is wrong", { exact: true }).click();
    await page.getByLabel("Something else").check();
    await page.getByRole("button", { name: "Say that it is wrong" }).click();
    await expect(page.getByText("Say in your own words what is wrong.").first()).toBeVisible();
    await page.getByLabel("In your own words").fill(WORDS);
    await page.getByRole("button", { name: "Say that it is wrong" }).click();
    await expect(page.getByText("Waits for an answer")).toBeVisible();
    await expect(page.getByText(WORDS)).toBeVisible();
  });
});
