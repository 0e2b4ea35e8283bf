/** Before sign-in nobody's zone is known: times are then in this one, and say so. */
export const UNKNOWN_TIME_ZONE = "UTC";

const FORMATS = {
  time: { hour: "numeric", minute: "2-digit" },
  seconds: { hour: "numeric", minute: "2-digit", second: "2-digit" },
  date: { weekday: "short", month: "short", day: "numeric", year: "numeric" },
  "date-time": { weekday: "short", month: "short", day: "numeric", hour: "numeric", minute: "2-digit" },
  moment: {
    month: "short",
    day: "numeric",
    year: "numeric",
    hour: "numeric",
    minute: "2-digit",
    second: "2-digit",
    timeZoneName: "short",
  },
  hour: { hour: "numeric" },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

export type TimeFormat = keyof typeof FORMATS;

/** A day needs no zone, and a moment names its own: whoever else reads it may live by another clock. */
const SAYS_ENOUGH: ReadonlySet<TimeFormat> = new Set(["date", "moment"]);

/**
 * One instant in words, e.g. `10:02:03 AM`.
 * @param at milliseconds since the epoch
 */
export function formatTime(at: number, format: TimeFormat, timeZone: string): string {
  const text = new Intl.DateTimeFormat("en-US", { ...FORMATS[format], timeZone }).format(at);
  // ICU versions differ in the space before AM: one spelling, or server and browser would disagree.
  const plain = text.replace(/[\u00a0\u202f]/g, " ");
  return timeZone === UNKNOWN_TIME_ZONE && !SAYS_ENOUGH.has(format) ? `${plain} UTC` : plain;
}
