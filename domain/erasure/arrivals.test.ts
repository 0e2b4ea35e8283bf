import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newBatch, syncBody } from "../../bench/device.ts";
import { unwrapDataKey } from "../../lib/crypto.ts";
import { sync } from "../activity/commands/sync.ts";
import { deviceActor } from "../actor/queries.ts";
import { resumePause, startPause } from "../pause/commands.ts";
import { eraseAll } from "./commands/erase-all.ts";
import {
  differences,
  type ErasurePortal,
  HOUR,
  MINUTE,
  openAll,
  openErasurePortal,
  type Recorded,
  work,
} from "./test-erasure.ts";

// What devices bring after an erasure: nothing of before it, and all of after it under another key.

let portal: ErasurePortal;
beforeAll(async () => {
  portal = await openErasurePortal();
});
afterAll(() => portal.close());

const erase = ({ actor }: Recorded) => eraseAll(actor, { word: "erase", shownAt: Date.now() });

async function count({ actor }: Recorded, table: string): Promise<number> {
  const [row] = await portal.sql<{ n: number }>(
    `select count(*)::integer as n from ${table} where employee_id = $1`,
    [actor.id],
  );
  return row?.n ?? 0;
}

async function keyOf({ actor }: Recorded): Promise<Buffer> {
  const [row] = await portal.sql<{ wrapped: Buffer }>("select wrapped from data_key where employee_id = $1", [
    actor.id,
  ]);
  if (!row) throw new Error("there is no key");
  return unwrapDataKey(actor.id, row.wrapped);
}

/** Begins in a tenth of a second that has not begun yet, and is over when it is delivered. */
async function workNow() {
  await sleep(110);
  const segment = { ...work(0), length: 1, steps: [] };
  await sleep(150);
  return segment;
}

describe("a device that comes after its person erased everything", () => {
  test("delivers what is new, which is sealed under a new key", async () => {
    const who = await portal.recorded();
    await portal.deliver(who, [work(MINUTE)]);
    const before = await keyOf(who);
    await erase(who);
    expect(await keyOf(who)).not.toEqual(before);
    expect(await portal.deliver(who, [await workNow()])).toMatchObject({ status: "accepted", stored: 1 });
    expect(await openAll(portal, who.actor.id)).toEqual([[]]);
    expect(await differences(portal, who.actor.id)).toEqual([]);
  });

  test.each([
    ["0.3.0", "erased"],
    ["1.0.0", "erased"],
    ["0.2.9", "too-old"],
  ])("with an agent of version %s hears of what is from before: %s", async (version, reason) => {
    const who = await portal.recorded();
    const old = work(2 * MINUTE);
    await erase(who);
    const batch = newBatch({ segments: [old] });
    expect(await portal.deliver(who, [old], { version, batch })).toEqual({
      id: batch.id,
      status: "discarded",
      stored: 0,
      discarded: [{ reason, steps: old.steps.length, tenths: old.length }],
    });
    expect(await count(who, "segment")).toBe(0);
    expect(
      await portal.sql("select day::text, reason, steps::int from discard_day where employee_id = $1", [
        who.actor.id,
      ]),
    ).toEqual([{ day: expect.any(String), reason: "erased", steps: old.steps.length }]);
  });

  test("counts what it brings from before to the day of the erasure, and brings no label and no cost back", async () => {
    const who = await portal.recorded();
    await erase(who);
    const [erasure] = await portal.sql<{ day: string; minute: number }>(
      `select (at at time zone 'America/New_York')::date::text as day, floor(extract(epoch from at) / 60)::integer as minute
       from erasure where employee_id = $1`,
      [who.actor.id],
    );
    const minute = erasure?.minute ?? 0;
    const batch = newBatch(
      { coverage: [{ from: minute - 4_000, minutes: 4_000, label: "collected" }] },
      Date.now() - 3 * 24 * HOUR,
    );
    await portal.deliver(who, [work(3 * 24 * HOUR)], { batch });
    expect(
      await portal.sql("select day::text from discard_day where employee_id = $1", [who.actor.id]),
    ).toEqual([{ day: erasure?.day }]);
    for (const table of ["coverage_hour", "usage_day", "activity_day", "segment"])
      expect([table, await count(who, table)]).toEqual([table, 0]);
    // The same batch once more is the same batch, and counts no second time.
    expect(await portal.deliver(who, [work(3 * 24 * HOUR)], { batch })).toMatchObject({
      status: "duplicate",
    });
  });

  test("does not bring back what it had delivered before and does not know to be stored", async () => {
    const who = await portal.recorded();
    const batch = newBatch({ segments: [work(MINUTE)] });
    expect(await portal.deliver(who, batch.segments, { batch })).toMatchObject({ status: "accepted" });
    await erase(who);
    expect(await portal.deliver(who, batch.segments, { batch })).toMatchObject({
      status: "discarded",
      discarded: [{ reason: "erased" }],
    });
    expect(await count(who, "segment")).toBe(0);
  });

  test("does not say since when it applied what it applied before", async () => {
    const who = await portal.recorded();
    const contact = (at: number) =>
      sync(
        deviceActor({ deviceId: who.devices[0], employeeId: who.actor.id }),
        syncBody({ applied: { epoch: "AAAAAAAAAAAAAAAAAAAAAA", at } }),
      );
    const long = Date.now() - 5 * HOUR;
    await contact(long);
    await erase(who);
    for (const table of ["device_contact", "directive_application"])
      expect([table, await count(who, table)]).toEqual([table, 0]);
    await contact(long);
    expect(
      await portal.sql(
        `select c.applied_at >= e.at as contact, a.applied_at >= e.at as application from erasure e
         join device_contact c using (employee_id) join directive_application a using (employee_id) where employee_id = $1`,
        [who.actor.id],
      ),
    ).toEqual([{ contact: true, application: true }]);
  });
});

test("however deliveries and erasures fall together, no record is left that is older, or under a key that is gone", async () => {
  const who = await portal.recorded();
  let kept = 0;
  for (let round = 0; round < 12; round++) {
    const now = Date.now();
    const deliveries = who.devices.flatMap((device, i) =>
      [0, 1, 2].map((n) =>
        portal.deliver(
          who,
          [work(MINUTE + 50 * (i + 2 * n) + (now % 7)), { ...work(300 * n + 150), length: 1, steps: [] }],
          {
            device,
          },
        ),
      ),
    );
    await Promise.all([...deliveries, erase(who)]);
    const [since] = await portal.sql<{ at: Date }>(
      "select max(at) as at from erasure where employee_id = $1",
      [who.actor.id],
    );
    const older = await portal.sql("select from segment where employee_id = $1 and started_at < $2", [
      who.actor.id,
      since?.at,
    ]);
    expect(older).toHaveLength(0);
    await portal.deliver(who, [await workNow()]);
    kept += (await openAll(portal, who.actor.id)).length;
    expect(await differences(portal, who.actor.id)).toEqual([]);
  }
  expect(kept).toBeGreaterThanOrEqual(12);
});

test("a pause in force goes on, and those that are over are gone", async () => {
  const who = await portal.recorded();
  await startPause(who.actor, { seconds: 60 });
  await resumePause(who.actor);
  const { id } = await startPause(who.actor, { seconds: 600 });
  await erase(who);
  expect(await portal.sql("select id from pause where employee_id = $1", [who.actor.id])).toEqual([{ id }]);
  expect(await count(who, "resumption")).toBe(0);
  expect(await portal.deliver(who, [await workNow()])).toMatchObject({
    status: "discarded",
    discarded: [{ reason: "paused" }],
  });
  await resumePause(who.actor);
  expect(await portal.deliver(who, [await workNow()])).toMatchObject({ status: "accepted" });
});
