import { insetsOf } from "./insets.ts";
import type { Panel } from "./lines.ts";
import { parted } from "./panels.ts";
import { CHANNELS, type Pixels } from "./pixels.ts";

/** A block is no smaller than this, and a panel has no more of them, so that no three letters find room side by side. */
export const SMALLEST_BLOCK = 72;
export const MOST_COLUMNS = 4;
export const MOST_ROWS = 3;
/** Levels of a channel that are told apart. */
const LEVELS = 16;
const STEP = 255 / (LEVELS - 1);

/**
 * The picture as it may leave the device: the panels, cards and buttons of which it is made, each in its prevailing
 * colour, one of 4,096. A panel in which no colour prevails is at most four by three blocks. Of what is in a panel or
 * block nothing else is left: writing is lost whatever its size, and anything else written on the same ground gives the
 * same picture (docs/decisions/0025-pictures-on-the-device.md).
 */
export function redacted(pixels: Pixels): Pixels {
  const painted = { ...pixels, data: new Uint8Array(pixels.data.length) };
  paint(pixels, painted, { x: 0, y: 0, width: pixels.width, height: pixels.height });
  return painted;
}

function paint(pixels: Pixels, painted: Pixels, area: Panel): void {
  for (const panel of parted(pixels, area)) {
    const insets = insetsOf(pixels, panel);
    const ground = prevailing(pixels, panel, insets);
    if (ground.share >= 0.5) fill(painted, panel, ground.colour);
    else for (const block of blocksOf(panel)) fill(painted, block, prevailing(pixels, block, insets).colour);
    for (const inset of insets) paint(pixels, painted, inset);
  }
}

export function blocksOf(panel: Panel): Panel[] {
  const columns = shares(panel.x, panel.width, MOST_COLUMNS);
  return shares(panel.y, panel.height, MOST_ROWS).flatMap((row) =>
    columns.map((column) => ({ x: column.from, width: column.length, y: row.from, height: row.length })),
  );
}

function shares(from: number, length: number, most: number): { from: number; length: number }[] {
  const count = Math.max(1, Math.min(most, Math.floor(length / SMALLEST_BLOCK)));
  const edge = (n: number) => Math.round((n * length) / count);
  return Array.from({ length: count }, (_, n) => ({ from: from + edge(n), length: edge(n + 1) - edge(n) }));
}

/**
 * The colour that most pixels of an area have, but for those in insets, when each channel has 16 levels (of two that are
 * as frequent the darker), and their share of all of it.
 */
function prevailing(
  pixels: Pixels,
  area: Panel,
  insets: readonly Panel[],
): { colour: number[]; share: number } {
  const counts = new Uint32Array(LEVELS ** CHANNELS);
  let all = 0;
  for (let y = area.y; y < area.y + area.height; y++)
    for (let x = area.x; x < area.x + area.width; x++) {
      if (insets.some((inset) => isIn(inset, x, y))) continue;
      const colour = colourAt(pixels, y * pixels.width + x);
      counts[colour] = (counts[colour] ?? 0) + 1;
      all++;
    }
  const most = counts.reduce((best, count, colour) => (count > (counts[best] ?? 0) ? colour : best), 0);
  const levels = [most >> 8, (most >> 4) % LEVELS, most % LEVELS];
  return { colour: levels.map((level) => level * STEP), share: (counts[most] ?? 0) / Math.max(1, all) };
}

function isIn(panel: Panel, x: number, y: number): boolean {
  return x >= panel.x && x < panel.x + panel.width && y >= panel.y && y < panel.y + panel.height;
}

/** Four bits a channel. */
function colourAt({ data }: Pixels, at: number): number {
  let colour = 0;
  for (let channel = 0; channel < CHANNELS; channel++)
    colour = colour * LEVELS + Math.round((data[at * CHANNELS + channel] ?? 0) / STEP);
  return colour;
}

function fill(painted: Pixels, area: Panel, colour: readonly number[]): void {
  for (let y = area.y; y < area.y + area.height; y++)
    for (let x = area.x; x < area.x + area.width; x++)
      painted.data.set(colour, (y * painted.width + x) * CHANNELS);
}
