import sharp from "sharp";
import { Refusal } from "./refusal.ts";
import { checkPdf } from "./upload-pdf.ts";

/** Ten megabytes. Below the 10 MiB at which Next cuts a body off that it hands on. */
export const LARGEST_UPLOAD = 10_000_000;

/** For ten megabytes that is half a megabit a second. */
const LONGEST_UPLOAD_MS = 180_000;

/** Pixels that a picture may claim to have: a few bytes can unpack to gigabytes. */
const MOST_PIXELS = 60_000_000;
/** What is kept is no larger than this on either side: enough to read what hangs on a wall. */
const LONGEST_SIDE = 4096;

/** A file that was looked into: what it is, and the bytes that are kept of it. */
export interface Upload {
  readonly mediaType: "image/jpeg" | "image/png" | "application/pdf";
  readonly bytes: Buffer;
}

interface Bounds {
  /** Bytes. */
  readonly most?: number;
  readonly withinMs?: number;
  /** What is said to what is larger. */
  readonly refuse?: () => Refusal;
}

/**
 * Reads a body within its bounds, and counts while it reads. Refuses (invalid) a larger one as soon as it is known to
 * be, and one that takes too long to arrive.
 */
export async function receiveUpload(
  request: Request,
  { most = LARGEST_UPLOAD, withinMs = LONGEST_UPLOAD_MS, refuse: refuseLarge = tooLarge }: Bounds = {},
): Promise<Buffer> {
  if (Number(request.headers.get("content-length") ?? 0) > most) throw refuseLarge();
  const chunks: Uint8Array[] = [];
  let size = 0;
  const signal = AbortSignal.timeout(withinMs);
  try {
    for await (const chunk of request.body?.pipeThrough(new TransformStream(), { signal }) ?? []) {
      size += chunk.byteLength;
      if (size > most) throw refuseLarge();
      chunks.push(chunk);
    }
  } catch (error) {
    if (signal.aborted && !(error instanceof Refusal)) throw tooSlow();
    throw error;
  }
  return Buffer.concat(chunks);
}

/**
 * Decides what a file is by its content alone. Pictures are decoded and made anew, which leaves the place where
 * they were taken behind, and whatever else they carried; a PDF is kept as it is, and may carry nothing that
 * acts. Refuses (invalid) everything else with the sentence that says why.
 */
export async function inspectUpload(bytes: Buffer): Promise<Upload> {
  if (bytes.length === 0) throw refuse("empty", "The file is empty.");
  if (bytes.length > LARGEST_UPLOAD) throw tooLarge();
  const kind = KINDS.find(({ begins }) => begins.some((each) => bytes.indexOf(each) === 0));
  if (!kind) throw refuse("not-a-photo", whatItIs(bytes));
  if (isSomethingElseToo(bytes, kind.mediaType)) {
    throw refuse(
      "two-in-one",
      "This file is a photo or a PDF and something else at the same time, such as a web page or an archive. Take the photo anew, or print the PDF anew.",
    );
  }
  if (kind.mediaType === "application/pdf") {
    await checkPdf(bytes);
    return { mediaType: kind.mediaType, bytes };
  }
  return redrawn(bytes, kind.mediaType);
}

const KINDS: readonly { mediaType: Upload["mediaType"]; begins: readonly Buffer[] }[] = [
  { mediaType: "image/jpeg", begins: [Buffer.from([0xff, 0xd8, 0xff])] },
  { mediaType: "image/png", begins: [Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])] },
  { mediaType: "application/pdf", begins: [Buffer.from("%PDF-")] },
];

const ONLY = "Only a JPEG or PNG photo or a PDF can be attached";

function whatItIs(bytes: Buffer): string {
  const start = bytes.subarray(0, 1024).toString("latin1").toLowerCase();
  if (/<(svg|!doctype|html|script|\?xml|body|head)[\s>]/.test(start))
    return `This is a web page or an SVG drawing, which can carry scripts. ${ONLY}.`;
  if (/^(#!|mz|\x7felf)/.test(start)) return `This is a program, not a photo. ${ONLY}.`;
  if (/^.{4}ftyp/s.test(start) || /^(gif8|riff|ii\*|mm\0|bm)/.test(start))
    return `This is a picture of another kind. Save it as JPEG or PNG first. ${ONLY}.`;
  return `This is not what it would have to be, whatever its name says. ${ONLY}.`;
}

/** Long enough not to turn up by chance in what a camera compressed. */
const MARKUP = /<(script|html|\?php|!doctype)|<svg[\s>]/i;

function isSomethingElseToo(bytes: Buffer, mediaType: Upload["mediaType"]): boolean {
  const text = bytes.toString("latin1");
  if (MARKUP.test(text)) return true;
  // The end of a ZIP archive stands at the end of the file, before a comment of at most 64 KB.
  if (text.slice(-65_557).includes("PK\x05\x06")) return true;
  if (mediaType !== "application/pdf" && text.includes("%PDF-")) return true;
  if (mediaType !== "image/png") return false;
  const end = text.lastIndexOf("IEND");
  return end >= 0 && end + 8 < bytes.length;
}

async function redrawn(bytes: Buffer, mediaType: "image/jpeg" | "image/png"): Promise<Upload> {
  try {
    const picture = sharp(bytes, { limitInputPixels: MOST_PIXELS, failOn: "error" });
    const { format } = await picture.metadata();
    if (`image/${format}` !== mediaType) throw new Error("it begins as another kind");
    const upright = picture
      .autoOrient()
      .resize({ width: LONGEST_SIDE, height: LONGEST_SIDE, fit: "inside", withoutEnlargement: true })
      .timeout({ seconds: 20 });
    const jpeg = () => upright.clone().jpeg({ quality: 85 }).toBuffer();
    if (mediaType === "image/jpeg") return { mediaType, bytes: await jpeg() };
    const png = await upright.clone().png().toBuffer();
    return png.length <= LARGEST_UPLOAD
      ? { mediaType, bytes: png }
      : { mediaType: "image/jpeg", bytes: await jpeg() };
  } catch (error) {
    const said = error instanceof Error ? error.message : "";
    if (/pixel limit/.test(said))
      throw refuse(
        "too-many-pixels",
        "This picture has more than 60 million pixels. Make it smaller, and attach it again.",
      );
    throw refuse(
      "damaged",
      "This file begins like a photo and cannot be shown to its end. It is damaged or incomplete.",
    );
  }
}

function refuse(reason: string, message: string): Refusal {
  return new Refusal("invalid", reason, message, { fields: { file: message } });
}

function tooSlow(): Refusal {
  return refuse(
    "too-slow",
    "This took longer than three minutes to arrive, so nothing was kept. Please try again.",
  );
}

function tooLarge(): Refusal {
  return refuse("too-large", "The file is over 10 MB. Make the photo smaller, and attach it again.");
}
