const DAY = 1_440;
const WEEK = 7 * DAY;
const DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"] as const;

type Span = readonly [from: number, to: number];

/**
 * Hours of the week in words, e.g. `Mon to Fri, 09:00 to 12:00`, the earliest first.
 * @param hours pairs of minutes since Monday 00:00, the second not included
 */
export function hoursInWords(hours: readonly Span[]): string[] {
  const byTime = new Map<string, number[]>();
  for (const [from, to] of joined(hours).flatMap(daily).sort(byTimeOfDay)) {
    const time = `${timeOf(from % DAY)} to ${endOf(from, to)}`;
    byTime.set(time, [...(byTime.get(time) ?? []), Math.floor(from / DAY)]);
  }
  return [...byTime].map(([time, days]) => `${daysInWords(days)}, ${time}`);
}

/** A night from Sunday to Monday is kept as its two ends: said as one. */
function joined(hours: readonly Span[]): Span[] {
  const last = hours.find(([, to]) => to === WEEK);
  const first = hours.find(([from]) => from === 0);
  if (!last || !first || last === first || WEEK - last[0] + first[1] >= DAY) return [...hours];
  return [...hours.filter((each) => each !== last && each !== first), [last[0], WEEK + first[1]]];
}

/** A night stays one span; what is longer than a day is said day by day. */
function daily([from, to]: Span): Span[] {
  if (to - from < DAY) return [[from, to]];
  const end = (Math.floor(from / DAY) + 1) * DAY;
  return end >= to ? [[from, to]] : [[from, end], ...daily([end, to])];
}

function byTimeOfDay(a: Span, b: Span): number {
  return (a[0] % DAY) - (b[0] % DAY) || a[1] - a[0] - (b[1] - b[0]) || a[0] - b[0];
}

function timeOf(minute: number): string {
  const two = (value: number) => String(value).padStart(2, "0");
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}

function endOf(from: number, to: number): string {
  const midnight = (Math.floor(from / DAY) + 1) * DAY;
  return to <= midnight ? timeOf(to - midnight + DAY) : `${timeOf(to - midnight)} the next day`;
}

/** Three days or more in a row are said by their first and last. */
function daysInWords(days: readonly number[]): string {
  const runs: number[][] = [];
  for (const day of [...new Set(days)].sort((a, b) => a - b)) {
    const run = runs.at(-1);
    if (run?.at(-1) === day - 1) run.push(day);
    else runs.push([day]);
  }
  const named = (day: number | undefined) => DAYS[(day ?? 0) % 7] ?? "";
  const said = runs.flatMap((run) =>
    run.length > 2 ? [`${named(run[0])} to ${named(run.at(-1))}`] : run.map(named),
  );
  return said.length === 1 && said[0] === "Mon to Sun"
    ? "Every day"
    : new Intl.ListFormat("en-US").format(said);
}
