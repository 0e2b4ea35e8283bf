import { setTimeout as sleep } from "node:timers/promises";
import type { Page } from "@playwright/test";
import { Device, newBatch } from "../bench/device.ts";
import type { Step } from "../domain/activity/schema.ts";
import { dayOf } from "../lib/day.ts";
import { organisation } from "../prisma/factories/organisation.ts";
import { PEOPLE } from "./loaded-organisation.ts";
import { only, type Person, type Portal } from "./portal.ts";

/** How long ago the records of `deliver` begin, and a little more: what began before the linking is cut away. */
const A_RECORD_MS = 1_300;

const HOUR_MS = 3_600_000;
/** More than it takes a busy machine to deliver something and to look at it. */
const LOOKING_MS = 45_000;
const ZONES = [...new Set(organisation(PEOPLE).people.map(({ timeZone }) => timeZone))];

/** Waits for a day that is nearly over, where some of the people are, to be over: not while it is looked at. */
export async function untilNoDayEnds(now = Date.now()): Promise<void> {
  const isEnding = ZONES.some((zone) => dayOf(zone, now) !== dayOf(zone, now + LOOKING_MS));
  // Midnights are full hours where they are.
  if (isEnding) await sleep(HOUR_MS - (now % HOUR_MS) + A_RECORD_MS);
}

/**
 * A device that speaks the real protocol and is linked, by the page, to whoever is signed in there; long
 * enough ago that a record of the last second is wholly of the time since, and of today.
 */
export async function link(page: Page, portal: Portal, name: string): Promise<Device> {
  const device = new Device(portal.url);
  await device.enrol(name, async (code) => {
    await page.goto(`/devices/link?code=${code}`);
    await page.getByRole("button", { name: "Link it" }).click();
    await page.waitForURL((url) => url.pathname === "/devices");
  });
  await sleep(A_RECORD_MS);
  await untilNoDayEnds();
  return device;
}

export const WORK: Step[] = [
  { kind: "switch", at: 0 },
  { kind: "click", at: 1, button: "left", times: 2 },
  { kind: "shortcut", at: 3, chord: "Ctrl+S" },
  { kind: "keys", at: 4, for: 2, letters: 12, spaces: 2 },
];

/** Delivers one record of a second that ended at `until` (ms), just now unless said otherwise, in an approved application. */
export function deliver(device: Device, application: string, steps: Step[], until = Date.now() - 100) {
  const from = Math.floor(until / 100) - 10;
  return device.sync({ batches: [newBatch({ segments: [{ application, from, length: 10, steps }] })] });
}

const LABELS = ["collected", "paused", "excluded-app", "locked", "offline", "power-saving"] as const;

/** Just before a device was linked (ms): a record that ends then is from before. */
export async function beforeItsLinking(portal: Portal, { deviceId }: Device): Promise<number> {
  const { enrolled_at } = only(
    await portal.sql<{ enrolled_at: Date }>("select enrolled_at from device where id = $1", [deviceId]),
  );
  return enrolled_at.getTime() - 300;
}

/**
 * Labels some minutes of an hour ago, at the first of which it was linked, all of one day where the person is.
 * @returns that day, as YYYY-MM-DD
 */
export async function deliverCoverage(portal: Portal, person: Person, device: Device): Promise<string> {
  const { time_zone } = only(
    await portal.sql<{ time_zone: string }>("select time_zone from person where id = $1", [person.id]),
  );
  const day = (minute: number) =>
    new Intl.DateTimeFormat("en-CA", { timeZone: time_zone, dateStyle: "short" }).format(minute * 60_000);
  const hourAgo = Math.floor(Date.now() / 60_000) - 60;
  const from = day(hourAgo) === day(hourAgo + LABELS.length) ? hourAgo : hourAgo - LABELS.length;
  await portal.arrange({
    text: "update device set enrolled_at = $2 where id = $1",
    values: [device.deviceId, new Date(from * 60_000)],
  });
  const coverage = LABELS.map((label, place) => ({ from: from + place, minutes: 1, label }));
  await device.sync({ batches: [newBatch({ coverage })] });
  return day(from);
}
