import { edgeBetween, lineOf, type Panel } from "./lines.ts";
import { SHORTEST_EDGE, THINNEST_PANEL } from "./panels.ts";
import { CHANNELS, type Pixels } from "./pixels.ts";

/** A button may be shorter than an edge, if it lies: the bars of letters that stand alone (I, l) are upright. */
const SHORTEST_LYING = 48;
const LYING = 1.5;

/**
 * The cards, fields and buttons in a panel: rectangles whose ground is of one colour, and which are closed by a straight
 * edge on each of their four sides. No letter is one: a bar of a letter is not closed where it joins another.
 */
export function insetsOf(pixels: Pixels, panel: Panel): Panel[] {
  const found = groundsOf(pixels, panel)
    .filter(isLargeEnough)
    .filter((each) => each.width < panel.width || each.height < panel.height)
    .filter((each) => isClosed(pixels, panel, each))
    .sort((one, two) => two.width * two.height - one.width * one.height);
  const kept: Panel[] = [];
  for (const each of found) if (kept.every((other) => areApart(each, other))) kept.push(each);
  return kept;
}

function isLargeEnough({ width, height }: Panel): boolean {
  if (width >= SHORTEST_LYING && height >= THINNEST_PANEL && width >= LYING * height) return true;
  return width >= SHORTEST_EDGE && height >= SHORTEST_EDGE;
}

function isClosed(pixels: Pixels, panel: Panel, inset: Panel): boolean {
  const edge = (direction: "across" | "down", inside: number, outside: number) =>
    edgeBetween(lineOf(pixels, inset, direction, inside), lineOf(pixels, inset, direction, outside)) > 0;
  return (
    (inset.y === panel.y || edge("across", 0, -1)) &&
    (inset.x === panel.x || edge("down", 0, -1)) &&
    (endOf(inset).y === endOf(panel).y || edge("across", inset.height - 1, inset.height)) &&
    (endOf(inset).x === endOf(panel).x || edge("down", inset.width - 1, inset.width))
  );
}

function endOf({ x, y, width, height }: Panel): { x: number; y: number } {
  return { x: x + width, y: y + height };
}

function areApart(one: Panel, two: Panel): boolean {
  const [end, other] = [endOf(one), endOf(two)];
  return end.x <= two.x || other.x <= one.x || end.y <= two.y || other.y <= one.y;
}

/** What each connected area of one colour reaches to, in the order of their first pixels. */
function groundsOf(pixels: Pixels, panel: Panel): Panel[] {
  const seen = new Uint8Array(panel.width * panel.height);
  const grounds: Panel[] = [];
  for (let start = 0; start < seen.length; start++)
    if (seen[start] === 0) grounds.push(groundFrom(pixels, panel, seen, start));
  return grounds;
}

function groundFrom(pixels: Pixels, panel: Panel, seen: Uint8Array, start: number): Panel {
  const { width, height } = panel;
  const colour = colourAt(pixels, panel, start);
  const reach = { left: width, right: 0, top: height, bottom: 0 };
  const waiting = [start];
  seen[start] = 1;
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    const [x, y] = [at % width, Math.floor(at / width)];
    reach.left = Math.min(reach.left, x);
    reach.right = Math.max(reach.right, x);
    reach.top = Math.min(reach.top, y);
    reach.bottom = Math.max(reach.bottom, y);
    const next = [x > 0 ? at - 1 : -1, x + 1 < width ? at + 1 : -1, at - width, at + width];
    for (const each of next) {
      if (seen[each] !== 0 || colourAt(pixels, panel, each) !== colour) continue;
      seen[each] = 1;
      waiting.push(each);
    }
  }
  const { left, right, top, bottom } = reach;
  return { x: panel.x + left, y: panel.y + top, width: right - left + 1, height: bottom - top + 1 };
}

function colourAt({ data, width }: Pixels, panel: Panel, at: number): number {
  const x = panel.x + (at % panel.width);
  const y = panel.y + Math.floor(at / panel.width);
  const first = (y * width + x) * CHANNELS;
  return ((data[first] ?? 0) << 16) | ((data[first + 1] ?? 0) << 8) | (data[first + 2] ?? 0);
}
