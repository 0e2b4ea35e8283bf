import { allowAll, expect, test } from "./actors.ts";
import { Agent } from "./agent.ts";
import { deliver, link, WORK } from "./devices.ts";
import { tabTo } from "./keyboard.ts";

test("a code that no computer shows is said to be unknown", async ({ page }) => {
  await page.goto("/devices");
  await expect(page.getByText("No computer is linked")).toBeVisible();
  await page.getByRole("link", { name: "Link a computer" }).first().click();
  const code = page.getByLabel("Code shown on the computer");
  await code.fill("BCDF-GHJK");
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByText("No computer is waiting with this code.")).toBeVisible();
  await expect(code).toHaveAttribute("aria-invalid", "true");
});

test("a computer that is not mine is refused, and the agent says so", async ({ page, portal, person }) => {
  const agent = new Agent(process.env);
  try {
    const ended = agent.command("enrol", "--portal", portal.url, "--name", "Somebody else's");
    const waiting = "select user_code from device_authorization where name = 'Somebody else''s'";
    await expect.poll(async () => (await portal.sql(waiting)).length).toBe(1);
    const [{ user_code = "" } = {}] = await portal.sql<{ user_code: string }>(waiting);
    await page.goto("/devices/link");
    await page.getByLabel("Code shown on the computer").fill(user_code.toLowerCase());
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByRole("button", { name: "Not mine" }).click();
    await expect(page.getByText("You refused. That computer was not linked.")).toBeVisible();
    expect(await ended).toMatchObject({ code: 1, output: expect.stringContaining("declined in the portal") });
    expect(await portal.sql("select from device where employee_id = $1", [person.id])).toEqual([]);
  } finally {
    await agent.close();
  }
});

test("the page shows what each computer does, has applied and costs, and stays true by itself", async ({
  page,
  portal,
}) => {
  await allowAll(page);
  const device = await link(page, portal, "Desk in the corner");
  const card = page.getByRole("region", { name: "Desk in the corner" });
  await expect(card).toContainText("Not applied yet");
  const { directive = "" } = await device.sync({ label: "collected" });
  const [, body = ""] = directive.split(".");
  const { epoch } = JSON.parse(Buffer.from(body, "base64url").toString("utf8"));
  await device.sync({ applied: { epoch, at: Date.now() } });
  await expect(card).toContainText(/applied at \w{3} \d+, 20\d\d, /);
  await deliver(device, "terminal", WORK);
  await expect(card).toContainText("Its cost today");
  await expect(card).toContainText("1.6 KB of 2 MB");
  await expect(card).toContainText("80 %");
});

test("a computer is unlinked with the keyboard alone, after a question that can be declined", async ({
  page,
  portal,
  context,
}) => {
  const device = await link(page, portal, "Old laptop");
  const second = await context.newPage();
  await second.goto("/devices");
  await tabTo(page, page.getByRole("button", { name: "Unlink", exact: true }));
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("alertdialog");
  await expect(dialog.getByRole("button", { name: "Cancel" })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("button", { name: "Unlink", exact: true })).toBeFocused();
  await page.keyboard.press("Enter");
  await tabTo(page, dialog.getByRole("button", { name: "Unlink it" }));
  await page.keyboard.press("Enter");
  for (const tab of [page, second]) await expect(tab.getByText("No computer is linked")).toBeVisible();
  const answer = await device.json("/sync", {
    agent: { version: "0.1.0", platform: "linux" },
    applied: null,
    label: "offline",
    batches: [],
  });
  expect(answer.status).toBe(401);
  expect(answer.text).toContain("device-revoked");
});
