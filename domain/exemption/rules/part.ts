import { dayBounds, isDay } from "../../../lib/day.ts";
import { CATEGORIES } from "../../notice/schema.ts";
import { NO_HOURS, type Scope, WEEK_MINUTES } from "../schema.ts";
import { spansOf } from "./draft.ts";

/** The form of an approval in part, as its fields hold it. */
export interface PartForm {
  readonly categories: readonly string[];
  readonly applications: readonly string[];
  readonly devices: readonly string[];
  /** Null keeps the hours that were asked for; else days (1 for Monday … 7), and times from and until. */
  readonly hours: readonly [days: string, from: string, until: string] | null;
  /** Days where the applicant is, the last one included. */
  readonly from: string;
  readonly until: string;
}

/** What is approved, within what was asked; or a sentence for each field that is missing, wrong or wider. */
export type ReadPart =
  | { readonly scope: Scope; readonly errors: null }
  | { readonly scope: null; readonly errors: Readonly<Record<string, string>> };

/**
 * Reads what a partial approval leaves of what was asked. Nothing in it is wider, something is narrower.
 * @param known ids of the applications that the program lists, for where all were asked for
 */
export function readPart(asked: Scope, form: PartForm, known: readonly string[], timeZone: string): ReadPart {
  const errors: Record<string, string> = {};
  const note = (field: string, sentence: string) => {
    errors[field] ??= sentence;
  };
  const kept = <T extends string>(field: string, all: readonly T[], chosen: readonly string[]): T[] => {
    const some = all.filter((each) => chosen.includes(each));
    if (some.length === 0) note(field, "Leave at least one of them chosen, or deny the request.");
    return some;
  };
  const allCategories = asked.categories ?? CATEGORIES;
  const allApplications = asked.applications ?? known;
  const categories = kept("categories", allCategories, form.categories);
  const applications = kept("applications", allApplications, form.applications);
  const devices = asked.devices && kept("devices", asked.devices, form.devices);
  const hours = form.hours ? hoursIn(asked, form.hours, note) : asked.hours;
  const { from, until } = daysIn(asked, form, timeZone, note);
  const scope: Scope = {
    categories: categories.length === allCategories.length ? asked.categories : categories,
    applications: applications.length === allApplications.length ? asked.applications : applications,
    devices,
    hours,
    from,
    until,
  };
  if (Object.keys(errors).length === 0 && isSame(asked, scope))
    note("part", "This is all that was asked for. Take something out of it, or choose “Approve as asked”.");
  return Object.keys(errors).length > 0 ? { scope: null, errors } : { scope, errors: null };
}

type Note = (field: string, sentence: string) => void;

function hoursIn(asked: Scope, row: readonly [string, string, string], note: Note): Scope["hours"] {
  const spans = spansOf(row);
  if (!spans) {
    note("hours", NO_HOURS);
    return null;
  }
  if (!isWithin(spans, asked.hours)) note("hours", "Some of these hours were not asked for.");
  return spans;
}

function isWithin(spans: Scope["hours"], asked: Scope["hours"]): boolean {
  const week = minutesIn(asked);
  return minutesIn(spans).every((is, minute) => !is || week[minute]);
}

function minutesIn(spans: Scope["hours"]): boolean[] {
  if (spans === null) return Array.from({ length: WEEK_MINUTES }, () => true);
  const week = Array.from({ length: WEEK_MINUTES }, () => false);
  for (const [from, to] of spans) week.fill(true, from, to);
  return week;
}

/** The first and the last day; the moment that was asked for, where it is in the same day. */
function daysIn(asked: Scope, { from, until }: PartForm, timeZone: string, note: Note) {
  const first = isDay(from) ? dayBounds(timeZone, from) : null;
  const last = isDay(until) ? dayBounds(timeZone, until) : null;
  if (!first) note("from", "Give a day, such as 2026-12-01.");
  else if (first.to <= asked.from) note("from", "This is before what was asked for.");
  if (!last) note("until", "Give a day, such as 2026-12-31.");
  else if (last.from >= asked.until) note("until", "This is after what was asked for.");
  if (first && last && last.to <= first.from) note("until", "The end comes before the start.");
  return {
    from: Math.max(first?.from ?? 0, asked.from),
    until: Math.min(last?.to ?? Number.POSITIVE_INFINITY, asked.until),
  };
}

function isSame(asked: Scope, part: Scope): boolean {
  const listed = (each: Scope) => JSON.stringify([each.categories, each.applications, each.devices]);
  return (
    listed(asked) === listed(part) &&
    isWithin(asked.hours, part.hours) &&
    asked.from === part.from &&
    asked.until === part.until
  );
}
