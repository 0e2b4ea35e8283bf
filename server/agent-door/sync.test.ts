import { decodeJwt } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newBatch } from "../../bench/device.ts";
import { labelOfByte } from "../../domain/activity/rules/coverage.ts";
import type { CoverageRun, Segment } from "../../domain/activity/schema.ts";
import { allow, openTestPortal, type TestPortal } from "./test-portal.ts";

let portal: TestPortal;

beforeAll(async () => {
  portal = await openTestPortal();
});
afterAll(() => portal.close());

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Ends now, so that it lies wholly after whatever was done `length` tenths ago. */
function justNow(length: number, steps: Segment["steps"], application = "terminal"): Segment {
  return { application, from: Math.floor(Date.now() / 100) - length, length, steps };
}

describe("sync", () => {
  test("stores what was permitted, once, and answers with a directive, then with a lease", async () => {
    const actor = await portal.person("juniper.thimblewick");
    await allow(actor);
    const device = await portal.device(actor);
    const first = await device.sync({});
    const directive = decodeJwt(first.directive ?? "");
    expect(directive).toMatchObject({ label: "collected", deviceId: device.deviceId });
    await sleep(600);
    const batch = newBatch({ segments: [justNow(4, [{ kind: "click", at: 1, button: "left", times: 2 }])] });
    const applied = { epoch: String(directive.epoch), at: Date.now() };
    const second = await device.sync({ applied, batches: [batch, batch] });
    expect(second.results).toEqual([
      { id: batch.id, status: "accepted", stored: 1, discarded: [] },
      { id: batch.id, status: "duplicate", stored: 0, discarded: [] },
    ]);
    expect(second.directive).toBeUndefined();
    expect(decodeJwt(second.lease ?? "")).toMatchObject({
      epoch: directive.epoch,
      deviceId: device.deviceId,
    });
    const rows = await portal.sql("select application, clicks from segment where employee_id = $1", [
      actor.id,
    ]);
    expect(rows).toEqual([{ application: "terminal", clicks: 2 }]);
  });

  test("says why it did not keep what it did not keep, to the device and to its owner", async () => {
    const actor = await portal.person("basil.thimblewick");
    await allow(actor, ["pointer"], ["terminal"]);
    const device = await portal.device(actor);
    await sleep(700);
    const click = { kind: "click" as const, at: 1, button: "left" as const, times: 1 };
    const keys = { kind: "keys" as const, at: 1, for: 1, letters: 3 };
    const { results } = await device.sync({
      batches: [
        newBatch({
          segments: [
            justNow(3, [click, keys, { kind: "switch", at: 0 }]),
            justNow(2, [click], "spreadsheet"),
            justNow(1, [], "unheard-of"),
          ],
        }),
      ],
    });
    expect(results[0]).toMatchObject({ status: "cut", stored: 1 });
    const expected = [
      { reason: "application-not-allowed", steps: 0, tenths: 2 },
      { reason: "application-not-approved", steps: 0, tenths: 1 },
      { reason: "no-consent", steps: 2, tenths: 0 },
    ];
    const byReason = (a: { reason: string }, b: { reason: string }) => (a.reason < b.reason ? -1 : 1);
    expect([...(results[0]?.discarded ?? [])].sort(byReason)).toMatchObject(
      expected.map(({ reason, tenths }) => ({ reason, tenths })),
    );
    const rows = await portal.sql(
      "select reason, times, tenths::integer as tenths from discard_day where employee_id = $1 order by reason",
      [actor.id],
    );
    expect(rows).toEqual(expected.map(({ reason, tenths }) => ({ reason, times: 1, tenths })));
    // The application was checked, and its name dropped: it was not among what they allowed.
    const stored = await portal.sql("select application, clicks, keys from segment where employee_id = $1", [
      actor.id,
    ]);
    expect(stored).toEqual([{ application: null, clicks: 1, keys: 0 }]);
  });

  test("keeps nothing from a pause, and knows when which device applied it", async () => {
    const actor = await portal.person("clover.thimblewick");
    await allow(actor);
    const device = await portal.device(actor);
    const paused = await device.json("/pauses", { minutes: 1 });
    expect(paused.status).toBe(201);
    expect((await device.json("/pauses", { minutes: 1 })).body).toMatchObject({ status: 409 });
    const told = decodeJwt((await device.sync({})).directive ?? "");
    expect(told.label).toBe("paused");
    await sleep(300);
    const { results, lease } = await device.sync({
      // By a clock that is a little behind ours, from before there was anything to apply.
      applied: { epoch: String(told.epoch), at: Date.parse(String(paused.body.startedAt)) - 400 },
      label: "paused",
      batches: [newBatch({ segments: [justNow(2, [])] })],
    });
    expect(lease).toBeDefined();
    expect(results[0]).toMatchObject({ status: "discarded", discarded: [{ reason: "paused", tenths: 2 }] });
    const [applied] = await portal.sql(
      "select label, applied_at from directive_application where employee_id = $1",
      [actor.id],
    );
    expect(applied).toEqual({ label: "paused", applied_at: new Date(String(paused.body.startedAt)) });
    expect((await device.json("/resumptions", {})).status).toBe(201);
    expect((await device.json("/resumptions", {})).body).toMatchObject({ status: 409 });
    await device.sync({ applied: { epoch: String(told.epoch), at: Date.now() } });
    expect(
      await portal.sql("select from directive_application where employee_id = $1", [actor.id]),
    ).toHaveLength(1);
    expect(await portal.sql("select from segment where employee_id = $1", [actor.id])).toEqual([]);
  });

  test("lays later minutes over earlier ones, and adds up what the agent cost", async () => {
    const actor = await portal.person("rowan.thimblewick");
    const device = await portal.device(actor);
    await portal.sql("alter table device disable trigger user");
    await portal.sql("update device set enrolled_at = sayso_now() - interval '3 hours' where id = $1", [
      device.deviceId,
    ]);
    await portal.sql("alter table device enable trigger user");
    await portal.sql("update person_state set version = version + 1 where person_id = $1", [actor.id]);
    const hour = Math.floor(Date.now() / 3_600_000 - 1) * 60;
    const send = (coverage: CoverageRun[]) => device.sync({ batches: [newBatch({ coverage })] });
    await send([
      { from: hour + 10, minutes: 5, label: "locked" },
      { from: hour + 20, minutes: 2, label: "paused" },
    ]);
    await send([{ from: hour + 12, minutes: 1, label: "offline" }]);
    await send([
      { from: hour + 11, minutes: 1, label: "excluded-app" },
      { from: hour + 21, minutes: 3, label: "power-saving" },
    ]);
    const [row] = await portal.sql<{ labels: Buffer }>(
      "select labels from coverage_hour where employee_id = $1",
      [actor.id],
    );
    const labels = [...(row?.labels ?? [])].map(labelOfByte);
    expect(labels.slice(9, 25)).toEqual([
      null,
      "locked",
      "excluded-app",
      "offline",
      "locked",
      "locked",
      null,
      null,
      null,
      null,
      null,
      "paused",
      "power-saving",
      "power-saving",
      "power-saving",
      null,
    ]);
    const [used] = await portal.sql(
      `select sum(heartbeats)::integer as heartbeats, sum(cpu_ms)::integer as cpu, max(rss_mb) as rss,
         sum(bytes_sent)::integer as sent, min(battery_low) as battery from usage_day where employee_id = $1`,
      [actor.id],
    );
    expect(used).toEqual({ heartbeats: 3, cpu: 120, rss: 60, sent: 2700, battery: 80 });
  });

  test("a data key is made once, in company, and that it came to be is an act", async () => {
    const actor = await portal.person("fern.thimblewick");
    const devices = [await portal.device(actor, "one"), await portal.device(actor, "two")];
    await Promise.all(devices.map((device) => device.sync({})));
    expect(await portal.sql("select from data_key where employee_id = $1", [actor.id])).toHaveLength(1);
    const acts = await portal.sql("select from act where kind = 'data-key.made' and subject_id = $1", [
      actor.id,
    ]);
    expect(acts).toHaveLength(1);
  });

  test("many first words at once are all taken, whoever makes the data key", async () => {
    const strangers = await portal.sql<{ subject: string }>(
      "select subject from person where id not in (select employee_id from device) order by 1",
    );
    expect(strangers.length).toBeGreaterThan(10);
    for (const { subject } of strangers) {
      const device = await portal.device(await portal.person(subject));
      // A little apart, so that some read while another writes.
      const words = Array.from({ length: 12 }, (_, n) => sleep(n).then(() => device.sync({})));
      await expect(Promise.all(words)).resolves.toHaveLength(12);
    }
  });
});
