import { CHANNELS, type Pixels } from "./pixels.ts";

/** A rectangle of a picture, in pixels. */
export interface Panel {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export type Direction = "across" | "down";

/** The colour of a line of pixels, or null where it is not of one colour. */
export type Line = readonly [number, number, number] | null;

/** What windows round off or frame at either end of an edge. */
const LOOSE_END = 8;
/** A line is of one colour, but for this much in each channel. */
const SAME = 4;
/** The two sides of an edge differ by this much in some channel. */
const OTHER = 6;

/** The nth line of a panel, from its top or from its left. It may lie outside: the one before the first has n = -1. */
export function lineOf(pixels: Pixels, panel: Panel, direction: Direction, n: number): Line {
  const length = direction === "across" ? panel.width : panel.height;
  const low = [255, 255, 255];
  const high = [0, 0, 0];
  for (let along = LOOSE_END; along < length - LOOSE_END; along++) {
    const x = panel.x + (direction === "across" ? along : n);
    const y = panel.y + (direction === "across" ? n : along);
    for (let channel = 0; channel < CHANNELS; channel++) {
      const value = pixels.data[(y * pixels.width + x) * CHANNELS + channel] ?? 0;
      low[channel] = Math.min(low[channel] ?? 0, value);
      high[channel] = Math.max(high[channel] ?? 0, value);
      if ((high[channel] ?? 0) - (low[channel] ?? 0) > SAME) return null;
    }
  }
  return [low[0] ?? 0, low[1] ?? 0, low[2] ?? 0];
}

/** How far two lines that lie side by side differ; 0 where there is no edge between them. */
export function edgeBetween(one: Line, two: Line): number {
  if (one === null || two === null) return 0;
  const contrast = Math.max(...one.map((value, channel) => Math.abs(value - (two[channel] ?? 0))));
  return contrast >= OTHER ? contrast : 0;
}
