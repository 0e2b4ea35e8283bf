import { isDay } from "../../../lib/day.ts";
import { FIRST_DAY } from "./period.ts";

/** What a record is called whose application may not be named. */
export const UNNAMED = "Application not recorded";
/** How such records are asked for: no application's id looks like it. */
export const UNNAMED_ID = "_unnamed";

/** Nobody need look beyond. */
const LAST_DAY = "2099-12-31";

/** What records can be of; a picture of the screen is no record with steps. */
export const RECORD_CATEGORIES = ["pointer", "keyboard", "application"] as const;
export type RecordCategory = (typeof RECORD_CATEGORIES)[number];

export const SEARCH_FIELDS = ["from", "to", "application", "device", "hour", "category"] as const;
export type SearchField = (typeof SEARCH_FIELDS)[number];

/** What was asked for, as it came; empty where nothing was. */
export type AskedSearch = Readonly<Record<SearchField, string>>;

/** What is looked for; null wherever all of it is. Days are YYYY-MM-DD, the hour is of one day's clock. */
export interface RecordSearch {
  readonly from: string | null;
  readonly to: string | null;
  readonly application: string | null;
  readonly device: string | null;
  readonly hour: number | null;
  readonly category: RecordCategory | null;
}

/** What can be chosen: the ids of the applications and of the person's own computers. */
export interface Choices {
  readonly applications: readonly string[];
  readonly devices: readonly string[];
}

/** Makes sense of a search, or says at each field in a sentence why it makes none. */
export function parseSearch(
  asked: AskedSearch,
  choices: Choices,
): { search: RecordSearch } | { errors: Partial<Record<SearchField, string>> } {
  const search = {
    from: asked.from || null,
    to: asked.to || null,
    application: asked.application || null,
    device: asked.device || null,
    hour: asked.hour === "" ? null : Number(asked.hour),
    category: RECORD_CATEGORIES.find((each) => each === asked.category) ?? null,
  };
  const errors = errorsOf(asked, choices);
  return Object.keys(errors).length > 0 ? { errors } : { search };
}

function errorsOf(
  asked: AskedSearch,
  { applications, devices }: Choices,
): Partial<Record<SearchField, string>> {
  const { from, to, application, device, hour, category } = asked;
  const errors: Partial<Record<SearchField, string>> = {};
  const notADay = "This is no day of the calendar.";
  if (from !== "" && !isShownDay(from)) errors.from = notADay;
  if (to !== "" && !isShownDay(to)) errors.to = notADay;
  if (!errors.from && !errors.to && from !== "" && to !== "" && to < from)
    errors.to = "The last day is before the first. Choose the same day or a later one.";
  if (application !== "" && application !== UNNAMED_ID && !applications.includes(application))
    errors.application = "There is no such application. Choose one from the list.";
  if (device !== "" && !devices.includes(device))
    errors.device = "You have no such computer. Choose one from the list.";
  if (hour !== "" && !/^([0-9]|1[0-9]|2[0-3])$/.test(hour)) errors.hour = "A day has the hours 0 to 23.";
  else if (hour !== "" && (from === "" || from !== to))
    errors.hour = "To look at one hour, choose the same first and last day.";
  if (category !== "" && !RECORD_CATEGORIES.some((each) => each === category))
    errors.category = "There is no such kind of record. Choose one from the list.";
  return errors;
}

function isShownDay(text: string): boolean {
  return isDay(text) && text >= FIRST_DAY && text <= LAST_DAY;
}
