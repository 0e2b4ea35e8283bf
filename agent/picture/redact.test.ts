import fc from "fast-check";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { CAPTURE_LIMITS } from "../../domain/activity/schema.ts";
import { insetsOf } from "./insets.ts";
import type { Panel } from "./lines.ts";
import { parted } from "./panels.ts";
import { CHANNELS, type Pixels, scaled } from "./pixels.ts";
import { png } from "./png.ts";
import { blocksOf, MOST_COLUMNS, MOST_ROWS, redacted, SMALLEST_BLOCK } from "./redact.ts";

type Colour = readonly [number, number, number];
const WHITE: Colour = [255, 255, 255];
const BLUE: Colour = [34, 68, 170];
const GREY: Colour = [221, 221, 221];

function blank(width: number, height: number, colour: Colour = WHITE): Pixels {
  const pixels = { width, height, data: new Uint8Array(width * height * CHANNELS) };
  paint(pixels, { x: 0, y: 0, width, height }, colour);
  return pixels;
}

function paint({ data, width }: Pixels, area: Panel, colour: Colour): void {
  for (let y = area.y; y < area.y + area.height; y++)
    for (let x = area.x; x < area.x + area.width; x++) data.set(colour, (y * width + x) * CHANNELS);
}

function at({ data, width }: Pixels, x: number, y: number): number[] {
  return [...data.subarray((y * width + x) * CHANNELS, (y * width + x + 1) * CHANNELS)];
}

/** Strokes as letters have them: thin, or upright and apart. */
const strokes = (ground: Panel) =>
  fc.array(
    fc
      .record({
        x: fc.integer({ min: ground.x + 12, max: ground.x + ground.width - 44 }),
        y: fc.integer({ min: ground.y + 12, max: ground.y + ground.height - 44 }),
        width: fc.integer({ min: 1, max: 30 }),
        height: fc.integer({ min: 1, max: 30 }),
      })
      .filter(({ width, height }) => width * height < 400),
    { maxLength: 12 },
  );

describe("what is left of a picture", () => {
  it("is the same whatever is written on the same ground", () => {
    const whole = { x: 0, y: 0, width: 320, height: 200 };
    const card = { x: 40, y: 50, width: 200, height: 100 };
    const page = () => {
      const pixels = blank(whole.width, whole.height);
      paint(pixels, card, GREY);
      return pixels;
    };
    const empty = redacted(page());
    expect(at(empty, 50, 60)).toEqual([...GREY]);
    expect(at(empty, 10, 10)).toEqual([...WHITE]);
    fc.assert(
      fc.property(strokes(card), (text) => {
        const written = page();
        for (const stroke of text) paint(written, stroke, BLUE);
        expect(Buffer.compare(redacted(written).data, empty.data)).toBe(0);
      }),
      { numRuns: 60 },
    );
  });

  it("depends on nothing of a block but its prevailing colour, whatever was on the screen", () => {
    const noise = fc.record({
      width: fc.integer({ min: 1, max: 180 }),
      height: fc.integer({ min: 1, max: 120 }),
      seed: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
    });
    fc.assert(
      fc.property(noise, ({ width, height, seed }) => {
        const pixels = blank(width, height);
        for (let n = 0, value = seed; n < pixels.data.length; n++) {
          value = (value * 48_271) % 2_147_483_647;
          pixels.data[n] = value >> 7;
        }
        const picture = redacted(pixels);
        // Noise has no edges: there are no panels, and each block is of one colour.
        for (const block of blocksOf({ x: 0, y: 0, width, height })) {
          const colour = at(picture, block.x, block.y);
          expect(colour.every((value) => value % 17 === 0)).toBe(true);
          for (let y = block.y; y < block.y + block.height; y += 5)
            for (let x = block.x; x < block.x + block.width; x += 5)
              expect(at(picture, x, y)).toEqual(colour);
        }
      }),
      { numRuns: 40 },
    );
  });

  it("shows windows, panels, cards and buttons where they are, each in its colour", () => {
    const page = blank(640, 400);
    paint(page, { x: 0, y: 0, width: 640, height: 30 }, BLUE);
    paint(page, { x: 0, y: 30, width: 150, height: 370 }, GREY);
    const button = { x: 300, y: 200, width: 80, height: 24 };
    paint(page, button, BLUE);
    const picture = redacted(page);
    expect([at(picture, 320, 10), at(picture, 70, 200), at(picture, 500, 300)]).toEqual([BLUE, GREY, WHITE]);
    expect([
      at(picture, 300, 200),
      at(picture, 299, 200),
      at(picture, 379, 223),
      at(picture, 380, 223),
    ]).toEqual([[...BLUE], [...WHITE], [...BLUE], [...WHITE]]);
  });

  it.each([
    ["an upright bar, as of I and l", { x: 100, y: 40, width: 30, height: 300 }],
    ["a hairline", { x: 100, y: 40, width: 300, height: 6 }],
    ["a short bar", { x: 100, y: 40, width: 40, height: 14 }],
  ])("shows no %s", (_, bar) => {
    const page = blank(640, 400);
    paint(page, bar, BLUE);
    expect(Buffer.compare(redacted(page).data, blank(640, 400).data)).toBe(0);
    expect(insetsOf(page, { x: 0, y: 0, width: 640, height: 400 })).toEqual([]);
  });

  it("shows no letter made of bars that join, however large it is", () => {
    const page = blank(640, 400);
    paint(page, { x: 100, y: 40, width: 150, height: 320 }, BLUE);
    paint(page, { x: 100, y: 260, width: 400, height: 100 }, BLUE);
    expect(insetsOf(page, { x: 0, y: 0, width: 640, height: 400 })).toEqual([]);
    expect(parted(page, { x: 0, y: 0, width: 640, height: 400 })).toHaveLength(1);
    expect(Buffer.compare(redacted(page).data, blank(640, 400).data)).toBe(0);
  });

  it("has no room for three letters in a panel in which no colour prevails", () => {
    for (const [width, height] of [
      [640, 1_600],
      [640, 400],
      [300, 90],
      [71, 71],
      [1, 1],
    ] as const) {
      const blocks = blocksOf({ x: 0, y: 0, width, height });
      expect(new Set(blocks.map(({ x }) => x)).size).toBeLessThanOrEqual(MOST_COLUMNS);
      expect(new Set(blocks.map(({ y }) => y)).size).toBeLessThanOrEqual(MOST_ROWS);
      for (const block of blocks) {
        expect(block.width).toBeGreaterThanOrEqual(Math.min(width, SMALLEST_BLOCK));
        expect(block.height).toBeGreaterThanOrEqual(Math.min(height, SMALLEST_BLOCK));
      }
      expect(blocks.reduce((sum, block) => sum + block.width * block.height, 0)).toBe(width * height);
    }
  });
});

describe("a picture as it is sent", () => {
  it.each([
    [1_280, 800, 640, 400],
    [3_840, 2_160, 640, 360],
    [300, 200, 300, 200],
    [400, 4_000, 160, 1_600],
    [641, 1, 640, 1],
  ])("of a window of %i by %i is %i by %i", (width, height, ...size) => {
    const rgba = new Uint8Array(width * height * 4).fill(128);
    const { data, ...made } = scaled({ width, height, rgba });
    expect([made.width, made.height]).toEqual(size);
    expect(data.every((value) => value === 128)).toBe(true);
  });

  it.each([
    [0, 10, 0],
    [10, 0, 0],
    [10, 10, 399],
  ])("refuses what is no picture: %i by %i of %i bytes", (width, height, bytes) => {
    expect(() => scaled({ width, height, rgba: new Uint8Array(bytes) })).toThrow("no picture");
  });

  it("is a PNG that others read as it was, without anything beside the pixels, and not too large at its worst", async () => {
    const worst = blank(CAPTURE_LIMITS.width, CAPTURE_LIMITS.height);
    for (let y = 0; y < worst.height; y += 24)
      paint(worst, { x: 0, y, width: worst.width, height: 12 }, [y % 256, 0, 9]);
    const sent = png(redacted(worst));
    expect(sent.length).toBeLessThan(CAPTURE_LIMITS.bytes / 10);
    const read = await sharp(sent).raw().toBuffer({ resolveWithObject: true });
    expect(read.info).toMatchObject({ width: 640, height: 1_600, channels: 3 });
    expect(Buffer.compare(read.data, redacted(worst).data)).toBe(0);
    expect(sent.toString("latin1").match(/IHDR|IDAT|IEND|tEXt|iTXt|tIME|eXIf/g)).toEqual([
      "IHDR",
      "IDAT",
      "IEND",
    ]);
  });
});
