import { setTimeout as sleep } from "node:timers/promises";
import type { Page } from "@playwright/test";
import { allowAll, expect, test } from "./actors.ts";
import { Desk, REST_MS } from "./desk.ts";
import type { Window } from "./desktop.ts";
import { only, type Person, type Portal } from "./portal.ts";
import { discardedSteps } from "./records.ts";
import { holdersOf, managerOf } from "./requests.ts";

// What exemptions do on a real computer, from the first press of the applicant to the last word of an appeal.
test.use({ program: { sync_seconds: 1 } });

const DAY_MS = 86_400_000;
const day = (ahead: number) => new Date(Date.now() + ahead * DAY_MS).toISOString().slice(0, 10);

/** Keys and clicks that are stored about somebody in one application. */
async function stored(portal: Portal, { id }: Person, application: string) {
  return only(
    await portal.sql<{ keys: number; clicks: number }>(
      `select coalesce(sum(keys), 0)::int as keys, coalesce(sum(clicks), 0)::int as clicks
       from segment where employee_id = $1 and application = $2`,
      [id, application],
    ),
  );
}

/** Applies for the terminal by the pages, from the empty form to the request. */
async function applyForTerminal(page: Page, ground: RegExp): Promise<string> {
  await page.goto("/exemptions/apply");
  await page.getByRole("radio", { name: ground }).check();
  await page.getByLabel("In your own words").fill("Client files are open there.");
  await page.getByRole("checkbox", { name: "Terminal" }).check();
  await page.getByLabel("Last day").fill(day(20));
  await page.getByRole("button", { name: "Check and send" }).click();
  await page.waitForURL("**/check");
  return send(page);
}

async function send(page: Page): Promise<string> {
  await page.getByRole("button", { name: "Send the request" }).click();
  await page.waitForURL(/\/exemptions\/[0-9a-f-]{36}$/);
  return page.url().slice(-36);
}

/** Decides the open step by the pages. */
async function decide(page: Page, id: string, choice: string, fill?: () => Promise<void>): Promise<void> {
  await page.goto(`/approvals/${id}`);
  await page.getByRole("radio", { name: choice }).check();
  await fill?.();
  await page.getByRole("button", { name: "Record the decision" }).click();
  await expect(page.getByText("Your decision is recorded").first()).toBeVisible();
}

/** When somebody's device was known to have a decision in force that it was given after `since`. */
async function appliedAfter(portal: Portal, { id }: Person, since: Date): Promise<Date> {
  const first = () =>
    portal.sql<{ at: Date | null }>(
      "select min(applied_at) as at from directive_application where employee_id = $1 and applied_at > $2",
      [id, since],
    );
  // The device tells it in its next sync.
  await expect.poll(async () => only(await first()).at, { timeout: 20_000 }).not.toBeNull();
  return only(await first()).at ?? since;
}

/** Brings the end of what was granted near, as the days would; what is kept for a renewal follows it. */
function endSoon(portal: Portal, id: string): Promise<void> {
  return portal.arrange(
    {
      text: "update exemption set until_at = now() + interval '2 seconds' where request_id = $1 and kind = 'granted'",
      values: [id],
    },
    {
      text: `update exemption k set from_at = now() + interval '2 seconds' from exemption_request r
        where r.id = k.request_id and r.renews = $1 and k.kind = 'kept'`,
      values: [id],
    },
  );
}

test("the agent leaves one application out while a request for it waits, collects elsewhere, and follows each decision", async ({
  browserOf,
  portal,
}) => {
  test.setTimeout(420_000);
  const person = await portal.freshEmployee();
  const page = await (await browserOf(person)).newPage();
  await allowAll(page);
  const manager = await (await browserOf(await managerOf(portal, person))).newPage();
  const [lawyer] = await holdersOf(portal, "legal");
  const [ombudsperson] = await holdersOf(portal, "appeals");
  if (!lawyer || !ombudsperson) throw new Error("nobody of legal, or nobody to appeal to");
  const legal = await (await browserOf(lawyer)).newPage();
  const arbiter = await (await browserOf(ombudsperson)).newPage();
  const desk = await Desk.open(portal, person);
  try {
    const calculator = await desk.desktop.calculator();
    const { agent, desktop, terminal } = desk;
    await agent.enrol(portal.url, page);
    await agent.starts();

    const types = async (where: Window, label: Parameters<typeof agent.becomes>[0]) => {
      await desktop.focus(where);
      await agent.becomes(label);
      await desktop.type("12345");
      await sleep(REST_MS);
      await desk.turnAway();
      await agent.becomes("excluded-app");
    };
    /** How long each decision took to be in force on the computer, in milliseconds. */
    const took: number[] = [];
    /** Does what changes what may be collected, while the agent comes by itself but once a minute. */
    const isCalled = async (
      act: () => Promise<unknown>,
      decided: (id: string) => Promise<{ at: Date }[]>,
    ) => {
      await portal.set({ sync_seconds: 60 });
      const { now } = only(await portal.sql<{ now: Date }>("select sayso_now() as now"));
      await expect
        .poll(() => agent.status().lastSyncAt ?? 0, { message: agent.log })
        .toBeGreaterThan(now.getTime());
      await agent.applies(act);
      const { at } = only(await decided(id));
      const applied = await appliedAfter(portal, person, at);
      took.push(applied.getTime() - at.getTime());
      await portal.set({ sync_seconds: 1 });
    };
    const isStored = (application: string, keys: number) =>
      expect
        .poll(async () => (await stored(portal, person, application)).keys, {
          timeout: 20_000,
          message: agent.log,
        })
        .toBe(keys);

    let id = "";
    await test.step("from the press on Send, within a second, the terminal is left out, the calculator is not", async () => {
      await types(terminal, "collected");
      await isStored("terminal", 5);
      await isCalled(
        async () => {
          id = await applyForTerminal(page, /Sensitive content/);
        },
        (sent) => portal.sql("select at from exemption_request where id = $1", [sent]),
      );
      await types(terminal, "exempt");
      await types(calculator, "collected");
      await isStored("calculator", 5);
      expect(await stored(portal, person, "terminal")).toMatchObject({ keys: 5 });
      await page.goto("/");
      await expect(page.getByText("Everything, in Terminal")).toBeVisible();
    });

    await test.step("within a second of a partial approval what it does not cover is collected again, what it covers is not", async () => {
      await decide(manager, id, "Approve as asked");
      await types(terminal, "exempt");
      await isCalled(
        () =>
          decide(legal, id, "Approve a part", async () => {
            await legal.getByLabel("Reason").fill("Keys are counted only, never what was typed.");
            for (const name of ["Keyboard", "Application"])
              await legal.getByRole("checkbox", { name }).uncheck();
          }),
        (decided) =>
          portal.sql("select at from exemption_decision where request_id = $1 and grp = 'legal'", [decided]),
      );
      await desktop.focus(terminal);
      await agent.becomes("collected");
      await desktop.click(terminal, 30, 30);
      await desktop.type("12345");
      await sleep(REST_MS);
      await desk.turnAway();
      await agent.becomes("excluded-app");
      await isStored("terminal", 10);
      expect(await stored(portal, person, "terminal"), "clicks are left out").toMatchObject({ clicks: 0 });
    });

    await test.step("when it has expired all of it is collected again", async () => {
      await agent.applies(() => endSoon(portal, id));
      const clicks = async () => {
        await desktop.focus(terminal);
        await agent.becomes("collected");
        await desktop.click(terminal, 30, 30);
        await sleep(REST_MS);
        await desk.turnAway();
        return (await stored(portal, person, "terminal")).clicks;
      };
      await expect.poll(clicks, { timeout: 30_000, message: agent.log }).toBeGreaterThan(0);
      await page.goto(`/exemptions/${id}`);
      await expect(page.getByText("Expired", { exact: true }).first()).toBeVisible();
    });

    await test.step("a renewal keeps it in force past its end, until it is decided", async () => {
      await agent.applies(async () => {
        id = await applyForTerminal(page, /Bandwidth at home/);
      });
      await decide(manager, id, "Approve as asked");
      await page.goto(`/exemptions/${id}`);
      await page.getByRole("button", { name: "Renew it" }).click();
      await page.waitForURL("**/check");
      const renewed = id;
      id = await send(page);
      await endSoon(portal, renewed);
      await expect
        .poll(
          async () =>
            (await page.goto(`/exemptions/${renewed}`)) && page.getByText("Expired", { exact: true }).count(),
        )
        .toBeGreaterThan(0);
      await types(terminal, "exempt");
    });

    const deny = () =>
      decide(manager, id, "Deny", async () => {
        await manager.getByLabel("Reason").fill("The line was measured, and is fast.");
        await manager.getByLabel("What would change it").fill("A measurement that says otherwise.");
      });
    const decidedByManager = (decided: string) =>
      portal.sql<{ at: Date }>(
        "select at from exemption_decision where request_id = $1 and grp = 'manager'",
        [decided],
      );
    await test.step("what is denied is collected again; an appeal stops it until somebody else has decided", async () => {
      await isCalled(deny, decidedByManager);
      await desktop.focus(terminal);
      await agent.becomes("collected");
      await desk.turnAway();
      await agent.applies(async () => {
        id = await applyForTerminal(page, /Limited power/);
      });
      await isCalled(deny, decidedByManager);
      const { keys } = await stored(portal, person, "terminal");
      await types(terminal, "collected");
      await isStored("terminal", keys + 5);
      await page.goto(`/exemptions/${id}`);
      await expect(page.getByText("A measurement that says otherwise.")).toBeVisible();
      await page
        .getByRole("textbox", { name: "Why should it be decided otherwise?" })
        .fill("It was measured at night.");
      await agent.applies(() => page.getByRole("button", { name: "Send the appeal" }).click());
      await types(terminal, "exempt");
      await manager.goto(`/approvals/${id}`);
      await expect(
        manager.getByText("It was measured at night."),
        "who decided before reads no appeal",
      ).toHaveCount(0);
      await decide(arbiter, id, "Approve as asked", () =>
        arbiter.getByLabel("Reason").fill("At night there was no one else on the line."),
      );
      await types(terminal, "exempt");
      expect(await stored(portal, person, "terminal")).toMatchObject({ keys: keys + 5 });
    });

    // The machine may stall under some of them; the quickest tells how long the way takes.
    expect(Math.min(...took), `milliseconds from a decision: ${took}`).toBeLessThan(1_000);
    expect(await discardedSteps(portal, person), "the agent sent nothing that it should not").toBe(0);
    await page.goto("/my-data");
    await expect(page.getByText(/exempt/i).first()).toBeVisible();
  } finally {
    await desk.close();
  }
});
