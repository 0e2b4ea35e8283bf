const FORMATS = {
  /** `Mon, Nov 23` */
  short: { weekday: "short", month: "short", day: "numeric" },
  /** `Monday, November 23, 2026` */
  long: { weekday: "long", month: "long", day: "numeric", year: "numeric" },
  /** `November 23` */
  date: { month: "long", day: "numeric" },
  /** `November 2026` */
  month: { month: "long", year: "numeric" },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

/** A day of the calendar (YYYY-MM-DD) in words, or its month. It is the same day wherever it is read. */
export function dayWords(day: string, format: keyof typeof FORMATS): string {
  return new Intl.DateTimeFormat("en-US", { ...FORMATS[format], timeZone: "UTC" }).format(
    Date.parse(`${day}T12:00:00Z`),
  );
}
