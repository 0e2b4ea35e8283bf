/** Where each state lies in a grid of tiles, by row and column, counted from 1 (the layout of NPR's news maps). */
export const STATE_TILES: Readonly<Record<string, readonly [number, number]>> = {
  "US-AK": [1, 1],
  "US-ME": [1, 11],
  "US-VT": [2, 10],
  "US-NH": [2, 11],
  ...line(3, 1, "WA ID MT ND MN IL WI MI NY RI MA"),
  ...line(4, 1, "OR NV WY SD IA IN OH PA NJ CT"),
  ...line(5, 1, "CA UT CO NE MO KY WV VA MD DE"),
  ...line(6, 2, "AZ NM KS AR TN NC SC DC"),
  ...line(7, 4, "OK LA MS AL GA"),
  "US-HI": [8, 1],
  "US-TX": [8, 4],
  "US-FL": [8, 9],
};

function line(row: number, from: number, states: string): Record<string, readonly [number, number]> {
  return Object.fromEntries(
    states.split(" ").map((state, place) => [`US-${state}`, [row, from + place] as const]),
  );
}
