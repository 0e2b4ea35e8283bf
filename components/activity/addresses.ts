import type { View } from "../../domain/activity/rules/period.ts";
import type { SearchField } from "../../domain/activity/rules/record-search.ts";

export const MY_DATA = "/my-data";
export const RECORDS = "/my-data/records";

/** The page of a day, or of the week, month or all time around it. */
export function myDataAddress(view: View, on?: string): string {
  return `${MY_DATA}?${new URLSearchParams({ view, ...(on === undefined ? {} : { on }) })}`;
}

/** The page of the records that fit; what is empty is left out. */
export function recordsAddress(search: Partial<Record<SearchField | "after", string>>): string {
  const said = Object.entries(search).filter(([, value]) => value !== "");
  return said.length === 0 ? RECORDS : `${RECORDS}?${new URLSearchParams(said)}`;
}

export function recordAddress(id: string): string {
  return `${RECORDS}/${id}`;
}
