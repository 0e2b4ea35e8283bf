/** A half-open span of time [from, to) in milliseconds since the epoch; `to` may be Infinity. */
export interface Interval {
  readonly from: number;
  readonly to: number;
}

export function contains(interval: Interval, at: number): boolean {
  return interval.from <= at && at < interval.to;
}

export function anyContains(intervals: readonly Interval[], at: number): boolean {
  return intervals.some((each) => contains(each, at));
}

/** The instants at which membership in any of the intervals may change. */
export function edges(intervals: readonly Interval[]): number[] {
  return intervals.flatMap((each) => [each.from, each.to]);
}
