import { afterAll, beforeAll, expect, test } from "vitest";
import { listDeviceStatus } from "../../domain/activity/queries/list-device-status.ts";
import type { CoverageLabel } from "../../domain/directive/schema.ts";
import { allow, openTestPortal, type TestPortal } from "./test-portal.ts";

let portal: TestPortal;

beforeAll(async () => {
  portal = await openTestPortal();
});
afterAll(() => portal.close());

test("a silent device is off; one that saves bandwidth is, once it missed its half an hour", async () => {
  const actor = await portal.person("juniper.thimblewick");
  await allow(actor);
  const device = await portal.device(actor);
  const shown = async (label: CoverageLabel, minutesAgo: number) => {
    await device.sync({ label });
    await portal.sql(
      "update device_contact set contacted_at = contacted_at - make_interval(mins => $2) where device_id = $1",
      [device.deviceId, minutesAgo],
    );
    return (await listDeviceStatus(actor)).find(({ id }) => id === device.deviceId)?.label;
  };
  expect(await shown("bandwidth-saving", 30)).toBe("bandwidth-saving");
  expect(await shown("bandwidth-saving", 32)).toBe("agent-off");
  expect(await shown("collected", 2)).toBe("collected");
  expect(await shown("collected", 3)).toBe("agent-off");
});
