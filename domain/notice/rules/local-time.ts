/**
 * The instant at which clocks in a zone show a date and time such as `2026-12-01T09:00`; an invalid date for
 * anything else. Of a time that a clock shows twice it is one of both; of one that it skips, one nearby.
 */
export function instantOf(local: string, timeZone: string): Date {
  const shown = /^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(local) ? Date.parse(`${local}:00Z`) : Number.NaN;
  if (Number.isNaN(shown)) return new Date(Number.NaN);
  // The zone's offset at a first guess, then at what comes of it: across a change of clocks they differ.
  const first = shown - offsetAt(shown, timeZone);
  return new Date(shown - offsetAt(first, timeZone));
}

/** What clocks in a zone show, to the minute, rounded up: `2026-12-01T09:00`. */
export function localTime(at: Date, timeZone: string): string {
  const minute = Math.ceil(at.getTime() / 60_000) * 60_000;
  return new Date(minute + offsetAt(minute, timeZone)).toISOString().slice(0, 16);
}

function offsetAt(at: number, timeZone: string): number {
  const clock = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "medium" });
  return Date.parse(`${clock.format(at).replace(" ", "T")}Z`) - Math.floor(at / 1000) * 1000;
}
