import { execFileSync } from "node:child_process";
import { type Browser, chromium, type Page } from "@playwright/test";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readAnyhow, readEach, wholeOf } from "../testing/ocr.ts";
import { startVirtualDisplay, type VirtualDisplay } from "../testing/virtual-display.ts";
import { CHANNELS, type Pixels, scaled, type View } from "./pixels.ts";
import { redacted } from "./redact.ts";
import { viewOf } from "./view.ts";

// A real browser and a real terminal on a real display, pictured by the agent's own grabber, and read by a real OCR
// program: it must read the view, and no word from what the agent makes of it.

const TEXT =
  "Salary review meeting with Margaret about private medical leave and the secret merger before Thursday morning";
const WORDS = new Set(TEXT.toLowerCase().split(" "));
/**
 * Font sizes on one page, in pixels, how many words of the text are in each of its lines, and how many of all have to be
 * read of the page itself, in the narrower window too.
 */
const PAGES = [
  { sizes: [8, 10, 12, 14], words: 8, legible: 80 },
  { sizes: [16, 20, 24, 32], words: 6, legible: 48 },
  { sizes: [40, 56], words: 6, legible: 16 },
  { sizes: [72], words: 5, legible: 6 },
  { sizes: [96], words: 4, legible: 2 },
  { sizes: [160], words: 2, legible: 1 },
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

/** For what hangs: it takes a quarter of a minute where nothing else is done. */
const READING_MS = 600_000;
/** Read by each of the four ways. */
const NOTHING = [[], [], [], []];

const environment = process.env.DISPLAY;
let display: VirtualDisplay;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  display = await startVirtualDisplay();
  // The grabber's native part reads the process's own environment, which a new object would not be.
  process.env.DISPLAY = display.env.DISPLAY;
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

const known = (words: readonly string[]) => words.filter((word) => WORDS.has(word.toLowerCase()));

/** What is shown, and how much of it has to be read before it is redacted, `times` as large as it is. */
interface Shown {
  readonly name: string;
  readonly content: string;
  readonly width: number;
  readonly times: number;
  readonly legible: number;
}

const SHOWN = (["light", "dark"] as const).flatMap((theme): Shown[] => [
  ...WIDTHS.flatMap((width) =>
    PAGES.map((each) => ({
      name: `${theme}: a page of ${each.sizes} px in a window of ${width}`,
      content: html(theme, each),
      width,
      times: each.sizes[0] < 20 ? 2 : 1,
      legible: each.legible,
    })),
  ),
  {
    name: `${theme}: cards, buttons, tables and fields`,
    content: interfaceOf(theme),
    width: 1_240,
    times: 2,
    legible: 16,
  },
]);

it("each way of reading reads what is not redacted", async () => {
  const view = await shown(html("dark", PAGES[2]), 1_240);
  const [read = []] = await readAnyhow([scaled(view)]);
  expect(read).toHaveLength(NOTHING.length);
  for (const words of read) expect(known(words).length).toBeGreaterThan(10);
});

describe("nothing is read of", () => {
  const seen = new Map<string, { legible: string[]; picture: Pixels; read: string[][] }>();

  beforeAll(async () => {
    const views: View[] = [];
    for (const { content, width } of SHOWN) views.push(await shown(content, width));
    const pictures = views.map((view) => redacted(scaled(view)));
    const whole = await Promise.all(views.map((view, n) => wholeOf(view, SHOWN[n]?.times ?? 1)));
    const [legible, read] = await Promise.all([readEach(whole, "block"), readAnyhow(pictures)]);
    for (const [n, picture] of pictures.entries())
      seen.set(SHOWN[n]?.name ?? "", { legible: known(legible[n] ?? []), picture, read: read[n] ?? [] });
  }, READING_MS);

  it.each(SHOWN)("$name", ({ name, legible }) => {
    expect(seen.get(name)?.legible.length, "the view itself is legible").toBeGreaterThanOrEqual(legible);
    expect(seen.get(name)?.read).toEqual(NOTHING);
  });

  it.each(["light", "dark"])("%s: cards and buttons, of which the picture shows where they are", (theme) => {
    const { picture } = seen.get(`${theme}: cards, buttons, tables and fields`) ?? {};
    expect(picture && coloursOf(picture).size).toBeGreaterThanOrEqual(4);
  });

  it("a terminal", async () => {
    await display.openTerminal();
    for (let n = 0; n < 12; n++) display.xdotool("type", "--delay", "2", `${TEXT}\n`);
    for (let legible = 0; legible <= 50; ) {
      const [words = []] = await readEach([await wholeOf(frontView(), 3)], "block");
      legible = known(words).length;
    }
    expect(await readAnyhow([redacted(scaled(frontView()))])).toEqual([NOTHING]);
  });
});
