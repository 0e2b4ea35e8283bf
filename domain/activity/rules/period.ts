import { daysBetween, mondayOf, monthOf, shiftDay } from "../../../lib/calendar.ts";
import { isDay } from "../../../lib/day.ts";

export const VIEWS = ["day", "week", "month", "all"] as const;
export type View = (typeof VIEWS)[number];

/** Nothing can be from before: nobody need look there. */
export const FIRST_DAY = "2000-01-01";

/** Days (YYYY-MM-DD) that are shown as one, both included. */
export interface Bucket {
  readonly from: string;
  readonly to: string;
}

/** What one page is about. */
export interface Period extends Bucket {
  readonly view: View;
  /** The days of it, or for all time the months, that have begun; they follow each other without a gap. */
  readonly buckets: readonly Bucket[];
  /** A day of the period before and of the one after; null where there is none, or none yet. */
  readonly previous: string | null;
  readonly next: string | null;
}

/** Why another view or day is shown than was asked for. */
export type Astray = "no-view" | "no-day" | "before-all" | "to-come";

/**
 * What was asked for in an address, made sense of: anything that is no view is the day's, anything that is no day,
 * or one that has not come yet, is today, and why. Nothing said is the day's view of today, for no reason.
 */
export function askedPeriod(
  asked: { readonly view: string | null; readonly on: string | null },
  { today, since }: { today: string; since: string },
): { on: string; period: Period; astray: Astray | null } {
  const view = VIEWS.find((each) => each === asked.view);
  const wrong = asked.on === null ? null : astrayDay(asked.on, today);
  const on = asked.on === null || wrong ? today : asked.on;
  const astray = asked.view !== null && !view ? "no-view" : wrong;
  return { on, period: periodOf(view ?? "day", on, { today, since }), astray };
}

function astrayDay(on: string, today: string): Astray | null {
  if (!isDay(on)) return "no-day";
  if (on < FIRST_DAY) return "before-all";
  return on > today ? "to-come" : null;
}

/**
 * The day, the week from Monday on, or the month that a day lies in; or all time, from the month of `since` on.
 * None goes beyond today. `on` is no later than `today`.
 */
export function periodOf(view: View, on: string, { today, since }: { today: string; since: string }): Period {
  const [first, following] = edgesOf(view, on, since < today ? since : today);
  const last = following === null || shiftDay(following, -1) > today ? today : shiftDay(following, -1);
  const before = shiftDay(first, -1);
  return {
    view,
    from: first,
    to: last,
    buckets:
      view === "all"
        ? monthsOf(first, last)
        : daysBetween(first, last).map((day) => ({ from: day, to: day })),
    previous: view === "all" || before < FIRST_DAY ? null : before,
    next: following === null || following > today ? null : following,
  };
}

/** The first day of a period, and the first of the one after it; null where none follows. */
function edgesOf(view: View, on: string, since: string): [string, string | null] {
  if (view === "day") return [on, shiftDay(on, 1)];
  if (view === "week") return [mondayOf(on), shiftDay(mondayOf(on), 7)];
  if (view === "month") return [monthOf(on), monthOf(on, 1)];
  return [monthOf(since), null];
}

function monthsOf(first: string, last: string): Bucket[] {
  const months: Bucket[] = [];
  for (let month = first; month <= last; month = monthOf(month, 1)) {
    const end = shiftDay(monthOf(month, 1), -1);
    months.push({ from: month, to: end < last ? end : last });
  }
  return months;
}
