import { setTimeout as sleep } from "node:timers/promises";
import type { Page } from "@playwright/test";
import { monotonic } from "../agent/clock.ts";
import { Verifier } from "../agent/directive.ts";
import { loadOrMakeDeviceKey } from "../agent/keys.ts";
import { isLinked, readLink } from "../agent/link.ts";
import { Queue } from "../agent/queue.ts";
import { Session } from "../agent/session.ts";
import { Syncer } from "../agent/syncer.ts";
import { Wire } from "../agent/wire.ts";
import type { SyncRequest } from "../domain/activity/schema.ts";
import { allowAll, expect } from "./actors.ts";
import { Agent } from "./agent.ts";
import { type Desk, test } from "./desk.ts";
import { only, type Portal } from "./portal.ts";
import { datedOutside, keysStored, segmentsWithin } from "./records.ts";
import type { Passing } from "./relay.ts";

// Nothing lost, nothing twice, and nothing from forbidden time, whatever breaks in between.

/** Long enough that a pause can be seen though everything stands still for some seconds of it. */
const PAUSE_SECONDS = 12;
const HOUR_MS = 3_600_000;

test.use({
  program: { pause_max_seconds: PAUSE_SECONDS, sync_seconds: 1 },
  behindRelay: true,
  mayComplain: true,
});
test.describe.configure({ timeout: 180_000 });

/** Does something to the next call that carries records, once; later ones pass. */
function once(portal: Portal, fault: (passing: Passing) => Promise<"answer" | "break">): Promise<void> {
  return new Promise((resolve) => {
    portal.relay.watch = async (passing) => {
      portal.relay.watch = null;
      const verdict = await fault(passing);
      resolve();
      return verdict;
    };
  });
}

test("the portal is killed while a batch is half sent", async ({ desk, portal }) => {
  const killed = once(portal, async ({ passHalf }) => {
    await passHalf();
    await portal.kill();
    return "break";
  });
  await desk.work("half of this was on its way");
  await killed;
  await portal.start();
  await desk.settled();
});

test("the portal is killed while it works on a batch", async ({ desk, portal }) => {
  const killed = once(portal, async ({ pass }) => {
    pass().catch(() => undefined);
    await portal.kill();
    return "break";
  });
  await desk.work("it had this in its hands");
  await killed;
  await portal.start();
  await desk.settled();
});

test("PostgreSQL ends the connections in the middle of a transaction", async ({ desk, portal }) => {
  const blocker = await portal.session();
  await blocker.query("begin; lock table activity_day in access exclusive mode");
  await desk.work("the commit never comes");
  // Records of the batch are written by then, and the day's counts wait for the lock.
  const waiting = "datname = current_database() and usename = 'sayso_app' and wait_event_type = 'Lock'";
  await expect
    .poll(async () => (await portal.sql(`select pid from pg_stat_activity where ${waiting}`)).length)
    .toBeGreaterThan(0);
  await portal.sql(
    "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and usename = 'sayso_app'",
  );
  await blocker.query("rollback");
  blocker.release();
  await desk.settled();
});

test("the agent is killed after the portal has stored its batch and before it hears so", async ({
  desk,
  portal,
}) => {
  const { agent } = desk;
  let sent = "";
  const killed = once(portal, async ({ call, pass }) => {
    sent = call.body;
    await pass();
    await agent.kill();
    return "break";
  });
  // A record that ends with its minute would be sent, and the agent killed, in the middle of the text.
  await desk.workWithinMinute("stored, and sent once more");
  await killed;
  await agent.starts();
  const [id = "no batch"] = /[0-9a-f-]{36}/.exec(sent) ?? [];
  const times = () => portal.relay.calls.filter(({ body }) => body.includes(id)).length;
  await expect.poll(times, "the batch is sent again, under the same id").toBe(2);
  await expect.poll(() => agent.status().queueLength).toBe(0);
  await desk.settled();
});

test("the agent is killed while records wait for a portal that is away", async ({ desk, portal }) => {
  const { agent } = desk;
  portal.relay.isDown = true;
  portal.relay.cut();
  await desk.workWithinMinute("kept on disk");
  // It is put up for sending with the next attempt, which is the later the longer the portal is away.
  await expect.poll(() => agent.status().queueLength, { timeout: 70_000 }).toBeGreaterThan(0);
  await agent.kill();
  portal.relay.isDown = false;
  await agent.starts();
  await desk.settled();
});

test("of 20 heartbeats, 10 of them during an outage, each arrives once", async ({ page, portal, person }) => {
  const agent = new Agent(process.env);
  try {
    await allowAll(page);
    await agent.enrol(portal.url, page);
    const { queue, syncer, close } = openParts(agent.directory);
    for (let beat = 1; beat <= 20; beat++) {
      portal.relay.isDown = beat > 5 && beat <= 15;
      if (portal.relay.isDown) portal.relay.cut();
      await sleep(200);
      const at = Date.now();
      queue.keepSegment({
        application: "terminal",
        from: Math.floor(at / 100) - 1,
        length: 1,
        steps: [{ kind: "keys", at: 0, for: 1, letters: beat }],
      });
      queue.seal({ cpuMs: 1, rssMb: 1, bytesSent: 1, bytesReceived: 1, batteryPercent: null }, at);
      const { kind } = await syncer.sync(ABOUT, true);
      expect(kind, `heartbeat ${beat}`).toBe(portal.relay.isDown ? "later" : "answered");
    }
    expect(queue.length, "batches that wait still").toBe(0);
    close();
    const day =
      "select sum(heartbeats)::int as heartbeats, sum(cpu_ms)::int as cpu from usage_day where employee_id = $1";
    expect(await portal.sql(day, [person.id])).toEqual([{ heartbeats: 20, cpu: 20 }]);
    expect(await portal.sql("select from batch where employee_id = $1", [person.id])).toHaveLength(20);
    expect(await keysStored(portal, person)).toBe((20 * 21) / 2);
  } finally {
    portal.relay.isDown = false;
    await agent.close();
  }
});

const ABOUT: Omit<SyncRequest, "batches"> = {
  agent: { version: "0.1.0", platform: "linux" },
  applied: null,
  label: "collected",
};

/** The agent's own queue and its way to the portal, beaten by the test rather than by the minute. */
function openParts(directory: string) {
  const known = readLink(directory);
  if (!isLinked(known)) throw new Error("the computer is not linked");
  const wire = new Wire(known.portal, monotonic);
  const queue = new Queue(directory);
  const session = new Session(directory, wire, loadOrMakeDeviceKey(directory), known);
  const verifier = new Verifier(known.deviceId, known.directiveKeys);
  const close = () => {
    wire.close();
    queue.close();
  };
  return { queue, syncer: new Syncer(session, queue, verifier, () => undefined), close };
}

for (const [way, offset] of [
  ["ahead", HOUR_MS],
  ["back", -HOUR_MS],
] as const) {
  test(`the computer's clock is set an hour ${way}`, async ({ desk, portal, browserOf }) => {
    const began = new Date();
    const earlier = await datedOutside(portal, desk.person, began);
    await desk.work("before the clock was set");
    await setClock(desk, portal, offset);
    await desk.work("after the clock was set");
    await desk.settled();
    const page = await (await browserOf(desk.person)).newPage();
    await pauseHolds(desk, page, -offset);
    await desk.work("after a pause with the clock set in it");
    await setClock(desk, portal, 0);
    await desk.work("and set right again");
    await desk.settled();
    expect(await datedOutside(portal, desk.person, began), "no record is dated by the wrong clock").toBe(
      earlier,
    );
  });
}

/**
 * The agent stops, asks the portal for the time, and goes on by that. What it heard in between has no time, and
 * goes; the portal is away meanwhile, or a quick answer would give those keys their right time after all.
 */
async function setClock(desk: Desk, portal: Portal, offset: number): Promise<void> {
  const { agent } = desk;
  const noticed = () => agent.log.split("clock-changed").length;
  const before = noticed();
  portal.relay.isDown = true;
  portal.relay.cut();
  desk.clock.set(offset);
  await desk.workUnheard("unplaced");
  await expect.poll(noticed, { message: agent.log }).toBeGreaterThan(before);
  portal.relay.isDown = false;
  // The longer it was away, the later it is asked again.
  await agent.becomes("excluded-app", 70_000);
}

/** A pause lasts as long as the portal says, whatever the computer's clock says. */
async function pauseHolds(desk: Desk, page: Page, offset: number): Promise<void> {
  const { agent, portal, person } = desk;
  await page.goto("/pauses");
  await page
    .getByRole("main")
    .getByRole("button", { name: `${PAUSE_SECONDS} seconds` })
    .click();
  await expect.poll(() => agent.hooks(), { intervals: [50] }).toEqual([]);
  desk.clock.set(offset);
  const [pause] = await portal.sql<{ started_at: Date; ended_at: Date }>(
    "select started_at, ended_at from pause where employee_id = $1 order by started_at desc limit 1",
    [person.id],
  );
  const { started_at, ended_at } = only(pause ? [pause] : []);
  const hooks: number[] = [];
  const look = () => {
    const seen = agent.hooks();
    const now = Date.now();
    // On a busy machine this look may come after the end, and find that it goes on.
    if (now < ended_at.getTime()) hooks.push(...seen);
    return now;
  };
  const untilEnd = { intervals: [50], timeout: PAUSE_SECONDS * 1_000 + 10_000 };
  await expect.poll(look, untilEnd).toBeGreaterThan(ended_at.getTime() - 100);
  expect(hooks, "input hooks while the pause lasts").toEqual([]);
  await agent.becomes("excluded-app");
  expect(await segmentsWithin(portal, person, started_at, ended_at)).toEqual([]);
}
