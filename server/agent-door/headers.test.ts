import { afterAll, beforeAll, expect, test } from "vitest";
import { syncBody } from "../../bench/device.ts";
import { openTestPortal, type TestPortal } from "./test-portal.ts";

let portal: TestPortal;

beforeAll(async () => {
  portal = await openTestPortal();
});
afterAll(() => portal.close());

test("an answer to a sync bears no header that it could do without", async () => {
  const device = await portal.device(await portal.person("juniper.thimblewick"));
  const { status, headers } = await device.json("/sync", syncBody({}));
  expect([status, [...headers.keys()].sort()]).toEqual([200, ["content-length", "content-type", "date"]]);
});
