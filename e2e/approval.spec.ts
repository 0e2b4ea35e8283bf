import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, signIn, test } from "./actors.ts";
import { only, type Person, type Portal } from "./portal.ts";
import { holdersOf, managerOf, sendRequest } from "./requests.ts";

// Requests as those see them who decide: in a real browser, with others who decide at the same time.

const decisionOf = (page: Page) => page.getByRole("form", { name: "Your decision" });
const record = (page: Page) => page.getByRole("button", { name: "Record the decision" });
/** What came of a form that is gone: it has the focus. */
const done = (page: Page) => page.getByRole("main").locator("p[tabindex='-1']");
const isRecorded = async (page: Page, told = "the applicant is told") => {
  await expect(done(page)).toHaveText(`Your decision is recorded, and ${told}.`);
  await expect(done(page)).toBeFocused();
};
/** A page that hears of nothing, as on a train. */
const hearsNothing = (page: Page) => page.route("**/api/events", () => undefined);

async function outcomes(portal: Portal, id: string): Promise<string[]> {
  const rows = await portal.sql<{ kind: string }>(
    "select kind from exemption_outcome where request_id = $1 order by at",
    [id],
  );
  return rows.map(({ kind }) => kind);
}

/** The applicant withdraws it while others look at it. */
const takeBack = (portal: Portal, { id }: Person, requestId?: string) =>
  portal.arrange(
    {
      text: "select set_config('app.kind', 'person', true), set_config('app.actor', $1, true)",
      values: [id],
    },
    {
      text: "insert into exemption_outcome (request_id, stage, employee_id, kind) values ($1, 'request', $2, 'withdrawn')",
      values: [requestId, id],
    },
  );

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
  await takeBack(portal, person, ids[0]);
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
  await takeBack(portal, person, ids[0]);
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

test("whoever is away is stood in for, and the stand-in reads for whom", async ({
  portal,
  person,
  browserOf,
}) => {
  const manager = await managerOf(portal, person);
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
  await expect(other.getByText(`You stand in for ${manager.name}.`)).toBeVisible();
  expect((await page.request.get(`/approvals/${id}`)).status()).toBe(404);
  await page.goto("/approvals/away");
  await page.getByRole("button", { name: "I am back" }).click();
  await expect(page.getByText("Over", { exact: true })).toBeVisible();
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
  test.setTimeout(120_000);
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
