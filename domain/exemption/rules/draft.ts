import { dayBounds, dayOf, isDay } from "../../../lib/day.ts";
import {
  type Application,
  application,
  CONFIDENTIAL,
  type DraftForm,
  type Ground,
  NO_HOURS,
  type Scope,
  WEEK_MINUTES,
} from "../schema.ts";
import { wordsLeft } from "./erased-words.ts";

/** A draft as it would be sent, or a sentence for each field that is missing or wrong. */
export type ReadDraft =
  | { readonly application: Application; readonly errors: null }
  | { readonly application: null; readonly errors: Readonly<Record<string, string>> };

export const EMPTY_DRAFT: DraftForm = {
  ground: null,
  words: "",
  everything: false,
  categories: null,
  applications: null,
  devices: null,
  hours: null,
  from: "",
  until: "",
  renews: null,
};

/** Whether a request on this ground stops collection in its scope while it waits; `others` is the program's word. */
export function stopsMeanwhile(ground: Ground, others: boolean): boolean {
  return others || ground === "sensitive-content" || CONFIDENTIAL.includes(ground);
}

/** Whether anything was filled in yet. */
export function isBlank(form: DraftForm): boolean {
  return JSON.stringify({ ...form, words: form.words.trim() }) === JSON.stringify(EMPTY_DRAFT);
}

/** Reads what was filled in; days are those of the calendar where the employee is, the last one included. */
export function readDraft(form: DraftForm, timeZone: string, now: number): ReadDraft {
  const errors: Record<string, string> = {};
  const note = (field: string, sentence: string) => {
    errors[field] ??= sentence;
  };
  const chosen = [form.categories, form.applications, form.devices, form.hours];
  if (!form.everything && chosen.every((each) => each === null || each.length === 0))
    note("everything", "Choose what to leave out: everything, or at least one of these.");
  const first = dayIn(form.from || dayOf(timeZone, now), timeZone);
  const last = dayIn(form.until, timeZone);
  if (!first) note("from", "Give a day, such as 2026-12-01.");
  if (first && first.to <= now) note("from", "This day is over. Leave it empty to begin at once.");
  if (!last) note("until", form.until ? "Give a day, such as 2026-12-31." : "Give the last day.");
  if (last && last.to <= now) note("until", "This day is over.");
  if (first && last && last.to <= first.from) note("until", "The end comes before the start.");
  if (first && last && last.to > Math.max(first.from, now) + LONGEST_MS)
    note("until", "An exemption lasts at most 366 days. It can be renewed.");
  if (first && first.from > now + FARTHEST_MS) note("from", "This is too far ahead.");
  if (last && last.to > now + FARTHEST_MS) note("until", "An exemption ends within two years.");
  const some = <T>(list: readonly T[] | null) => (form.everything || !list?.length ? null : [...list]);
  const hours = some(form.hours);
  const spans = hours?.map(spansOf);
  if (spans?.some((each) => each === null)) note("hours", NO_HOURS);
  const parsed = application.safeParse({
    ground: form.ground,
    words: form.words,
    renews: form.renews,
    scope: {
      categories: some(form.categories),
      applications: some(form.applications),
      devices: some(form.devices),
      hours: spans ? spans.flatMap((each) => each ?? []) : null,
      from: Math.max(first?.from ?? now, now),
      until: last?.to ?? now + 1,
    },
  });
  for (const { path, message } of parsed.error?.issues ?? [])
    note(String(path[0] === "scope" ? path[1] : path[0]), message);
  if (!parsed.success || Object.keys(errors).length > 0)
    return { application: null, errors: inOrder(errors) };
  return { application: parsed.data, errors: null };
}

/** As the fields stand on the page, which reads its errors from top to bottom. */
const ORDER = [
  "ground",
  "words",
  "everything",
  "categories",
  "applications",
  "devices",
  "hours",
  "from",
  "until",
];

function inOrder(errors: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(errors).sort(([a], [b]) => ORDER.indexOf(a) - ORDER.indexOf(b)));
}

const DAY_MS = 86_400_000;
/** The tables hold the same (exemption_request). */
const LONGEST_MS = 366 * DAY_MS;
const FARTHEST_MS = 730 * DAY_MS;

function dayIn(text: string, timeZone: string): { from: number; to: number } | null {
  return isDay(text) ? dayBounds(timeZone, text) : null;
}

const DAY_MINUTES = 1_440;

/**
 * Days (1 for Monday … 7) and times. What ends at or before its beginning goes on in the next day; an end of 00:00 is
 * the day's own. Null when it cannot be read.
 */
export function spansOf([days, from, until]: readonly [string, string, string]): [number, number][] | null {
  const start = minutesOf(from);
  const end = minutesOf(until) === 0 ? DAY_MINUTES : minutesOf(until);
  if (!/^[1-7]{1,7}$/.test(days) || start === null || end === null || start === end) return null;
  const length = end > start ? end - start : end - start + DAY_MINUTES;
  return [...new Set(days)].flatMap((day) => {
    const begin = (Number(day) - 1) * DAY_MINUTES + start;
    const stop = begin + length;
    if (stop <= WEEK_MINUTES) return [[begin, stop] as [number, number]];
    return [
      [begin, WEEK_MINUTES],
      [0, stop - WEEK_MINUTES],
    ] as [number, number][];
  });
}

function minutesOf(time: string): number | null {
  const [, hour, minute] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(time) ?? [];
  return hour === undefined ? null : Number(hour) * 60 + Number(minute);
}

/** What is in force, as a draft that asks for it anew: from the day on which it ends, and for as long. */
export function renewalOf(
  { ground, words, scope, id }: { ground: Ground; words: string; scope: Scope; id: string },
  timeZone: string,
): DraftForm {
  const { categories, applications, devices, hours, from, until } = scope;
  return {
    ground,
    words: wordsLeft(words),
    everything: [categories, applications, devices, hours].every((each) => each === null),
    categories,
    applications,
    devices,
    hours: hours?.flatMap(rowsOf) ?? null,
    from: dayOf(timeZone, until),
    until: dayOf(timeZone, until + Math.min(until - from, LONGEST_MS - DAY_MS) - 1),
    renews: id,
  };
}

/** A span of the week as the form's rows hold it; what is longer than a day is one row for each. */
function rowsOf([from, to]: readonly [number, number]): [string, string, string][] {
  const day = Math.floor(from / DAY_MINUTES);
  const midnight = (day + 1) * DAY_MINUTES;
  const end = to - from < DAY_MINUTES ? to : Math.min(to, midnight);
  const row: [string, string, string] = [
    String(day + 1),
    timeOf(from % DAY_MINUTES),
    timeOf(end % DAY_MINUTES),
  ];
  return end < to ? [row, ...rowsOf([end, to])] : [row];
}

function timeOf(minute: number): string {
  const two = (value: number) => String(value).padStart(2, "0");
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}
