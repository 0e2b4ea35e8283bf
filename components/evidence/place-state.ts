import type { PlaceCoverage } from "../../domain/evidence/schema/coverage.ts";
import { DUTY_NAMES } from "../../domain/jurisdiction/rules/words.ts";
import type { DutyKind } from "../../domain/jurisdiction/schema.ts";
import { formatCount, formatNumber } from "../ui/quantity.ts";
import type { TileLook } from "../ui/tile-map.tsx";

/** How a place stands: the four of the map, and of the table's filter. */
export const PLACE_STATES = ["covered", "gaps", "held", "nobody"] as const;
export type PlaceState = (typeof PLACE_STATES)[number];

export const STATE_WORDS: Readonly<Record<PlaceState, { look: TileLook; word: string; meaning: string }>> = {
  covered: { look: "good", word: "All covered", meaning: "Everyone there has all that the row asks for." },
  gaps: { look: "gap", word: "Some lack evidence", meaning: "Nothing is collected from those who lack it." },
  held: {
    look: "stopped",
    word: "Held by law",
    meaning:
      "It is blocked, or no notice in force counts there, or it has no row of law. Nothing is collected from anyone.",
  },
  nobody: { look: "empty", word: "Nobody there", meaning: "Nobody lives or works there now." },
};

export function placeState({ people, complete, isHeld }: PlaceCoverage): PlaceState {
  if (people === 0) return "nobody";
  if (isHeld) return "held";
  return complete === people ? "covered" : "gaps";
}

/** How many of a place's people have everything, in a sentence; nothing where nobody is there. */
export function coveredWords({ people, complete }: PlaceCoverage): string {
  if (people === 0) return "";
  if (complete !== null) return `${formatNumber(complete)} of ${formatNumber(people)} covered.`;
  return `${formatCount(people, "person", "people")}. How many are covered is not shown, since it could tell what somebody chose.`;
}

/** "fewer than five" where the number itself is not shown. */
export function countWords(people: number | null): string {
  return people === null ? "fewer than five" : formatNumber(people);
}

/** What somebody lacks, in a few words. Of an authorisation only that it is awaited: why it is, is theirs. */
export function lackingWords(duty: DutyKind | "location" | "law"): string {
  if (duty === "location") return "Where they are";
  if (duty === "law") return "A row of law";
  if (duty === "authorisation") return `${DUTY_NAMES[duty]}, awaiting employee`;
  return DUTY_NAMES[duty];
}
