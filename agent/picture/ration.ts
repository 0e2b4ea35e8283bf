import type { Day } from "./album-rows.ts";

/** The day's pictures are spread over this long. */
const SPREAD_MS = 8 * 3_600_000;
/** The spacing is between so much and so much of an even one, so that nobody knows when the next picture is due. */
const JITTER = { least: 0.75, most: 1.25 };
/** After a try that came to nothing. */
const AGAIN_MS = { least: 20_000, most: 60_000 };

/** The local day of a server time, as a date that can be compared. */
export function localDate(now: number): string {
  const at = new Date(now);
  const two = (n: number) => String(n).padStart(2, "0");
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

/** The day at `now` (server ms): a new one begins with nothing taken. One that is over never comes back. */
export function dayAt(kept: Day, now: number): Day {
  const date = localDate(now);
  return date > kept.date ? { date, taken: 0, next: 0 } : kept;
}

/** Whether a picture may be taken now, and if not, when it may be asked again (server ms); null for not today. */
export function dueAt({ taken, next }: Day, perDay: number): number | null {
  return taken < perDay ? next : null;
}

/** The day after one more picture was taken at `now`. `chance`: 0 to 1. */
export function afterTaking(today: Day, now: number, perDay: number, chance: number): Day {
  const spacing = (SPREAD_MS / Math.max(1, perDay)) * (JITTER.least + chance * (JITTER.most - JITTER.least));
  return { ...today, taken: today.taken + 1, next: now + spacing };
}

/** When to try again after a picture that was thrown away, ms from then. */
export function againIn(chance: number): number {
  return AGAIN_MS.least + chance * (AGAIN_MS.most - AGAIN_MS.least);
}
