import { decodeJwt } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newBatch } from "../../bench/device.ts";
import type { Segment } from "../../domain/activity/schema.ts";
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
});
