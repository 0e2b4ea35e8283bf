import { describe, expect, test } from "vitest";
import { countWords, lackingWords, placeState } from "./place-state.ts";
import { type PlaceLine, SORTS, shownLines, viewHref, viewOf } from "./places-filter.ts";
import { STATE_TILES } from "./states.ts";

const line = (code: string, given: Partial<PlaceLine> = {}): PlaceLine => ({
  code,
  name: code,
  level: "none",
  people: 0,
  complete: 0,
  isHeld: false,
  missing: [],
  isToBeConfirmed: false,
  ...given,
});

const LINES = [
  line("US-AL"),
  line("US-NY", { level: "statute", people: 10, complete: 4, isToBeConfirmed: true }),
  line("DE", { level: "blocked", people: 1, complete: 0, isHeld: true }),
  line("US-TX", { people: 7, complete: 7 }),
  line("US-IL", { level: "related", people: 9, complete: null }),
];

describe("a place", () => {
  test("stands in one of four ways", () => {
    expect(LINES.map(placeState)).toEqual(["nobody", "gaps", "held", "covered", "gaps"]);
  });

  test("does not tell a number under five that is hidden, nor why an authorisation is missing", () => {
    expect(countWords(null)).toBe("fewer than five");
    expect(countWords(1234)).toBe("1,234");
    expect(lackingWords("authorisation")).toMatch(/awaiting employee/);
    expect(lackingWords("authorisation")).not.toMatch(/refus|withdr/i);
  });
});

describe("the table's view", () => {
  const codes = (query: Record<string, string | string[]>) =>
    shownLines(LINES, viewOf(query)).map((each) => each.code);

  test("sorts by every column, both ways", () => {
    expect(codes({})).toEqual(["DE", "US-AL", "US-IL", "US-NY", "US-TX"]);
    expect(codes({ order: "down" })).toEqual(["US-TX", "US-NY", "US-IL", "US-AL", "DE"]);
    expect(codes({ sort: "people", order: "down" })).toEqual(["US-NY", "US-IL", "US-TX", "DE", "US-AL"]);
    expect(codes({ sort: "confirmed" })[0]).toBe("US-NY");
    for (const sort of SORTS) expect(codes({ sort })).toHaveLength(LINES.length);
  });

  test("filters by level, by how a place stands, and by what counsel has to confirm", () => {
    expect(codes({ level: "blocked" })).toEqual(["DE"]);
    expect(codes({ state: "gaps" })).toEqual(["US-IL", "US-NY"]);
    expect(codes({ confirm: "yes", state: "gaps" })).toEqual(["US-NY"]);
  });

  test("leaves out what an address cannot mean, and is its own address again", () => {
    const nonsense = viewOf({
      sort: "name; drop",
      order: ["down", "up"],
      level: "toString",
      state: "?",
      confirm: "1",
    });
    expect(nonsense).toEqual({ sort: "place", isDown: false, level: null, state: null, confirm: false });
    const view = viewOf({ sort: "people", order: "down", level: "statute", state: "gaps", confirm: "yes" });
    const query = new URL(viewHref(view), "http://localhost").searchParams;
    expect(viewOf(Object.fromEntries(query))).toEqual(view);
  });
});

test("each state and DC has a tile of its own, within eight rows of eleven", () => {
  const tiles = Object.values(STATE_TILES);
  expect(tiles).toHaveLength(51);
  expect(new Set(tiles.map(String)).size).toBe(51);
  for (const [row, column] of tiles) {
    expect(row).toBeGreaterThanOrEqual(1);
    expect(row).toBeLessThanOrEqual(8);
    expect(column).toBeGreaterThanOrEqual(1);
    expect(column).toBeLessThanOrEqual(11);
  }
});
