import type { Page } from "@playwright/test";
import { acknowledge, expect, test } from "./actors.ts";
import { openAlive } from "./alive.ts";
import { Desk } from "./desk.ts";
import { only } from "./portal.ts";
import { segmentsWithin } from "./records.ts";

/** Both long enough for what happens while they last, though everything stands still for some seconds of it. */
const PAUSE_SECONDS = 15;
const LEASE_SECONDS = 12;
/** How often Pause is pressed at most: one stall of the machine does not spoil all of them. */
const MOST_PRESSES = 5;

test.use({
  program: { pause_max_seconds: PAUSE_SECONDS, lease_seconds: LEASE_SECONDS, sync_seconds: 1 },
  // The portal is killed under the browser's eyes.
  mayComplain: true,
});

test("an employee says yes, watches, pauses, takes it back; the agent on a real desktop obeys", async ({
  page,
  context,
  portal,
  person,
}) => {
  test.setTimeout(300_000);
  const desk = await Desk.open(portal, person);
  const { agent } = desk;
  try {
    await test.step("the computer is linked by its code", async () => {
      await agent.enrol(portal.url, page);
      agent.run();
    });
    await test.step("it refuses to collect before the notice, and before an answer", async () => {
      await agent.becomes("held-by-law");
      await acknowledge(page);
      await agent.becomes("no-consent");
      expect(agent.hooks()).toEqual([]);
      await desk.workUnheard("no answer means no");
      await desk.settled();
    });
    await test.step("it collects after a yes, and the page shows it", async () => {
      await agent.applies(() => page.getByRole("button", { name: "Allow all" }).click());
      expect(agent.hooks()).toHaveLength(1);
      const activity = await context.newPage();
      await activity.goto("/my-data/records");
      await expect(activity.getByText("No records")).toBeVisible();
      await desk.workWithinMinute("agents learn from real work");
      await desk.settled();
      await expect(activity.getByText("27 key presses").first()).toBeVisible();
      await activity.close();
    });
    const presses: Press[] = [];
    await test.step("Pause stops it within a second, in the middle of a word", async () => {
      presses.push(...(await pause(desk, page)));
    });
    await test.step("it resumes by itself", () => resumesByItself(desk, page, presses));
    await test.step("withdrawal stops it", async () => {
      await page.locator("summary", { hasText: person.name }).click();
      await page.getByRole("button", { name: "Withdraw all consent" }).click();
      await agent.becomes("no-consent");
      await expect.poll(() => agent.hooks()).toEqual([]);
      await desk.workUnheard("taken back");
      await desk.settled();
    });
    await test.step("another yes starts it again", async () => {
      await page.goto("/consent");
      await agent.applies(() => page.getByRole("button", { name: "Allow keyboard" }).click());
      await desk.work("allowed once more");
      await desk.settled();
    });
    await test.step("without the portal it stops when its lease is over", () => outlivesPortal(desk));
    await test.step("unlinked in the portal, it ends and says so", async () => {
      await openAlive(page, "/devices");
      await page.getByRole("button", { name: "Unlink" }).click();
      await page.getByRole("button", { name: "Unlink it" }).click();
      expect(await agent.ended()).toBe(3);
      // Its last word may come after its end.
      await expect
        .poll(() => agent.log)
        .toContain("This computer is not linked any more, and nothing is collected.");
      expect((await agent.command("status")).output).toContain("The portal has unlinked this computer.");
      await desk.settled();
    });
  } finally {
    await desk.close();
  }
});

/** One press of Pause in the middle of typing. */
interface Press {
  /** Milliseconds from the click until nothing listened. */
  readonly took: number;
  /** Keys that were pressed until then. */
  readonly typed: number;
}

/** Pauses while somebody types, again where the machine stalled, and leaves it paused. */
async function pause(desk: Desk, page: Page): Promise<Press[]> {
  const { agent, desktop } = desk;
  const second = await page.context().newPage();
  await second.goto("/");
  await page.goto("/pauses");
  await desk.work("a record that ended before the pause");
  const presses = [await pressPause(desk, page)];
  while (presses.every(({ took }) => took >= 1_000) && presses.length < MOST_PRESSES) {
    await desk.turnAway();
    await page.getByRole("main").getByRole("button", { name: "Resume now" }).click();
    await agent.becomes("excluded-app");
    presses.push(await pressPause(desk, page));
  }
  const took = presses.map((press) => press.took);
  // The machine may stall under one of them; another tells how long the way takes.
  expect(Math.min(...took), `milliseconds from the click to no hook process: ${took}`).toBeLessThan(1_000);
  for (const tab of [page, second]) {
    await expect(tab.getByRole("main").getByRole("timer")).toHaveText(/^0:(0[1-9]|1[0-5])$/);
  }
  await second.close();
  await desktop.type("and nobody hears what is typed now. ".repeat(5));
  expect(agent.status().label).toBe("paused");
  await desk.turnAway();
  return presses;
}

async function pressPause(desk: Desk, page: Page): Promise<Press> {
  const { agent, desktop } = desk;
  await desktop.focus(desk.terminal);
  await agent.becomes("collected");
  const [before, during] = ["words from before, ", "and on they go, whoever pauses them "];
  // The hook tells what it heard once a second, and takes what it has not told with it when it is stopped.
  await desktop.type(before, 250);
  let typed = before.length;
  let isQuiet = false;
  const goOn = async () => {
    while (!isQuiet) {
      typed += during.length;
      await desktop.type(during, 16);
    }
  };
  const typing = goOn();
  // From when the button is in fact clicked, not from when the browser is asked to find it.
  await page.evaluate(() => {
    const note = ({ timeStamp }: Event) => {
      document.documentElement.dataset.clickedAt = String(performance.timeOrigin + timeStamp);
    };
    document.addEventListener("click", note, { capture: true, once: true });
  });
  await page
    .getByRole("main")
    .getByRole("button", { name: `${PAUSE_SECONDS} seconds` })
    .click({ noWaitAfter: true });
  await expect.poll(() => agent.hooks().length, { intervals: [5] }).toBe(0);
  const gone = Date.now();
  isQuiet = true;
  const clicked = Number(await page.locator("html").getAttribute("data-clicked-at"));
  await typing;
  return { took: gone - clicked, typed };
}

async function resumesByItself(desk: Desk, page: Page, presses: readonly Press[]): Promise<void> {
  const { agent, portal, person } = desk;
  const { started_at, ended_at, planned_end_at } = only(
    await portal.sql<{ started_at: Date; ended_at: Date; planned_end_at: Date }>(
      `select started_at, ended_at, planned_end_at from pause where employee_id = $1
       order by started_at desc limit 1`,
      [person.id],
    ),
  );
  expect(planned_end_at.getTime() - started_at.getTime()).toBe(PAUSE_SECONDS * 1000);
  await expect
    .poll(() => agent.status().applied?.at ?? 0, { timeout: PAUSE_SECONDS * 1_000 + 15_000 })
    .toBeGreaterThanOrEqual(ended_at.getTime());
  await agent.becomes("excluded-app");
  expect(agent.hooks()).toHaveLength(1);
  expect(ended_at).toEqual(planned_end_at);
  await expect(page.getByRole("timer")).toHaveCount(0);
  await expect(page.getByText("By itself", { exact: true })).toBeVisible();

  const { keys, refused } = await desk.takeStock();
  expect(keys, "what was recorded before is kept").toBeGreaterThanOrEqual(0);
  const typed = presses.reduce((sum, press) => sum + press.typed, 0);
  expect(keys, "keys from when all was quiet").toBeLessThanOrEqual(typed);
  // A burst that the hook told of between the press and the agent's hearing of it is refused whole; it is two
  // where a minute ends in it. What was typed until the press is kept otherwise.
  expect(refused, "steps that reached into a pause").toBeLessThanOrEqual(2 * presses.length);
  expect(keys > 5 || refused > 0, `${keys} keys kept, and no burst refused`).toBe(true);
  expect(await segmentsWithin(portal, person, started_at, ended_at)).toEqual([]);
  await desk.work("after the pause");
  await desk.settled();
}

async function outlivesPortal(desk: Desk): Promise<void> {
  const { agent, portal } = desk;
  await portal.kill();
  const killed = Date.now();
  await desk.work("typed while the lease lasts");
  const { leaseUntil } = agent.status();
  const leased = new Date(leaseUntil ?? 0);
  expect(leased.getTime() - killed, "the lease that it has").toBeLessThanOrEqual(LEASE_SECONDS * 1_000);
  await agent.becomes("offline", 30_000);
  // By its own word, which may come to this test later than it was said.
  const said = () => Date.parse(/.*^(\S+) offline$/ms.exec(agent.log)?.[1] ?? "");
  await expect.poll(said, { message: agent.log }).toBeGreaterThan(killed);
  expect(said() - leased.getTime(), "milliseconds after it").toBeLessThan(5_000);
  await expect.poll(() => agent.hooks()).toEqual([]);
  await desk.workUnheard("typed after it was over");
  await portal.start();
  await agent.becomes("excluded-app", 70_000);
  await desk.settled();
  expect(await segmentsWithin(portal, desk.person, leased, new Date()), "records from after it").toEqual([]);
}
