import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newBatch, syncBody } from "../../bench/device.ts";
import { sync } from "../../domain/activity/commands/sync.ts";
import type { Segment } from "../../domain/activity/schema.ts";
import { deviceActor, jobActor } from "../../domain/actor/queries.ts";
import { setUpProgram } from "../../domain/directory/commands/set-up-program.ts";
import { movableClock, type TestClock } from "../../prisma/factories/test-clock.ts";
import { allow, openTestPortal, type TestPortal } from "./test-portal.ts";

// What an agent delivers late may be over its retention already. It is not even stored until the night.

const DAY = 86_400_000;

let portal: TestPortal;
let owner: pg.Pool;
let clock: TestClock;
beforeAll(async () => {
  portal = await openTestPortal();
  owner = new pg.Pool({ connectionString: portal.ownerUrl, max: 2 });
  clock = await movableClock(owner);
});
afterAll(async () => {
  await owner.end();
  await portal.close();
});

const STEPS: Segment["steps"] = [
  { kind: "switch", at: 0 },
  { kind: "click", at: 1, button: "left", times: 2 },
  { kind: "keys", at: 2, for: 1, letters: 3 },
];

/** Records now what is delivered so many days later; what is stored of it, and what the agent is told. */
async function deliveredLate(subject: string, keptDays: Record<string, number>, days: number) {
  await setUpProgram(jobActor("set-up"), { name: "A program", ...keptDays });
  const actor = await portal.person(subject);
  await allow(actor);
  const device = await portal.device(actor);
  await clock.putOn(5_000);
  const from = Math.floor((await clock.now()) / 100) - 20;
  await clock.putOn(days * DAY);
  const fresh = Math.floor((await clock.now()) / 100) - 10;
  const batch = newBatch({
    segments: [
      { application: "terminal", from, length: 10, steps: STEPS },
      { application: "terminal", from: fresh, length: 5, steps: STEPS },
    ],
  });
  const who = deviceActor({ deviceId: device.deviceId, employeeId: actor.id });
  const { results } = await sync(who, syncBody({ batches: [batch] }));
  const stored = await portal.sql(
    "select application, clicks, keys from segment where employee_id = $1 order by started_at",
    [actor.id],
  );
  const discarded = await portal.sql(
    "select reason, steps::int, tenths::int from discard_day where employee_id = $1",
    [actor.id],
  );
  return { results, stored, discarded };
}

const WHOLE = { application: "terminal", clicks: 2, keys: 3 };

test("what is over is thrown away category by category, and counted for its owner", async () => {
  const kept = { pointerDays: 9, keyboardDays: 3, applicationDays: 9 };
  const { results, stored, discarded } = await deliveredLate("juniper.thimblewick", kept, 3);
  expect(stored).toEqual([{ ...WHOLE, keys: 0 }, WHOLE]);
  expect(results).toMatchObject([
    { status: "cut", stored: 2, discarded: [{ reason: "too-old", steps: 1, tenths: 0 }] },
  ]);
  expect(discarded).toEqual([{ reason: "too-old", steps: 1, tenths: 0 }]);
});

test("the application's name goes with its category, and its switches", async () => {
  const kept = { pointerDays: 9, keyboardDays: 9, applicationDays: 2 };
  const { stored } = await deliveredLate("basil.thimblewick", kept, 2);
  expect(stored).toEqual([{ application: null, clicks: 0, keys: 3 }, WHOLE]);
});

test("a record of which all is over is not stored, and one a little younger is whole", async () => {
  const kept = { pointerDays: 2, keyboardDays: 2, applicationDays: 2 };
  const over = await deliveredLate("clover.thimblewick", kept, 2);
  expect(over.stored).toEqual([WHOLE]);
  expect(over.discarded).toEqual([{ reason: "too-old", steps: 3, tenths: 10 }]);
  const kept3 = { pointerDays: 3, keyboardDays: 3, applicationDays: 3 };
  const younger = await deliveredLate("linden.thimblewick", kept3, 2.99);
  expect(younger.stored).toEqual([WHOLE, WHOLE]);
  expect(younger.discarded).toEqual([]);
});
