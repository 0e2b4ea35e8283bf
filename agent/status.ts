import { join } from "node:path";
import { z } from "zod";
import { coverageLabel, reason } from "../domain/directive/schema.ts";
import { readHold, remaining } from "./hold.ts";
import { isLinked, readLink } from "./link.ts";
import { Damaged, readKept, writePrivately } from "./state-dir.ts";

/** What a running agent says of itself. Times are milliseconds since the epoch. */
const published = z.object({
  pid: z.int(),
  updatedAt: z.number(),
  label: coverageLabel,
  reasons: z.array(reason),
  applied: z.object({ epoch: z.string(), at: z.number() }).nullable(),
  leaseUntil: z.number().nullable(),
  lastSyncAt: z.number().nullable(),
  isHooked: z.boolean(),
  queueLength: z.int(),
  quarantined: z.int(),
  unreadable: z.int().default(0),
  /** Screen pictures: taken today, waiting to be sent, refused by the portal, and lost because too many waited. */
  pictures: z
    .object({ today: z.int(), waiting: z.int(), refused: z.int(), dropped: z.int() })
    .default({ today: 0, waiting: 0, refused: 0, dropped: 0 }),
  bytesToday: z.number(),
  cpuMsToday: z.number(),
});
export type Published = z.infer<typeof published>;

export interface Status extends Partial<Published> {
  linked: boolean;
  running: boolean;
  portal: string | null;
  deviceId: string | null;
  /** Why this computer is no longer linked, where the portal ended it; else null. */
  unlinked: string | null;
  /** When a pause that was asked for on this computer ends (ms), or null. */
  holdUntil: number | null;
}

export function publishStatus(directory: string, status: Published): void {
  writePrivately(statusPath(directory), JSON.stringify(status), false);
}

/** What is known of this device, from its files alone. */
export function readStatus(directory: string, now = Date.now()): Status {
  const link = readLink(directory);
  const hold = readHold(directory);
  const left = hold === null ? 0 : remaining(hold, now);
  const own = {
    linked: isLinked(link),
    portal: link?.portal ?? null,
    deviceId: isLinked(link) ? link.deviceId : null,
    unlinked: link === null || isLinked(link) ? null : link.why,
    holdUntil: left > 0 ? now + left : null,
  };
  const told = lastWord(directory);
  if (told === null) return { ...own, running: false };
  if (isAlive(told.pid)) return { ...told, ...own, running: true };
  const { applied: _applied, leaseUntil: _lease, reasons: _reasons, ...kept } = told;
  return { ...kept, ...own, label: "agent-off", isHooked: false, running: false };
}

/** Not written to last: after a power cut it may be half there, which says as little as nothing. */
function lastWord(directory: string): Published | null {
  try {
    return readKept(statusPath(directory), published, "");
  } catch (error) {
    if (error instanceof Damaged) return null;
    throw error;
  }
}

/** Plain lines for a person. */
export function describe(status: Status): string[] {
  if (!status.linked) {
    return [`${status.unlinked ?? "This computer is not linked."} Run: sayso-agent enrol --portal URL`];
  }
  const lines = [`Linked to ${status.portal} as device ${status.deviceId}.`];
  if (!status.running) lines.push("The agent is not running. Run: sayso-agent run");
  else {
    lines.push(`Now: ${status.label?.replaceAll("-", " ")}.`);
    for (const { text } of status.reasons ?? []) if (text !== "") lines.push(`  ${text}`);
    if (status.applied) lines.push(`Decision ${status.applied.epoch} applied at ${when(status.applied.at)}.`);
    if (status.leaseUntil) lines.push(`Permission to follow it runs until ${when(status.leaseUntil)}.`);
  }
  if (status.holdUntil !== null) lines.push(`Paused on this computer until ${when(status.holdUntil)}.`);
  if (status.queueLength !== undefined) lines.push(`${batches(status.queueLength)} to be sent.`);
  if (status.quarantined)
    lines.push(`${status.quarantined} batches were refused by the portal and are set aside.`);
  if (status.unreadable)
    lines.push(`${status.unreadable} records on this computer could not be read, and are lost.`);
  if (status.pictures !== undefined) lines.push(...describePictures(status.pictures));
  if (status.bytesToday !== undefined) {
    lines.push(
      `Today: ${Math.ceil(status.bytesToday / 1000)} kB sent and received, ${((status.cpuMsToday ?? 0) / 1000).toFixed(1)} s of processor time.`,
    );
  }
  return lines;
}

export function statusPath(directory: string): string {
  return join(directory, "status.json");
}

function describePictures({ today, waiting, refused, dropped }: Published["pictures"]): string[] {
  const lines = [`Pictures of the screen: ${today} taken today, ${waiting} to be sent.`];
  if (refused > 0) lines.push(`${refused} pictures were refused by the portal and are dropped.`);
  if (dropped > 0) lines.push(`${dropped} pictures could not be kept on this computer, and are lost.`);
  return lines;
}

function batches(count: number): string {
  return count === 1 ? "1 batch waits" : `${count} batches wait`;
}

function when(ms: number): string {
  return new Date(ms).toLocaleTimeString();
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
