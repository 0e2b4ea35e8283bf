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
  const local = at + offsetAt(timeZone, at) + EPOCH_OF_WEEK;
  const minute = (((local % WEEK) + WEEK) % WEEK) / MINUTE;
  return hours.some(([from, to]) => from <= minute && minute < to);
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
  const found: number[] = [];
  for (let day = from - DAY; day <= to; day += DAY) {
    if (offsetAt(timeZone, day) !== offsetAt(timeZone, day + DAY)) found.push(turnWithin(timeZone, day));
  }
  const first = Math.floor((from - DAY + EPOCH_OF_WEEK) / WEEK) * WEEK - EPOCH_OF_WEEK;
  for (let monday = first; monday < to + DAY; monday += WEEK) {
    for (const minute of hours.flat()) {
      const wall = monday + minute * MINUTE;
      found.push(wall - offsetAt(timeZone, wall - DAY), wall - offsetAt(timeZone, wall + DAY));
    }
  }
  return found.filter((edge) => from < edge && edge < to);
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
