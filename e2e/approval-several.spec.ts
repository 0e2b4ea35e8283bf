import { expect, hearsNothing, test } from "./actors.ts";
import { done } from "./approving.ts";
import { managerOf, outcomes, sendRequest, takeBack } from "./requests.ts";

// Several requests decided in one go, of which some are gone by then.

test("several like requests are decided in one go, and of each that could not be it is told why", async ({
  portal,
  person,
  browserOf,
}) => {
  const manager = await managerOf(portal, person);
  const ids = [];
  for (let i = 0; i < 3; i++) ids.push(await sendRequest(portal, person, { ground: "bandwidth" }));
  const other = await sendRequest(portal, person, { ground: "power" });
  const page = await (await browserOf(manager)).newPage();
  await hearsNothing(page);
  await page.goto("/approvals");
  const choose = page.getByRole("checkbox", { name: `Choose ${person.name}, Bandwidth at home` });
  const decide = page.getByRole("button", { name: "Decide those chosen" });
  await expect(choose).toHaveCount(3);
  await decide.click();
  await expect(page.getByText("Choose at least one request.").first()).toBeVisible();
  for (let i = 0; i < 3; i++) await choose.nth(i).check();
  await page.getByRole("checkbox", { name: `Choose ${person.name}, Limited power` }).check();
  await page.getByRole("radio", { name: "Approve as asked" }).check();
  await decide.click();
  await expect(page.getByText("Choose requests on the same ground", { exact: false }).first()).toBeVisible();
  await page.getByRole("checkbox", { name: `Choose ${person.name}, Limited power` }).uncheck();
  // One of them is taken back as the button is pressed.
  await takeBack(portal, person, ids[0] ?? "");
  await decide.click();
  await expect(done(page)).toHaveText("2 requests decided, 1 not. Nothing was lost: see why below.");
  await expect(page.getByRole("list", { name: "Not decided" })).toContainText(
    `${person.name}: The applicant took this request back.`,
  );
  expect(await outcomes(portal, ids[0] ?? "")).toEqual(["withdrawn"]);
  for (const id of ids.slice(1)) expect(await outcomes(portal, id)).toEqual(["approved"]);
  await expect(page.getByRole("link", { name: `${person.name}: Limited power` })).toBeVisible();
  await expect(choose).toHaveCount(0);
  expect(await outcomes(portal, other)).toEqual([]);
});

test("what was chosen and is taken back before the button is pressed is told of as well", async ({
  portal,
  person,
  browserOf,
}) => {
  const manager = await managerOf(portal, person);
  const ids = [];
  for (let i = 0; i < 3; i++) ids.push(await sendRequest(portal, person, { ground: "bandwidth" }));
  const page = await (await browserOf(manager)).newPage();
  await page.goto("/approvals");
  const choose = page.getByRole("checkbox", { name: `Choose ${person.name}, Bandwidth at home` });
  for (let i = 0; i < 3; i++) await choose.nth(i).check();
  await takeBack(portal, person, ids[0] ?? "");
  await expect(choose).toHaveCount(2);
  await expect(page.getByRole("group", { name: "Chosen, and no longer on the list" })).toContainText(
    `${person.name}: Bandwidth at home`,
  );
  await page.getByRole("radio", { name: "Approve as asked" }).check();
  await page.getByRole("button", { name: "Decide those chosen" }).click();
  await expect(done(page)).toHaveText("2 requests decided, 1 not. Nothing was lost: see why below.");
  await expect(page.getByRole("list", { name: "Not decided" })).toContainText(
    `${person.name}: The applicant took this request back.`,
  );
  await expect(page.getByRole("group", { name: "Chosen, and no longer on the list" })).toHaveCount(0);
  for (const id of ids.slice(1)) expect(await outcomes(portal, id)).toEqual(["approved"]);
});
