import type { PlaceCoverage } from "../../domain/evidence/schema/coverage.ts";
import { LEVEL_NAMES } from "../../domain/jurisdiction/rules/words.ts";
import type { JurisdictionRow } from "../../domain/jurisdiction/schema.ts";
import { PLACE_STATES, type PlaceState, placeState } from "./place-state.ts";

/** A row of the table: how a place is covered, and whether counsel has still to confirm its row of law. */
export interface PlaceLine extends PlaceCoverage {
  readonly isToBeConfirmed: boolean;
}

export const SORTS = ["place", "level", "people", "covered", "state", "confirmed"] as const;
export type Sort = (typeof SORTS)[number];

/** Which lines are shown, in which order: read from the address, so that it works without scripts. */
export interface View {
  readonly sort: Sort;
  readonly isDown: boolean;
  readonly level: JurisdictionRow["level"] | null;
  readonly state: PlaceState | null;
  readonly confirm: boolean;
}

/** What an address asks for; what it cannot mean is left out. */
export function viewOf(asked: Record<string, string | string[] | undefined>): View {
  const one = (name: string) => (typeof asked[name] === "string" ? asked[name] : "");
  const levels = Object.keys(LEVEL_NAMES).filter(isLevel);
  return {
    sort: SORTS.find((each) => each === one("sort")) ?? "place",
    isDown: one("order") === "down",
    level: levels.find((each) => each === one("level")) ?? null,
    state: PLACE_STATES.find((each) => each === one("state")) ?? null,
    confirm: one("confirm") === "yes",
  };
}

function isLevel(text: string): text is JurisdictionRow["level"] {
  return text in LEVEL_NAMES;
}

/** The address of another view. */
export function viewHref(view: View): string {
  const query = new URLSearchParams();
  if (view.sort !== "place") query.set("sort", view.sort);
  if (view.isDown) query.set("order", "down");
  if (view.level) query.set("level", view.level);
  if (view.state) query.set("state", view.state);
  if (view.confirm) query.set("confirm", "yes");
  const text = query.toString();
  return text === "" ? "/jurisdictions#places" : `/jurisdictions?${text}#places`;
}

export function shownLines(lines: readonly PlaceLine[], view: View): PlaceLine[] {
  const order = view.isDown ? -1 : 1;
  return lines
    .filter((each) => !view.level || each.level === view.level)
    .filter((each) => !view.state || placeState(each) === view.state)
    .filter((each) => !view.confirm || each.isToBeConfirmed)
    .sort((a, b) => order * compared(a, b, view.sort) || a.name.localeCompare(b.name));
}

function compared(a: PlaceLine, b: PlaceLine, sort: Sort): number {
  if (sort === "place") return a.name.localeCompare(b.name);
  const [first, second] = [keyOf(a, sort), keyOf(b, sort)];
  return typeof first === "number" && typeof second === "number"
    ? first - second
    : String(first).localeCompare(String(second));
}

function keyOf(line: PlaceLine, sort: Exclude<Sort, "place">): number | string {
  switch (sort) {
    case "level":
      return line.level === null ? "" : LEVEL_NAMES[line.level];
    case "people":
      return line.people;
    case "covered":
      return line.people === 0 ? 2 : (line.complete ?? line.people - 1) / line.people;
    case "state":
      return PLACE_STATES.indexOf(placeState(line));
    case "confirmed":
      return line.isToBeConfirmed ? 0 : 1;
  }
}
