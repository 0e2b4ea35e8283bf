import { expect, test } from "./actors.ts";
import type { Portal } from "./portal.ts";
import { managerOf, sendRequest, takeBack } from "./requests.ts";

// What is open at an approver's while others go on: it follows them, and takes nothing away from who is writing.

/** Lets the clock turn the manager's step once, as if its time had come. */
function turn(portal: Portal, request: string): Promise<void> {
  return portal.arrange(
    { text: "select set_config('app.kind', 'job', true)" },
    { text: "update exemption_step set next_at = sayso_now() where request_id = $1", values: [request] },
    { text: "select turn_step($1, 'request', 'manager')", values: [request] },
  );
}

test("an open queue follows what comes, goes and is late, and takes no tick and no word from whoever decides", async ({
  portal,
  person,
  browserOf,
}) => {
  const manager = await managerOf(portal, person);
  const late = await sendRequest(portal, person, { ground: "bandwidth" });
  const gone = await sendRequest(portal, person, { ground: "power" });
  const page = await (await browserOf(manager)).newPage();
  await page.goto("/approvals");
  const row = (ground: string) => page.getByRole("listitem").filter({ hasText: `${person.name}: ${ground}` });
  const tick = page.getByRole("checkbox", { name: `Choose ${person.name}, Bandwidth at home` });
  const reason = page.getByLabel("Reason");
  await tick.check();
  await page.getByRole("radio", { name: "Deny" }).check();
  await reason.fill("The line was");
  await page.getByLabel("What would change it").fill("A slower");
  const isKept = async () => {
    await expect(tick).toBeChecked();
    await expect(page.getByRole("radio", { name: "Deny" })).toBeChecked();
    await expect(reason).toHaveValue("The line was");
    await expect(page.getByLabel("What would change it")).toHaveValue("A slower");
  };

  await test.step("one comes", async () => {
    await sendRequest(portal, person, { ground: "other" });
    await expect(row("Something else")).toBeVisible();
    await isKept();
  });
  await test.step("one is late, and holds until it is decided", async () => {
    for (let turns = 0; turns < 3; turns++) await turn(portal, late);
    await expect(row("Bandwidth at home")).toContainText("Overdue: holds until you decide");
    await isKept();
  });
  await test.step("all the others go", async () => {
    await takeBack(portal, person, gone);
    await expect(row("Limited power")).toHaveCount(0);
    await isKept();
    const [{ id: other = "" } = {}] = await portal.sql<{ id: string }>(
      "select id from exemption_request where employee_id = $1 and ground = 'other'",
      [person.id],
    );
    await takeBack(portal, person, other);
    await expect(row("Something else")).toHaveCount(0);
    await isKept();
  });
  await page.getByRole("button", { name: "Decide those chosen" }).click();
  await expect(page.getByRole("region", { name: "Decided" })).toContainText("1 request decided.");
  expect(
    await portal.sql("select words is not null as said from exemption_decision where request_id = $1", [
      late,
    ]),
  ).toEqual([{ said: true }]);
});

test("a comment that comes while a reason is written takes no word of it, nor a choice", async ({
  portal,
  person,
  page,
  browserOf,
}) => {
  const id = await sendRequest(portal, person, { ground: "power", applications: ["terminal", "files"] });
  const manager = await (await browserOf(await managerOf(portal, person))).newPage();
  await manager.goto(`/approvals/${id}`);
  await manager.getByRole("radio", { name: "Approve a part" }).check();
  await manager.getByRole("checkbox", { name: "Files" }).uncheck();
  await manager.getByLabel("Reason").fill("The terminal alone, sin");
  await manager.getByRole("textbox", { name: "Comment" }).fill("May I");
  await page.goto(`/exemptions/${id}`);
  await page.getByRole("textbox", { name: "Write to whoever decides" }).fill("In winter less.");
  await page.getByRole("button", { name: "Send the comment" }).click();
  await expect(manager.getByText("In winter less.")).toBeVisible();
  await expect(manager.getByRole("radio", { name: "Approve a part" })).toBeChecked();
  await expect(manager.getByRole("checkbox", { name: "Files" })).not.toBeChecked();
  await expect(manager.getByLabel("Reason")).toHaveValue("The terminal alone, sin");
  await expect(manager.getByRole("textbox", { name: "Comment" })).toHaveValue("May I");
});
