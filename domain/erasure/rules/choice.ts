import { daysBetween, hourBounds } from "../../../lib/calendar.ts";
import { dayBounds, isDay } from "../../../lib/day.ts";
import type { Interval } from "../../../lib/interval.ts";
import { parseRecordId } from "../../activity/rules/record-id.ts";

/** How records are asked for whose application may not be named: no application's id looks like it. */
export const UNNAMED_ID = "_unnamed";

export const CHOICE_FIELDS = ["record", "from", "to", "hour", "application", "device"] as const;
export type ChoiceField = (typeof CHOICE_FIELDS)[number];

/** What is to be deleted, as it was filled in; empty where nothing was. Days are YYYY-MM-DD. */
export type AskedChoice = Readonly<Record<ChoiceField, string>>;

/** Records that began within any of the spans, in order; null stands for all applications and computers. */
export interface Choice {
  readonly spans: readonly Interval[];
  readonly deviceId: string | null;
  /** Empty: those whose application is not named. */
  readonly application: string | null;
}

/** What can be chosen: the ids of applications and of the person's own computers. */
export interface Choosable {
  readonly applications: readonly string[];
  readonly devices: readonly string[];
}

export type ChoiceErrors = Readonly<Partial<Record<ChoiceField, string>>>;

/** Nothing is from before, and nobody need look beyond. */
const FIRST_DAY = "2000-01-01";
const LAST_DAY = "2099-12-31";
/** Of which one hour may be chosen at once. */
const MOST_DAYS = 366;

/** Makes sense of what was filled in, or says at each field in a sentence why it makes none. */
export function parseChoice(
  asked: AskedChoice,
  choosable: Choosable,
  timeZone: string,
): { choice: Choice } | { errors: ChoiceErrors } {
  if (asked.record !== "") return oneRecord(asked.record);
  const errors = errorsOf(asked, choosable);
  if (Object.keys(errors).length > 0) return { errors };
  const { application, device } = asked;
  return {
    choice: {
      spans: spansOf(asked, timeZone),
      deviceId: device || null,
      application: application === "" ? null : application === UNNAMED_ID ? "" : application,
    },
  };
}

/** Whether anything was filled in at all. */
export function isAsked(asked: AskedChoice): boolean {
  return CHOICE_FIELDS.some((field) => asked[field] !== "");
}

function oneRecord(id: string): { choice: Choice } | { errors: ChoiceErrors } {
  const key = parseRecordId(id);
  if (key === null) return { errors: { record: "There is no such record." } };
  const { startedAt, deviceId } = key;
  return { choice: { spans: [{ from: startedAt, to: startedAt + 1 }], deviceId, application: null } };
}

function errorsOf({ from, to, hour, application, device }: AskedChoice, choosable: Choosable): ChoiceErrors {
  const errors: Partial<Record<ChoiceField, string>> = {};
  const notADay = "This is no day of the calendar.";
  if (from !== "" && !isPossible(from)) errors.from = notADay;
  if (to !== "" && !isPossible(to)) errors.to = notADay;
  const areDays = !errors.from && !errors.to && from !== "" && to !== "";
  if (areDays && to < from)
    errors.to = "The last day is before the first. Choose the same day or a later one.";
  if (hour !== "" && !/^([0-9]|1[0-9]|2[0-3])$/.test(hour)) errors.hour = "A day has the hours 0 to 23.";
  else if (hour !== "" && (from === "" || to === ""))
    errors.hour = "To delete one hour, choose the first and the last day too.";
  else if (hour !== "" && areDays && Date.parse(to) - Date.parse(from) >= MOST_DAYS * 86_400_000)
    errors.hour = "One hour can be deleted on at most 366 days at once.";
  if (application !== "" && application !== UNNAMED_ID && !choosable.applications.includes(application))
    errors.application = "There is no such application. Choose one from the list.";
  if (device !== "" && !choosable.devices.includes(device))
    errors.device = "You have no such computer. Choose one from the list.";
  return errors;
}

function isPossible(text: string): boolean {
  return isDay(text) && text >= FIRST_DAY && text <= LAST_DAY;
}

function spansOf({ from, to, hour }: AskedChoice, timeZone: string): Interval[] {
  const [first, last] = [from || FIRST_DAY, to || LAST_DAY];
  if (hour === "") return [{ from: dayBounds(timeZone, first).from, to: dayBounds(timeZone, last).to }];
  // Where the clock skips the hour, nothing is in it.
  return daysBetween(first, last).flatMap((day) => hourBounds(timeZone, day, Number(hour)) ?? []);
}
