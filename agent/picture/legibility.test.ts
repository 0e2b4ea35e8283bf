import { execFileSync } from "node:child_process";
import { type Browser, chromium, type Page } from "@playwright/test";
import sharp from "sharp";

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startVirtualDisplay, type VirtualDisplay } from "../testing/virtual-display.ts";
import { CHANNELS, type Pixels, scaled, type View } from "./pixels.ts";
import { png } from "./png.ts";
import { redacted } from "./redact.ts";
import { viewOf } from "./view.ts";

// A real browser and a real terminal on a real display, pictured by the agent's own grabber, and read by a real OCR
// program: it must read the view, and no word from what the agent makes of it.

const TEXT =
  "Salary review meeting with Margaret about private medical leave and the secret merger before Thursday morning";
const WORDS = new Set(TEXT.toLowerCase().split(" "));
/** Font sizes on one page, in pixels, and how much of the text each holds. */
const PAGES = [
  { sizes: [8, 10, 12, 14], words: 16 },
  { sizes: [16, 20, 24, 32], words: 8 },
  { sizes: [40, 56], words: 6 },
  { sizes: [72], words: 5 },
  { sizes: [96], words: 4 },
  { sizes: [160], words: 2 },
] as const;
const STYLES = [
  "font-family: sans-serif",
  "font-family: sans-serif; font-weight: 900",
  "font-family: serif; letter-spacing: .25em",
  "font-family: monospace; font-weight: 100",
  "font-family: sans-serif; color: #b3261e; text-transform: uppercase",
] as const;
const THEMES = {
  light: "background: #fff; color: #111",
  dark: "background: #14181f; color: #e8e8e8",
} as const;
const WIDTHS = [1_240, 620] as const;

const environment = process.env.DISPLAY;
let display: VirtualDisplay;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  display = await startVirtualDisplay();
  // The grabber's native part reads the process's own environment, which a new object would not be.
  process.env.DISPLAY = display.env.DISPLAY;
  process.env.OMP_THREAD_LIMIT = "1";
  const executablePath = execFileSync("which", ["chromium"]).toString().trim();
  browser = await chromium.launch({
    executablePath,
    headless: false,
    args: ["--no-sandbox", "--disable-background-networking", "--disable-gpu", "--window-position=0,0"],
  });
  page = await browser.newPage({ viewport: null });
});
afterAll(async () => {
  await browser?.close();
  process.env.DISPLAY = environment;
  await display.close();
});

function html(theme: keyof typeof THEMES, { sizes, words }: (typeof PAGES)[number]): string {
  const lines = TEXT.split(" ").slice(0, words).join(" ");
  const blocks = sizes.flatMap((size) =>
    STYLES.map((style) => `<p style="font-size: ${size}px; ${style}">${lines}</p>`),
  );
  return `<style>body { margin: 16px; ${THEMES[theme]} } p { margin: .3em 0 }</style>${blocks.join("")}`;
}

function interfaceOf(theme: keyof typeof THEMES): string {
  const words = TEXT.split(" ");
  const buttons = words
    .slice(0, 5)
    .map((word, n) => `<button style="font-size: ${14 + 8 * n}px">${word}</button>`);
  const rows = words.slice(5, 9).map((word) => `<tr><td>${word}<td>private<td>${word}</tr>`);
  const [card, tile] = theme === "light" ? ["#e3ecf7", "#cfe8d5"] : ["#26334a", "#1f4030"];
  const tiles = Array.from("SECRET", (letter) => `<b>${letter}</b>`);
  return `<style>
      body { margin: 0; font: 18px sans-serif; ${THEMES[theme]} }
      nav { background: #4355b9; color: #fff; padding: 14px; font-size: 28px }
      section { background: ${card}; margin: 20px; padding: 20px; border-radius: 12px; width: 700px }
      button { background: #4355b9; color: #fff; border: 0; padding: 10px 40px; margin: 6px }
      tr:nth-child(odd) { background: ${tile} } td { padding: 12px 40px; font-size: 24px }
      b { display: inline-block; background: ${tile}; font: 900 150px/160px sans-serif; width: 160px; margin: 4px;
        text-align: center }
    </style>
    <nav>Salary review</nav><section>${words.slice(3, 9).join(" ")}<br>${buttons.join("")}</section>
    <section><table>${rows.join("")}</table></section>${tiles.join("")}`;
}

function coloursOf({ data }: Pixels): Set<string> {
  const colours = new Set<string>();
  for (let at = 0; at < data.length; at += CHANNELS) colours.add(data.subarray(at, at + CHANNELS).join());
  return colours;
}

function frontView(): View {
  return viewOf(Number(execFileSync("xdotool", ["getactivewindow"]).toString()));
}

async function shown(content: string, width: number): Promise<View> {
  display.xdotool("getactivewindow", "windowsize", "--sync", String(width), "780");
  await page.setContent(content);
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 200))));
  return frontView();
}

/** Words of three letters or more that the OCR program reads. */
function read(picture: Buffer, layout: "block" | "sparse" = "block"): string[] {
  const psm = layout === "block" ? "6" : "11";
  const told = execFileSync("tesseract", ["-", "-", "--psm", psm, "--dpi", "120"], {
    input: picture,
    stdio: ["pipe", "pipe", "ignore"],
  }).toString();
  return told.match(/\p{L}{3,}/gu) ?? [];
}

function wholeOf({ width, height, rgba }: View, times: number): Promise<Buffer> {
  const image = sharp(rgba, { raw: { width, height, channels: 4 } }).removeAlpha();
  return image
    .resize(width * times)
    .png()
    .toBuffer();
}

function imageOf({ width, height, data }: Pixels) {
  return sharp(data, { raw: { width, height, channels: CHANNELS } });
}

/** What was read already: many pages look the same once they are redacted. */
const alreadyRead = new Map<string, string[]>();

/** What somebody would try who wants to read it all the same. */
async function readAnyhow(pixels: Pixels): Promise<string[]> {
  const known = png(pixels).toString("base64");
  const before = alreadyRead.get(known);
  if (before !== undefined) return before;
  const grey = imageOf(pixels).greyscale().normalise();
  const words = [
    ...read(png(pixels)),
    ...read(await grey.clone().png().toBuffer(), "sparse"),
    ...read(
      await imageOf(pixels)
        .resize(pixels.width * 2)
        .normalise()
        .sharpen()
        .png()
        .toBuffer(),
    ),
    ...read(
      await grey
        .clone()
        .resize(pixels.width * 4)
        .negate()
        .png()
        .toBuffer(),
      "sparse",
    ),
  ];
  alreadyRead.set(known, words);
  return words;
}

const known = (words: readonly string[]) => words.filter((word) => WORDS.has(word.toLowerCase()));

describe.each(["light", "dark"] as const)("%s", (theme) => {
  it.each(WIDTHS.flatMap((width) => PAGES.map((each) => ({ width, ...each }))))(
    "nothing is read of a page of $sizes px in a window of $width",
    async ({ width, ...each }) => {
      const view = await shown(html(theme, each), width);
      const legible = known(read(await wholeOf(view, each.sizes[0] < 20 ? 2 : 1))).length;
      expect(legible, "the view itself is legible").toBeGreaterThanOrEqual(each.words / 2);
      expect(await readAnyhow(redacted(scaled(view)))).toEqual([]);
    },
  );

  it("nothing is read of cards, buttons, tables and fields, of which the picture shows where they are", async () => {
    const view = await shown(interfaceOf(theme), 1_240);
    expect(known(read(await wholeOf(view, 2))).length).toBeGreaterThan(15);
    const picture = redacted(scaled(view));
    expect(await readAnyhow(picture)).toEqual([]);
    expect(coloursOf(picture).size, "cards and buttons stand out").toBeGreaterThanOrEqual(4);
  });
});

it("nothing is read of a terminal", async () => {
  await display.openTerminal();
  for (let n = 0; n < 12; n++) display.xdotool("type", "--delay", "2", `${TEXT}\n`);
  for (let legible = 0; legible <= 50; ) legible = known(read(await wholeOf(frontView(), 3))).length;
  expect(await readAnyhow(redacted(scaled(frontView())))).toEqual([]);
});
