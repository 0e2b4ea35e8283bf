import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, signIn, test } from "./actors.ts";
import { done, isRecorded, record } from "./approving.ts";
import { only, type Person } from "./portal.ts";
import { holdersOf, managerOf, outcomes, sendRequest } from "./requests.ts";

// Requests as those see them who decide, in a real browser.

const decisionOf = (page: Page) => page.getByRole("form", { name: "Your decision" });

test("a manager approves, approves a part, asks, and denies with what would change it", async ({
  portal,
  person,
  browserOf,
}) => {
  const manager = await managerOf(portal, person);
  const [whole, part, denied] = [
    await sendRequest(portal, person, { ground: "bandwidth", words: "Two megabits.\nShared by five." }),
    await sendRequest(portal, person, { ground: "power", applications: ["terminal", "files"] }),
    await sendRequest(portal, person, { ground: "other" }),
  ];
  const page = await (await browserOf(manager)).newPage();
  await page.goto("/approvals");
  await expect(page.getByText(/Due in \d days/).first()).toBeVisible();
  await page.getByRole("link", { name: `${person.name}: Bandwidth at home` }).click();
  await page.waitForURL(`**/approvals/${whole}`);
  await expect(page).toHaveTitle(/^A request to decide/);
  await expect(page.getByText("Shared by five.")).toBeVisible();
  await expect(page.getByText("The agents on the computers of", { exact: false })).toBeVisible();
  await record(page).click();
  await expect(page.getByText("Choose what you decide.").first()).toBeVisible();
  await page.getByRole("radio", { name: "Approve as asked" }).check();
  await record(page).click();
  await isRecorded(page);
  await expect(decisionOf(page)).toHaveCount(0);
  expect(await outcomes(portal, whole)).toEqual(["approved"]);

  await page.goto(`/approvals/${part}`);
  await expect(page.getByRole("group", { name: "Applications" })).toBeHidden();
  await page.getByRole("radio", { name: "Approve a part" }).check();
  await page.getByLabel("Reason").fill("Files is needed for the pilot.");
  await record(page).click();
  await expect(page.getByText("This is all that was asked for.", { exact: false })).toBeVisible();
  await page.getByRole("checkbox", { name: "Files" }).uncheck();
  await page.getByRole("radio", { name: "Only these hours of the week" }).check();
  await page.getByRole("checkbox", { name: "Monday" }).check();
  await record(page).click();
  await isRecorded(page);
  const granted = await portal.sql<{ applications: string[]; hours: unknown }>(
    "select applications, hours from exemption where request_id = $1 and kind = 'granted'",
    [part],
  );
  expect(granted).toEqual([{ applications: ["terminal"], hours: [[540, 1_020]] }]);

  await page.goto(`/approvals/${denied}`);
  await page.getByRole("textbox", { name: "Ask for more" }).fill("What is it about?");
  await page.getByRole("button", { name: "Ask", exact: true }).click();
  await expect(
    page.getByText("The clock stands still until the applicant answers", { exact: false }),
  ).toBeVisible();
  await expect(page.getByText("asked for more", { exact: false })).toBeVisible();
  await page.getByRole("radio", { name: "Deny" }).check();
  await page.getByLabel("Reason").fill("Nothing here is out of the ordinary.");
  await page.getByRole("textbox", { name: "Comment" }).fill("A word in between.");
  await page.getByRole("button", { name: "Send the comment" }).click();
  await expect(done(page)).toHaveText("Your comment is sent.");
  await expect(page.getByRole("textbox", { name: "Comment" })).toHaveValue("");
  await expect(page.getByLabel("Reason"), "a comment takes no word of a decision").toHaveValue(
    "Nothing here is out of the ordinary.",
  );
  await record(page).click();
  const remedy = page.getByLabel("What would change it");
  await expect(remedy).toBeFocused();
  await remedy.fill("x".repeat(10_000));
  await record(page).click();
  await expect(page.getByText("At most 4,000 letters.").first()).toBeVisible();
  await remedy.fill("Tell what is in it.");
  await record(page).click();
  await isRecorded(page);
  expect(await outcomes(portal, denied)).toEqual(["denied"]);

  await page.goto("/approvals/decided");
  await expect(page.getByRole("rowheader", { name: new RegExp(person.name) })).toHaveCount(3);
  await page.goto(`/approvals/${whole}`);
  await page.getByRole("textbox", { name: "Why it ends" }).fill("The line is faster now.");
  await page.getByRole("button", { name: "Revoke the exemption" }).click();
  await expect(page.getByText("Revoked, still in force")).toBeVisible();
});

test("an appeal is decided with a reason; meanwhile who decided first can revoke nothing, and reads no word of it", async ({
  portal,
  person,
  browserOf,
}) => {
  const first = await (await browserOf(await managerOf(portal, person))).newPage();
  const id = await sendRequest(portal, person, { ground: "power", applications: ["terminal", "files"] });
  await first.goto(`/approvals/${id}`);
  await first.getByRole("radio", { name: "Approve a part" }).check();
  await first.getByRole("checkbox", { name: "Files" }).uncheck();
  await first.getByLabel("Reason").fill("Files is needed for the pilot.");
  await record(first).click();
  await isRecorded(first);
  await expect(first.getByRole("button", { name: "Revoke the exemption" })).toBeVisible();

  const own = await (await browserOf(person)).newPage();
  await own.goto(`/exemptions/${id}`);
  await own
    .getByRole("textbox", { name: "Why should it be decided otherwise?" })
    .fill("Both drain the battery.");
  await own.getByRole("button", { name: "Send the appeal" }).click();
  await expect(own.getByRole("button", { name: "Send the appeal" })).toHaveCount(0);
  await first.goto(`/approvals/${id}`);
  await expect(first.getByText("Others are looking at this again.", { exact: false })).toBeVisible();
  await expect(first.getByRole("button", { name: "Revoke the exemption" })).toHaveCount(0);
  await expect(first.getByText("Both drain the battery.")).toHaveCount(0);

  const [ombudsperson] = await holdersOf(portal, "appeals");
  if (!ombudsperson) throw new Error("nobody to appeal to");
  const page = await (await browserOf(ombudsperson)).newPage();
  await page.goto(`/approvals/${id}`);
  await expect(page.getByText("They are owed one, whatever you decide", { exact: false })).toBeVisible();
  await page.getByRole("radio", { name: "Approve as asked" }).check();
  await record(page).click();
  await expect(page.getByText("whoever appealed is owed a reason", { exact: false }).last()).toBeVisible();
  await expect(page.getByLabel("Reason")).toBeFocused();
  expect(await outcomes(portal, id)).toEqual(["narrowed"]);
  await page.getByLabel("Reason").fill("The battery is small indeed.");
  await record(page).click();
  await isRecorded(page);
  expect(await outcomes(portal, id)).toEqual(["narrowed", "approved"]);
  await own.goto(`/exemptions/${id}`);
  await expect(own.getByText("The battery is small indeed.").first()).toBeVisible();
});

test("a confidential request is nowhere for a manager, and whole for a people partner", async ({
  portal,
  person,
  browserOf,
}) => {
  const manager = await managerOf(portal, person);
  const partner = only((await holdersOf(portal, "hr")).slice(0, 1));
  const id = await sendRequest(portal, person, {
    ground: "health",
    words: "A migraine, of which nobody knows.",
  });
  const page = await (await browserOf(manager)).newPage();
  await page.goto("/approvals");
  await expect(page.getByRole("heading", { name: "Waiting for your decision" })).toBeVisible();
  await expect(page.getByText("Health or disability")).toHaveCount(0);
  const answer = await page.request.get(`/approvals/${id}`);
  expect(answer.status()).toBe(404);
  expect(await answer.text()).not.toMatch(/<title>[^<]*request/i);
  const hr = await (await browserOf(partner)).newPage();
  await hr.goto(`/approvals/${id}`);
  await expect(hr.getByText("A migraine, of which nobody knows.")).toBeVisible();
  expect(hr.url()).not.toContain("health");
});

test("every page is readable by everyone: both themes, wide and narrow", async ({
  portal,
  person,
  browserOf,
}) => {
  test.setTimeout(240_000);
  const manager = await managerOf(portal, person);
  const id = await sendRequest(portal, person, { ground: "bandwidth" });
  await sendRequest(portal, person, { ground: "bandwidth" });
  const seen: [Person, string][] = [
    [manager, "/approvals"],
    [manager, `/approvals/${id}`],
    [manager, "/approvals/decided"],
    [manager, "/approvals/away"],
    [await portal.person("admin"), "/program/exemptions"],
  ];
  for (const [reader, path] of seen) {
    const page = await (await browserOf(reader)).newPage();
    for (const colorScheme of ["light", "dark"] as const) {
      for (const width of [1280, 320]) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width, height: 900 });
        await page.goto(path);
        const part = page.getByRole("radio", { name: "Approve a part" });
        if (await part.count()) await part.check();
        const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
        const at = `${path}, ${colorScheme}, ${width}`;
        expect
          .soft(
            violations.map((each) => each.id),
            at,
          )
          .toEqual([]);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect.soft(wide, `${at}: the page scrolls sideways`).toBeLessThanOrEqual(0);
      }
    }
  }
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("one is denied and several are approved by plain forms", async ({ portal, context, page, person }) => {
    const manager = await managerOf(portal, person);
    await context.clearCookies();
    await signIn(context, portal, manager);
    const id = await sendRequest(portal, person, { ground: "power" });
    await page.goto(`/approvals/${id}`);
    await page.getByRole("radio", { name: "Deny" }).check();
    await page.getByLabel("Reason").fill("There is a socket.");
    await record(page).click();
    await expect(page.getByText("Say what would change it").last()).toBeVisible();
    await expect(page.getByLabel("Reason")).toHaveValue("There is a socket.");
    await page.getByLabel("What would change it").fill("A week in the field.");
    await record(page).click();
    await expect(done(page)).toContainText("Your decision is recorded");
    await expect(page.getByText("Denied").first()).toBeVisible();
    expect(await outcomes(portal, id)).toEqual(["denied"]);
    const ids = [
      await sendRequest(portal, person, { ground: "other" }),
      await sendRequest(portal, person, { ground: "other" }),
    ];
    await page.goto("/approvals");
    const choose = page.getByRole("checkbox", { name: `Choose ${person.name}, Something else` });
    for (let i = 0; i < 2; i++) await choose.nth(i).check();
    await page.getByRole("radio", { name: "Approve as asked" }).check();
    await page.getByRole("button", { name: "Decide those chosen" }).click();
    await expect(done(page)).toHaveText("2 requests decided.");
    for (const each of ids) expect(await outcomes(portal, each)).toEqual(["approved"]);
  });
});
