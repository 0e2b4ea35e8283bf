import { dayBounds, offsetAt } from "./day.ts";

// Days as texts, YYYY-MM-DD, of which the earlier sorts before the later.

const DAY = 86_400_000;
const QUARTER = 900_000;
const HOUR = 3_600_000;

/** The day so many days later, or earlier. */
export function shiftDay(day: string, days: number): string {
  return new Date(utc(day) + days * DAY).toISOString().slice(0, 10);
}

/** The Monday on or before a day: weeks begin there (ISO 8601). */
export function mondayOf(day: string): string {
  return shiftDay(day, -((new Date(utc(day)).getUTCDay() + 6) % 7));
}

/** The first of a day's month, or of the month so many months later or earlier. */
export function monthOf(day: string, months = 0): string {
  const date = new Date(utc(day));
  return new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1)).toISOString().slice(0, 10);
}

/** Every day from one to another, both included. */
export function daysBetween(from: string, to: string): string[] {
  const days: string[] = [];
  for (let day = from; day <= to; day = shiftDay(day, 1)) days.push(day);
  return days;
}

/**
 * When an hour of the clock (0 to 23) begins and ends on a day there, in milliseconds: two hours apart where the
 * clock is put back in it; null where the clock skips it.
 */
export function hourBounds(timeZone: string, day: string, hour: number): { from: number; to: number } | null {
  const { from, to } = dayBounds(timeZone, day);
  const quarters = Array.from({ length: (to - from) / QUARTER }, (_, i) => from + i * QUARTER);
  const within = quarters.filter((at) => hourOf(timeZone, at) === hour);
  const [first] = within;
  const last = within.at(-1);
  return first === undefined || last === undefined ? null : { from: first, to: last + QUARTER };
}

/** The hour that a clock there shows at a moment. */
export function hourOf(timeZone: string, at: number): number {
  return Math.floor((((at + offsetAt(timeZone, at)) % DAY) + DAY) / HOUR) % 24;
}

function utc(day: string): number {
  return Date.parse(`${day}T00:00:00Z`);
}
