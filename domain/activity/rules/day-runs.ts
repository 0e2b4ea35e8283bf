import type { CoverageLabel } from "../../directive/schema.ts";
import { HOUR_MS, labelOfByte, MINUTE_MS } from "./coverage.ts";

/** Whole minutes of a day that share one label; `from` counts from local midnight. */
export interface DayRun {
  readonly from: number;
  readonly minutes: number;
  readonly label: CoverageLabel;
}

/** What is known of one device at any time; moments in milliseconds. */
export interface DeviceFacts {
  readonly linkedAt: number;
  readonly unlinkedAt: number | null;
  /** The device's last word and when it came. */
  readonly contact: { readonly at: number; readonly label: CoverageLabel } | null;
}

/** What is known of one device for a day. */
export interface DeviceCoverage extends DeviceFacts {
  /** Stored labels by the hour's beginning (ms), 60 bytes each, 0 for unknown. */
  readonly hours: ReadonlyMap<number, Uint8Array>;
}

/** An agent comes at least every two minutes; what it has not told yet within this time it may still tell. */
const IN_TOUCH_MS = 180_000;
/** While it saves bandwidth, it comes every half an hour. */
const SAVING_IN_TOUCH_MS = 31 * 60_000;

/**
 * The labels of every minute from the day's midnight to its end, or to `now` (promise: no minute
 * without one). A minute nobody reported is `unlinked` before linking and after unlinking, the
 * device's last word while it is in touch, and else `agent-off`: it was switched off, which is a choice.
 */
export function dayRuns(device: DeviceCoverage, day: { from: number; to: number }, now: number): DayRun[] {
  const minutes = Math.ceil((Math.min(day.to, Math.max(now, day.from)) - day.from) / MINUTE_MS);
  const runs: { from: number; minutes: number; label: CoverageLabel }[] = [];
  for (let minute = 0; minute < minutes; minute++) {
    const label = labelAt(device, day.from + minute * MINUTE_MS, now);
    const last = runs.at(-1);
    if (last?.label === label) last.minutes += 1;
    else runs.push({ from: minute, minutes: 1, label });
  }
  return runs;
}

function labelAt(device: DeviceCoverage, at: number, now: number): CoverageLabel {
  const hour = Math.floor(at / HOUR_MS) * HOUR_MS;
  const known = labelOfByte(device.hours.get(hour)?.[(at - hour) / MINUTE_MS] ?? 0);
  return known ?? unreportedLabel(device, at, now);
}

/** The label of a whole minute, which begins at `at` and which nobody reported. */
export function unreportedLabel(device: DeviceFacts, at: number, now: number): CoverageLabel {
  if (at + MINUTE_MS <= device.linkedAt) return "unlinked";
  if (device.unlinkedAt !== null && at >= device.unlinkedAt) return "unlinked";
  const { contact } = device;
  if (contact === null) return "agent-off";
  const within = withinOf(contact);
  const inTouch = now - contact.at < within && at + within > contact.at;
  return inTouch ? contact.label : "agent-off";
}

/** The minutes at which the answer of `unreportedLabel` may change: between two of them it does not. */
export function unreportedCuts({ linkedAt, unlinkedAt, contact }: DeviceFacts): number[] {
  const minuteAfter = (at: number) => (Math.floor(at / MINUTE_MS) + 1) * MINUTE_MS;
  return [
    minuteAfter(linkedAt - MINUTE_MS),
    ...(unlinkedAt === null ? [] : [Math.ceil(unlinkedAt / MINUTE_MS) * MINUTE_MS]),
    ...(contact === null ? [] : [minuteAfter(contact.at - withinOf(contact))]),
  ];
}

function withinOf({ label }: NonNullable<DeviceFacts["contact"]>): number {
  return label === "bandwidth-saving" ? SAVING_IN_TOUCH_MS : IN_TOUCH_MS;
}
