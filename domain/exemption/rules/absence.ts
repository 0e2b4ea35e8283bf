import { dayBounds, isDay } from "../../../lib/day.ts";

/** From and until when somebody is away, in milliseconds; or a sentence for each field that is wrong. */
export type ReadAbsence =
  | { readonly absence: { readonly from: number; readonly until: number }; readonly errors: null }
  | { readonly absence: null; readonly errors: Readonly<Record<string, string>> };

/** Reads days as somebody gave them: their own, the last one included. */
export function readAbsence(
  { from, until }: { readonly from: string; readonly until: string },
  timeZone: string,
): ReadAbsence {
  const errors: Record<string, string> = {};
  const first = isDay(from) ? dayBounds(timeZone, from) : null;
  const last = isDay(until) ? dayBounds(timeZone, until) : null;
  if (!first) errors.from = "Give the first day, such as 2026-12-21.";
  if (!last) errors.until = "Give the last day, such as 2026-12-31.";
  if (first && last && last.to <= first.from) errors.until = "The last day comes before the first.";
  if (!first || !last || errors.until) return { absence: null, errors };
  return { absence: { from: first.from, until: last.to }, errors: null };
}
