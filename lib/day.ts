const QUARTER = 900_000;
const DAY = 86_400_000;
const OFFSETS_MAX = 10_000;

const offsets = new Map<string, Map<number, number>>();
const formats = new Map<string, Intl.DateTimeFormat>();

/** How far ahead of UTC a time zone is at `at`, both in milliseconds. No zone changes within a quarter of an hour. */
export function offsetAt(timeZone: string, at: number): number {
  const quarter = Math.floor(at / QUARTER);
  const known = offsets.get(timeZone);
  const own = known && known.size < OFFSETS_MAX ? known : new Map<number, number>();
  if (own !== known) offsets.set(timeZone, own);
  let offset = own.get(quarter);
  if (offset === undefined) {
    offset = computeOffset(timeZone, quarter * QUARTER);
    own.set(quarter, offset);
  }
  return offset;
}

function computeOffset(timeZone: string, at: number): number {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
    formats.set(timeZone, format);
  }
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - at;
}

/** The calendar day (YYYY-MM-DD) of a moment where the person is. */
export function dayOf(timeZone: string, at: number): string {
  return new Date(at + offsetAt(timeZone, at)).toISOString().slice(0, 10);
}

/** The calendar day that has begun at `at` where days begin first. */
export function newestDay(at: number): string {
  return dayOf("Pacific/Kiritimati", at);
}

/** Whether a text is a day of the calendar (YYYY-MM-DD). The platform itself takes 31 February for 3 March. */
export function isDay(text: string): boolean {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}

/** When a calendar day begins and ends there: 23, 24 or 25 hours apart. */
export function dayBounds(timeZone: string, day: string): { from: number; to: number } {
  const utc = Date.parse(`${day}T00:00:00Z`);
  return { from: midnight(timeZone, utc), to: midnight(timeZone, utc + DAY) };
}

function midnight(timeZone: string, utc: number): number {
  // The offset at the wall clock's midnight, found by going there with a first guess.
  const guess = utc - offsetAt(timeZone, utc);
  return utc - offsetAt(timeZone, guess);
}
