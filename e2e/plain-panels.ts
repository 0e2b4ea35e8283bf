import sharp from "sharp";
import { CHANNELS, type Pixels } from "../agent/picture/pixels.ts";
import { png } from "../agent/picture/png.ts";

/** Writing at the size at which terminals and pages show it makes no line of one colour as long as this. */
const SHORTEST_SIDE = 48;
/** Each channel of what leaves a device has one of 16 levels. */
const STEP = 17;

export async function pixelsOf(picture: Buffer): Promise<Pixels> {
  const image = sharp(picture).removeAlpha().toColourspace("srgb");
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data: new Uint8Array(data) };
}

/** Each colour that is in a picture, as `#rrggbb`. */
export function coloursOf({ data }: Pixels): string[] {
  const colours = new Set<string>();
  for (let at = 0; at < data.length; at += CHANNELS)
    colours.add(`#${Buffer.from(data.subarray(at, at + CHANNELS)).toString("hex")}`);
  return [...colours];
}

/**
 * What speaks against a picture from a device being plain panels and nothing else: bytes that are not its pixels, a
 * colour of another palette, or a pixel in no straight line of one colour; empty when nothing does.
 */
export async function objectionsTo(picture: Buffer): Promise<string[]> {
  const pixels = await pixelsOf(picture);
  const objections: string[] = [];
  if (!png(pixels).equals(picture)) objections.push("there are bytes in it that are not its pixels");
  if (pixels.data.some((level) => level % STEP !== 0)) objections.push("it has colours between the levels");
  const stray = strayPixels(pixels);
  if (stray > 0) objections.push(`${stray} of its pixels are not of a panel`);
  return objections;
}

/** How many pixels lie in no row and in no column of one colour that is as long as a panel's side. */
function strayPixels(pixels: Pixels): number {
  const { width, height } = pixels;
  const inPanel = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) markRuns(pixels, inPanel, { start: y * width, step: 1, length: width });
  for (let x = 0; x < width; x++) markRuns(pixels, inPanel, { start: x, step: width, length: height });
  return inPanel.filter((is) => is === 0).length;
}

function markRuns(
  pixels: Pixels,
  inPanel: Uint8Array,
  { start, step, length }: { start: number; step: number; length: number },
): void {
  let from = 0;
  for (let at = 1; at <= length; at++) {
    if (at < length && isSameColour(pixels, start + at * step, start + from * step)) continue;
    if (at - from >= SHORTEST_SIDE) for (let n = from; n < at; n++) inPanel[start + n * step] = 1;
    from = at;
  }
}

function isSameColour({ data }: Pixels, one: number, two: number): boolean {
  for (let channel = 0; channel < CHANNELS; channel++)
    if (data[one * CHANNELS + channel] !== data[two * CHANNELS + channel]) return false;
  return true;
}
