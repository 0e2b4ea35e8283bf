import { dayBounds, dayOf, isDay } from "../../../lib/day.ts";
import { type Application, application, type DraftForm, WEEK_MINUTES } from "../schema.ts";

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
  if (!last) note("until", form.until ? "Give a day, such as 2026-12-31." : "Give the last day.");
  if (first && last && last.to <= first.from) note("until", "The end comes before the start.");
  if (last && last.to <= now) note("until", "This day is over.");
  const some = <T>(list: readonly T[] | null) => (form.everything || !list?.length ? null : [...list]);
  const hours = some(form.hours);
  const spans = hours?.map(spansOf);
  if (spans?.some((each) => each === null))
    note("hours", "Choose days, and a time from and until, such as 09:00 and 12:00.");
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
  if (!parsed.success || Object.keys(errors).length > 0) return { application: null, errors };
  return { application: parsed.data, errors: null };
}

function dayIn(text: string, timeZone: string): { from: number; to: number } | null {
  return isDay(text) ? dayBounds(timeZone, text) : null;
}

const DAY_MINUTES = 1_440;

/** Days (1 for Monday … 7) and times; hours past midnight go on in the next day. Null when they cannot be read. */
function spansOf([days, from, until]: readonly [string, string, string]): [number, number][] | null {
  const start = minutesOf(from);
  const end = minutesOf(until);
  if (!/^[1-7]{1,7}$/.test(days) || start === null || end === null || start === end) return null;
  const length = (end - start + DAY_MINUTES) % DAY_MINUTES;
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
  if (time === "24:00") return DAY_MINUTES;
  const [, hour, minute] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(time) ?? [];
  return hour === undefined ? null : Number(hour) * 60 + Number(minute);
}
