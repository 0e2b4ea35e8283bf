import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import sharp, { type Sharp } from "sharp";
import { CHANNELS, type Pixels, type View } from "../picture/pixels.ts";
import { png } from "../picture/png.ts";

const call = promisify(execFile);
/** Several run at once, each with one thread: more make none of them quicker. */
const OPTIONS = { env: { ...process.env, OMP_THREAD_LIMIT: "1" }, maxBuffer: 10_000_000 };
/** What the rows of its answer tell of (their first column); the second is the page, from 1, the last the text. */
const [PAGE, WORD] = ["1", "5"];
/** How the words are taken to lie (`--psm`). */
const LAYOUTS = { block: "6", sparse: "11" } as const;
type Layout = keyof typeof LAYOUTS;

/**
 * The words of three letters or more that an OCR program (Tesseract) reads of each picture, all in one run: to begin
 * takes it longer than to read a page.
 */
export async function readEach(pictures: readonly Buffer[], layout: Layout): Promise<string[][]> {
  const folder = mkdtempSync(join(tmpdir(), "sayso-pages-"));
  const files = pictures.map((picture, n) => {
    const file = join(folder, `${n}.png`);
    writeFileSync(file, picture);
    return file;
  });
  const list = join(folder, "pages.txt");
  writeFileSync(list, files.join("\n"));
  const args = [list, "-", "--psm", LAYOUTS[layout], "--dpi", "120", "tsv"];
  const { stdout } = await call("tesseract", args, OPTIONS);
  rmSync(folder, { recursive: true });
  const rows = stdout.split("\n").map((row) => row.split("\t"));
  const pages = rows.filter(([level]) => level === PAGE).length;
  if (pages !== pictures.length) throw new Error(`of ${pictures.length} pages the program read ${pages}`);
  return pictures.map((_, n) =>
    rows
      .filter(([level, page]) => level === WORD && Number(page) === n + 1)
      .flatMap((row) => row.at(-1)?.match(/\p{L}{3,}/gu) ?? []),
  );
}

/** A view as it is, so many times as large. */
export function wholeOf({ width, height, rgba }: View, times: number): Promise<Buffer> {
  const image = sharp(rgba, { raw: { width, height, channels: 4 } });
  return packed(image.removeAlpha().resize(width * times));
}

/** What somebody would try who wants to read a picture all the same. */
const TRICKS: readonly { layout: Layout; on(pixels: Pixels): Promise<Buffer> | Buffer }[] = [
  { layout: "block", on: png },
  { layout: "sparse", on: greyOf },
  {
    layout: "block",
    on: async (pixels) => {
      const clear = sharp(await packed(imageOf(pixels).normalise()));
      return packed(clear.resize(pixels.width * 2).sharpen());
    },
  },
  {
    layout: "sparse",
    on: async (pixels) =>
      packed(
        sharp(await greyOf(pixels))
          .resize(pixels.width * 4)
          .negate(),
      ),
  },
];

/** What each trick reads of each picture. Many look the same once they are redacted, and are read once. */
export async function readAnyhow(pictures: readonly Pixels[]): Promise<string[][][]> {
  const keys = pictures.map((pixels) => png(pixels).toString("base64"));
  const different = [...new Set(keys)];
  const once = different.flatMap((key) => pictures[keys.indexOf(key)] ?? []);
  const byTrick = await Promise.all(
    TRICKS.map(async ({ layout, on }) => readEach(await Promise.all(once.map(on)), layout)),
  );
  return keys.map((key) => byTrick.map((words) => words[different.indexOf(key)] ?? []));
}

function imageOf({ width, height, data }: Pixels): Sharp {
  return sharp(data, { raw: { width, height, channels: CHANNELS } });
}

function greyOf(pixels: Pixels): Promise<Buffer> {
  return packed(imageOf(pixels).greyscale().normalise());
}

/** To pack it well would take as long as to read it. */
function packed(image: Sharp): Promise<Buffer> {
  return image.png({ compressionLevel: 1 }).toBuffer();
}
