import { anyContains, contains, type Interval } from "../../../lib/interval.ts";
import type { ExemptionFact } from "../schema.ts";
import { firstFrom, instantsOf, minuteOfWeek, turns, type Week } from "./week.ts";

const HOUR = 3_600_000;

// Somebody may have hundreds of exemptions of fifty spans of hours each, and is asked about at each of their edges: so the
// wall clock is read once for all of them, and a minute of the week that many name is looked up once.

/** The exemptions that leave something out at this moment. */
export function inForceAt(exemptions: readonly ExemptionFact[], at: number): ExemptionFact[] {
  const minutes = new Map<string, number>();
  return exemptions.filter((each) => {
    if (!contains(each, at)) return false;
    if (each.week === null) return true;
    const { timeZone } = each.week;
    const minute = minutes.get(timeZone) ?? minuteOfWeek(timeZone, at);
    minutes.set(timeZone, minute);
    // After an odd number of bounds it is within them; at one it has been passed.
    return firstFrom(boundsOf(each.week), Math.floor(minute) + 1) % 2 === 1;
  });
}

/** The instants of (from, to) at which hours of the week begin or end, each once. What begins and ends for good is in `edges`. */
export function hourEdges(exemptions: readonly ExemptionFact[], from: number, to: number): number[] {
  const found = new Set<number>();
  const add = (at: number, dates: readonly Interval[]) => {
    if (from < at && at < to && anyContains(dates, at)) found.add(at);
  };
  for (const { timeZone, dates, minutes, datesOf } of zonesOf(exemptions)) {
    if (!dates.some((span) => span.from < to && from < span.to)) continue;
    for (const turn of turns(timeZone, from, to)) add(turn, dates);
    for (const [minute, at] of instantsOf(minutes, timeZone, from, to)) add(at, datesOf.get(minute) ?? []);
  }
  return [...found];
}

/** The first of them, or Infinity. Looks near first: where hours are many, one is never far. */
export function nextHourEdge(exemptions: readonly ExemptionFact[], from: number, to: number): number {
  for (let reach = HOUR; ; reach *= 8) {
    const found = hourEdges(exemptions, from, Math.min(to, from + reach));
    if (found.length > 0) return Math.min(...found);
    if (from + reach >= to) return Infinity;
  }
}

/** Whose hours are on one wall clock: when any of them hold, and the minutes at which they change, with when each counts. */
interface Zone {
  readonly timeZone: string;
  readonly dates: readonly Interval[];
  /** Sorted. */
  readonly minutes: readonly number[];
  readonly datesOf: ReadonlyMap<number, readonly Interval[]>;
}

const known = new WeakMap<readonly ExemptionFact[], readonly Zone[]>();

function zonesOf(exemptions: readonly ExemptionFact[]): readonly Zone[] {
  const kept = known.get(exemptions);
  if (kept) return kept;
  const names = new Set(exemptions.flatMap(({ week }) => week?.timeZone ?? []));
  const zones = [...names].map((timeZone) => zoneOf(timeZone, exemptions));
  known.set(exemptions, zones);
  return zones;
}

function zoneOf(timeZone: string, exemptions: readonly ExemptionFact[]): Zone {
  const own = exemptions.filter(({ week }) => week?.timeZone === timeZone);
  const datesOf = new Map<number, Interval[]>();
  for (const { from, to, week } of own)
    for (const minute of new Set(week?.hours.flat())) {
      const dates = datesOf.get(minute) ?? [];
      dates.push({ from, to });
      datesOf.set(minute, dates);
    }
  for (const [minute, dates] of datesOf) datesOf.set(minute, united(dates));
  const minutes = [...datesOf.keys()].sort((a, b) => a - b);
  return { timeZone, dates: united(own), minutes, datesOf };
}

/** The same instants in as few spans as there can be. */
function united(spans: readonly Interval[]): Interval[] {
  const found: Interval[] = [];
  for (const { from, to } of [...spans].sort((a, b) => a.from - b.from)) {
    const last = found.at(-1);
    if (last && from <= last.to) found[found.length - 1] = { from: last.from, to: Math.max(last.to, to) };
    else found.push({ from, to });
  }
  return found;
}

const bounds = new WeakMap<Week, readonly number[]>();

/** Where the hours begin and end, in turn. */
function boundsOf(week: Week): readonly number[] {
  const kept = bounds.get(week);
  if (kept) return kept;
  const fresh = united(week.hours.map(([from, to]) => ({ from, to }))).flatMap(({ from, to }) => [from, to]);
  bounds.set(week, fresh);
  return fresh;
}
