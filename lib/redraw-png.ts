import sharp from "sharp";
import { Refusal } from "./refusal.ts";

export interface Png {
  readonly bytes: Buffer;
  readonly width: number;
  readonly height: number;
}

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** What a picture is drawn from. All else that a PNG may carry is left behind, and not even unpacked. */
const DRAWN = new Set(["IHDR", "PLTE", "tRNS", "IDAT", "IEND"]);
const LONGEST_SECONDS = 5;

/**
 * Decodes a PNG (RFC 2083) and draws it anew: what comes out is its pixels and nothing else. Refuses (invalid) what is
 * no PNG, is larger than `most` (known from its first bytes: a bomb is never unpacked), is damaged, or goes on behind
 * its end.
 */
export async function redrawPng(bytes: Buffer, most: { width: number; height: number }): Promise<Png> {
  if (bytes.indexOf(SIGNATURE) !== 0) throw refuse("not-a-png", "This is not a PNG picture.");
  const chunks = chunksOf(bytes);
  const { width, height } = sizeOf(chunks[0]);
  if (width > most.width || height > most.height)
    throw refuse(
      "too-many-pixels",
      `The picture is larger than ${most.width} by ${most.height} pixels, so it was not opened.`,
    );
  const drawn = chunks.filter(({ kind }) => DRAWN.has(kind)).map((each) => each.bytes);
  return redrawn(Buffer.concat([SIGNATURE, ...drawn]), most);
}

interface Chunk {
  readonly kind: string;
  readonly bytes: Buffer;
}

/** Length, kind, data, checksum; then the next one, until the end that must be the last. */
function chunksOf(bytes: Buffer): Chunk[] {
  const chunks: Chunk[] = [];
  for (let at = SIGNATURE.length; at + 12 <= bytes.length; ) {
    const end = at + 12 + bytes.readUInt32BE(at);
    if (end > bytes.length) break;
    const kind = bytes.toString("latin1", at + 4, at + 8);
    chunks.push({ kind, bytes: bytes.subarray(at, end) });
    if (kind === "IEND") {
      if (end === bytes.length) return chunks;
      throw refuse("two-in-one", "Something else was hung on behind the picture's end.");
    }
    at = end;
  }
  throw damaged();
}

function sizeOf(header: Chunk | undefined): { width: number; height: number } {
  if (header?.kind !== "IHDR" || header.bytes.length !== 25) throw damaged();
  return { width: header.bytes.readUInt32BE(8), height: header.bytes.readUInt32BE(12) };
}

async function redrawn(bytes: Buffer, most: { width: number; height: number }): Promise<Png> {
  try {
    const { data, info } = await sharp(bytes, {
      limitInputPixels: most.width * most.height,
      failOn: "error",
      animated: false,
    })
      .timeout({ seconds: LONGEST_SECONDS })
      .png({ compressionLevel: 9 })
      .toBuffer({ resolveWithObject: true });
    return { bytes: data, width: info.width, height: info.height };
  } catch {
    throw damaged();
  }
}

function damaged(): Refusal {
  return refuse("damaged", "The picture cannot be drawn to its end. It is damaged or incomplete.");
}

function refuse(reason: string, message: string): Refusal {
  return new Refusal("invalid", reason, message);
}
