import { setTimeout as sleep } from "node:timers/promises";
import type { Page } from "@playwright/test";
import { Device, newBatch } from "../bench/device.ts";
import type { Step } from "../domain/activity/schema.ts";
import { only, type Person, type Portal } from "./portal.ts";

/** How long ago the records of `deliver` begin, and a little more: what began before the linking is cut away. */
const A_RECORD_MS = 1_300;

/**
 * A device that speaks the real protocol and is linked, by the page, to whoever is signed in there; long
 * enough ago that a record of the last second is wholly of the time since.
 */
export async function link(page: Page, portal: Portal, name: string): Promise<Device> {
  const device = new Device(portal.url);
  await device.enrol(name, async (code) => {
    await page.goto(`/devices/link?code=${code}`);
    await page.getByRole("button", { name: "Link it" }).click();
    await page.waitForURL((url) => url.pathname === "/devices");
  });
  await sleep(A_RECORD_MS);
  return device;
}

export const WORK: Step[] = [
  { kind: "switch", at: 0 },
  { kind: "click", at: 1, button: "left", times: 2 },
  { kind: "shortcut", at: 3, chord: "Ctrl+S" },
  { kind: "keys", at: 4, for: 2, letters: 12, spaces: 2 },
];

/** Delivers one record of a second that ended `agoMs` ago, in an approved application. */
export function deliver(device: Device, application: string, steps: Step[], agoMs = 100) {
  const from = Math.floor((Date.now() - agoMs) / 100) - 10;
  return device.sync({ batches: [newBatch({ segments: [{ application, from, length: 10, steps }] })] });
}

const LABELS = ["collected", "paused", "excluded-app", "locked", "offline", "power-saving"] as const;

/**
 * Labels some minutes of an hour ago, by then linked already, all of one day where the person is.
 * @returns that day, as YYYY-MM-DD
 */
export async function deliverCoverage(portal: Portal, person: Person, device: Device): Promise<string> {
  await portal.arrange({
    text: "update device set enrolled_at = enrolled_at - interval '3 hours' where id = $1",
    values: [device.deviceId],
  });
  const { time_zone } = only(
    await portal.sql<{ time_zone: string }>("select time_zone from person where id = $1", [person.id]),
  );
  const day = (minute: number) =>
    new Intl.DateTimeFormat("en-CA", { timeZone: time_zone, dateStyle: "short" }).format(minute * 60_000);
  const hourAgo = Math.floor(Date.now() / 60_000) - 60;
  const from = day(hourAgo) === day(hourAgo + LABELS.length) ? hourAgo : hourAgo - LABELS.length;
  const coverage = LABELS.map((label, place) => ({ from: from + place, minutes: 1, label }));
  await device.sync({ batches: [newBatch({ coverage })] });
  return day(from);
}
