import { offsetAt } from "../../../lib/day.ts";

/** Hours of the week on the wall clock of a place. */
export interface Week {
  /** Pairs of minutes since Monday 00:00, the second not included. */
  readonly hours: readonly (readonly [from: number, to: number])[];
  readonly timeZone: string;
}

const MINUTE = 60_000;
const DAY = 86_400_000;
const WEEK = 7 * DAY;
/** 1970 began on a Thursday. */
const EPOCH_OF_WEEK = 3 * DAY;

/** Whether `at` is within these hours. */
export function isWithinWeek({ hours, timeZone }: Week, at: number): boolean {
  const minute = minuteOfWeek(timeZone, at);
  return hours.some(([from, to]) => from <= minute && minute < to);
}

/** Minutes since Monday 00:00 on the wall clock there. */
export function minuteOfWeek(timeZone: string, at: number): number {
  const local = at + offsetAt(timeZone, at) + EPOCH_OF_WEEK;
  return (((local % WEEK) + WEEK) % WEEK) / MINUTE;
}

/** Whether something that holds between these dates, in these hours if it names any, holds at this moment. */
export function holdsAt(
  {
    from,
    until,
    hours,
  }: { readonly from: number; readonly until: number; readonly hours: Week["hours"] | null },
  timeZone: string,
  at: number,
): boolean {
  return from <= at && at < until && (hours === null || isWithinWeek({ hours, timeZone }, at));
}

/**
 * Every instant of (from, to) at which it may change whether that is so, and perhaps a few more: where clocks are
 * put forward or back, both times that the wall shows are named, and the moment at which it is done.
 */
export function weekEdges({ hours, timeZone }: Week, from: number, to: number): number[] {
  const minutes = [...new Set(hours.flat())].sort((a, b) => a - b);
  const found = turns(timeZone, from, to);
  for (const [, at] of instantsOf(minutes, timeZone, from, to)) found.push(at);
  return found.filter((edge) => from < edge && edge < to);
}

/** When clocks are put forward or back there, at or about the days from `from` to `to`. */
export function turns(timeZone: string, from: number, to: number): number[] {
  const found: number[] = [];
  for (let day = from - DAY; day <= to; day += DAY)
    if (offsetAt(timeZone, day) !== offsetAt(timeZone, day + DAY)) found.push(turnWithin(timeZone, day));
  return found;
}

/** When it is each of these minutes of the week there, between `from` and `to` or not long before or after. They are sorted. */
export function* instantsOf(
  minutes: readonly number[],
  timeZone: string,
  from: number,
  to: number,
): Generator<[minute: number, at: number]> {
  const offsets: number[] = [];
  for (let day = from - 3 * DAY; day <= to + 3 * DAY; day += DAY) offsets.push(offsetAt(timeZone, day));
  const first = from + Math.min(...offsets);
  const last = to + Math.max(...offsets);
  const week = Math.floor((first + EPOCH_OF_WEEK) / WEEK) * WEEK - EPOCH_OF_WEEK;
  // The week before too: its last minute is the next one's first.
  for (let monday = week - WEEK; monday <= last; monday += WEEK)
    for (let i = firstFrom(minutes, (first - monday) / MINUTE); i < minutes.length; i++) {
      const minute = minutes[i] ?? 0;
      const wall = monday + minute * MINUTE;
      if (wall > last) break;
      const before = offsetAt(timeZone, wall - DAY);
      const after = offsetAt(timeZone, wall + DAY);
      yield [minute, wall - before];
      if (after !== before) yield [minute, wall - after];
    }
}

/** The place of the first of these sorted numbers that is not less: by halving. */
export function firstFrom(sorted: readonly number[], least: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < least) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** When in the day after `day` the clocks were put forward or back: to the millisecond, by halving. */
function turnWithin(timeZone: string, day: number): number {
  const before = offsetAt(timeZone, day);
  let same = day;
  let other = day + DAY;
  while (other - same > 1) {
    const middle = Math.floor((same + other) / 2);
    if (offsetAt(timeZone, middle) === before) same = middle;
    else other = middle;
  }
  return other;
}
