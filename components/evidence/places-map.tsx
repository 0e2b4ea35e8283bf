import type { PlaceCoverage } from "../../domain/evidence/schema/coverage.ts";
import { TileMap } from "../ui/tile-map.tsx";
import { coveredWords, PLACE_STATES, placeState, STATE_WORDS } from "./place-state.ts";
import { STATE_TILES } from "./states.ts";

/** The states by whether everyone there has what the state's own row asks for. */
export function PlacesMap({ places }: { places: readonly PlaceCoverage[] }) {
  const tiles = places.flatMap((place) => {
    const tile = STATE_TILES[place.code];
    if (!tile) return [];
    const { look, word } = STATE_WORDS[placeState(place)];
    const [row, column] = tile;
    return {
      row,
      column,
      label: place.code.slice(3),
      name: `${place.name}: ${word.toLowerCase()}. ${coveredWords(place)}`,
      href: `/jurisdictions/${place.code}`,
      look,
    };
  });
  return (
    <TileMap
      label="The states, by whether everyone there is covered"
      tiles={tiles}
      legend={PLACE_STATES.map((state) => STATE_WORDS[state])}
    />
  );
}
