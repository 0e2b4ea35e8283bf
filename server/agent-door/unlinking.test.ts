import { afterAll, beforeAll, expect, test } from "vitest";
import { allow, openTestPortal, type TestPortal } from "./test-portal.ts";

let portal: TestPortal;

beforeAll(async () => {
  portal = await openTestPortal();
});
afterAll(() => portal.close());

test("a computer unlinks itself, its owner sees it, and its sister goes on", async () => {
  const actor = await portal.person("fern.thimblewick");
  await allow(actor);
  const device = await portal.device(actor);
  const sister = await portal.device(actor);
  const unlinked = await device.json("/unlinkings", {});
  expect(unlinked.status).toBe(201);
  const again = await device.json("/unlinkings", {});
  expect(again).toMatchObject({ status: 401, body: { type: expect.stringMatching(/device-revoked$/) } });
  expect((await sister.sync({})).directive).toBeDefined();
  const acts = await portal.sql(
    "select kind, object_id from act where subject_id = $1 and kind = 'device.revoked'",
    [actor.id],
  );
  expect(acts).toEqual([{ kind: "device.revoked", object_id: device.deviceId }]);
});

test("a computer cannot name another one to unlink", async () => {
  const actor = await portal.person("rowan.thimblewick");
  const device = await portal.device(actor);
  const sister = await portal.device(actor);
  const refused = await device.json("/unlinkings", { deviceId: sister.deviceId });
  expect(refused.status).toBe(422);
  expect((await sister.sync({})).directive).toBeDefined();
});
