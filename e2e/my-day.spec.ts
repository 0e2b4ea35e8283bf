import { setTimeout as sleep } from "node:timers/promises";
import type { Page } from "@playwright/test";
import { dayBounds, dayOf } from "../lib/day.ts";
import { allowAll, expect, test } from "./actors.ts";
import { Desk, REST_MS } from "./desk.ts";
import { minutesOfDay, minutesOfParts } from "./minutes.ts";
import { only, type Person, type Portal } from "./portal.ts";

const MINUTE_MS = 60_000;
/** More than the whole of it takes. */
const ALL_MS = 10 * MINUTE_MS;
const TITLE = "Your time on Test computer";

test.use({ program: { sync_seconds: 1 } });

/** A time in which one thing was done or held, in milliseconds, and what its whole minutes must be called. */
interface Done {
  readonly from: number;
  readonly to: number;
  readonly label: string;
}

test("a day's view agrees, minute by minute, with what was done on a real desktop", async ({
  page,
  portal,
  person,
}) => {
  test.setTimeout(2 * ALL_MS);
  const zone = await zoneOf(portal, person);
  await untilDayIsLong(zone);
  const desk = await Desk.open(portal, person);
  const { agent, desktop } = desk;
  try {
    await agent.enrol(portal.url, page);
    await allowAll(page);
    const calculator = await desktop.calculator();
    await agent.starts();
    const done: Done[] = [];
    await test.step("work in two applications, each within a minute", async () => {
      await timed(done, "Collected", () => desk.workWithinMinute("agents learn from real work"));
      await untilMinuteHas(15_000);
      await timed(done, "Collected", async () => {
        await desktop.focus(calculator);
        await agent.becomes("collected");
        await desktop.type("1234 plus 5678");
        await sleep(REST_MS);
        await desk.turnAway();
        await agent.becomes("excluded-app");
      });
    });
    await test.step("a whole minute in an application that nobody approved", async () => {
      await timed(done, "Other application", wholeMinute);
    });
    await test.step("a whole minute of a pause, whatever is typed", async () => {
      await page.goto("/");
      const main = page.getByRole("main");
      await main.getByRole("button", { name: "5 minutes", exact: true }).click();
      await agent.becomes("paused");
      await timed(done, "Paused", async () => {
        await desk.workUnheard("nobody hears this");
        await wholeMinute();
      });
      await main.getByRole("button", { name: "Resume now" }).click();
      await agent.becomes("excluded-app");
    });
    await test.step("another whole minute, so that the pause is over", async () => {
      await timed(done, "Other application", wholeMinute);
    });
    await expect.poll(() => agent.unsent(), { timeout: 20_000, message: agent.log }).toBe(0);

    const day = dayOf(zone, Date.now());
    const labels = await minutesOfDay(page, TITLE, day);
    const midnight = dayBounds(zone, day).from;
    for (const { from, to, label } of done)
      for (const minute of wholeMinutes(from, to, label === "Collected"))
        expect.soft(labels[(minute - midnight) / MINUTE_MS], `${new Date(minute).toISOString()}`).toBe(label);
    const words = new Set(
      done.flatMap(({ from, to, label }) =>
        wholeMinutes(from, to, label === "Collected").length > 0 ? [label] : [],
      ),
    );
    expect([...words].sort(), "each was seen in a minute of its own").toEqual([
      "Collected",
      "Other application",
      "Paused",
    ]);
    await sumsUp(page, day, labels.length, (Date.now() - midnight) / MINUTE_MS);
    await leadsToRecords(page);
  } finally {
    await desk.close();
  }
});

async function timed(done: Done[], label: string, work: () => Promise<unknown>): Promise<void> {
  const from = Date.now();
  await work();
  done.push({ from, to: Date.now(), label });
}

/** The minutes that lie wholly within; for work, the one that it lies wholly within. */
function wholeMinutes(from: number, to: number, isWork: boolean): number[] {
  const floor = Math.floor(from / MINUTE_MS) * MINUTE_MS;
  if (isWork) return to <= floor + MINUTE_MS ? [floor] : [];
  const minutes: number[] = [];
  for (let at = Math.ceil(from / MINUTE_MS) * MINUTE_MS; at + MINUTE_MS <= to; at += MINUTE_MS)
    minutes.push(at);
  return minutes;
}

/** Until a minute of the clock has begun and ended. */
async function wholeMinute(): Promise<void> {
  await sleep(2 * MINUTE_MS - (Date.now() % MINUTE_MS) + 1_000);
}

async function untilMinuteHas(ms: number): Promise<void> {
  const left = MINUTE_MS - (Date.now() % MINUTE_MS);
  if (left < ms) await sleep(left + 500);
}

/** A day that ends while it is lived would be two. */
async function untilDayIsLong(zone: string): Promise<void> {
  const { to } = dayBounds(zone, dayOf(zone, Date.now()));
  if (to - Date.now() < ALL_MS) await sleep(to - Date.now() + 1_000);
}

async function zoneOf(portal: Portal, { id }: Person): Promise<string> {
  const rows = await portal.sql<{ time_zone: string }>("select time_zone from person where id = $1", [id]);
  return only(rows).time_zone;
}

/** The day's minutes are all that it has so far, and the week's and month's tables say the same of it. */
async function sumsUp(page: Page, day: string, minutes: number, passed: number): Promise<void> {
  expect(minutes).toBeGreaterThan(passed - 3);
  expect(minutes).toBeLessThanOrEqual(Math.ceil(passed));
  for (const view of ["week", "month"]) {
    await page.goto(`/my-data?view=${view}&on=${day}`);
    const { rows } = await minutesOfParts(page, TITLE);
    const today = rows.at(-2)?.at(-1) ?? 0;
    expect(today, view).toBeGreaterThanOrEqual(minutes);
    expect(today, view).toBeLessThanOrEqual(minutes + 2);
  }
}

async function leadsToRecords(page: Page): Promise<void> {
  await page.goto("/my-data");
  await page
    .getByRole("figure", { name: "Recorded time by application" })
    .getByRole("link", { name: "Terminal" })
    .click();
  const records = page.getByRole("region", { name: "The stored records" });
  await expect(records.getByText("27 key presses").first()).toBeVisible();
  await expect(records.getByText("Calculator")).toHaveCount(0);
  await page.getByLabel("Application").selectOption({ label: "Calculator" });
  await page.getByRole("button", { name: "Search" }).click();
  await expect(records.getByText("14 key presses").first()).toBeVisible();
  await expect(records.getByText("27 key presses")).toHaveCount(0);
}
