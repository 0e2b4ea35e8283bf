import { type Direction, edgeBetween, lineOf, type Panel } from "./lines.ts";
import type { Pixels } from "./pixels.ts";

/** An edge shorter than this is no edge: the strokes of letters are. */
export const SHORTEST_EDGE = 72;
/** Panels are no thinner than this: hairlines and bars are not shown. */
export const THINNEST_PANEL = 12;

/**
 * Parts a panel along the straight edges that run through the whole of it, then each part along those that run through
 * the whole of that part, until none does. Both sides of an edge are of one colour from end to end, so writing makes none.
 */
export function parted(pixels: Pixels, panel: Panel): Panel[] {
  for (const direction of ["across", "down"] as const) {
    const edges = edgesOf(pixels, panel, direction);
    if (edges.length > 0) return strips(panel, direction, edges).flatMap((strip) => parted(pixels, strip));
  }
  return [panel];
}

function strips(panel: Panel, direction: Direction, edges: readonly number[]): Panel[] {
  const ends = [...edges, direction === "across" ? panel.height : panel.width];
  return ends.map((to, n) => {
    const from = edges[n - 1] ?? 0;
    return direction === "across"
      ? { ...panel, y: panel.y + from, height: to - from }
      : { ...panel, x: panel.x + from, width: to - from };
  });
}

/** Where edges lie, the clearest first kept where two are too near each other. */
function edgesOf(pixels: Pixels, panel: Panel, direction: Direction): number[] {
  const isAcross = direction === "across";
  const [length, thickness] = isAcross ? [panel.width, panel.height] : [panel.height, panel.width];
  if (length < SHORTEST_EDGE || thickness < 2 * THINNEST_PANEL) return [];
  const lines = Array.from({ length: thickness }, (_, n) => lineOf(pixels, panel, direction, n));
  const found = lines
    .map((line, at) => ({ at, contrast: edgeBetween(lines[at - 1] ?? null, line) }))
    .filter(({ contrast }) => contrast > 0)
    .sort((one, two) => two.contrast - one.contrast || one.at - two.at);
  const kept: number[] = [];
  for (const { at } of found)
    if ([0, thickness, ...kept].every((each) => Math.abs(each - at) >= THINNEST_PANEL)) kept.push(at);
  return kept.sort((one, two) => one - two);
}
