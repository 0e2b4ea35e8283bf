import { promisify } from "node:util";
import { constants, inflate } from "node:zlib";
import { Refusal } from "./refusal.ts";

const unpack = promisify<Uint8Array, { maxOutputLength: number; finishFlush: number }, Buffer>(inflate);

/** What the packed parts of a file may come to together. */
const MOST_UNPACKED = 200_000_000;
const MOST_STREAMS = 5_000;
/** Packed again what was packed: nobody's printer does it more often. */
const MOST_LAYERS = 3;

/** Actions, and files within the file. Names are looked for whole, since longer ones may be harmless. */
const ACTS =
  /\/(JavaScript|Launch|EmbeddedFiles?|RichMedia|Rendition|SubmitForm|ImportData|GoToE|XFA)(?![A-Za-z0-9])/;
/** Packings in which a name could be hidden from the search above, or that are named elsewhere. */
const OPAQUE =
  /\/(LZWDecode|ASCII85Decode|ASCIIHexDecode|RunLengthDecode|Crypt|A85|AHx|LZW)(?![A-Za-z0-9])|\/Filter\s+\d+\s+\d+\s+R\b/;

/**
 * Refuses (invalid) a PDF that is not whole, that acts (scripts, programs, forms that send, files within), or
 * that cannot be looked into. What is packed is unpacked and looked through too.
 */
export async function checkPdf(bytes: Buffer): Promise<void> {
  const raw = bytes.toString("latin1");
  const text = named(raw);
  if (!/%%EOF\s*\0*\s*$/.test(text.slice(-1_100)) || !text.includes("startxref"))
    throw refuse("damaged", "This PDF is incomplete: its end is missing.");
  if (/\/Encrypt(?![A-Za-z0-9])/.test(text) || OPAQUE.test(text) || hidesObjects(text)) throw opaque();
  if (ACTS.test(text)) throw acts();
  let left = MOST_UNPACKED;
  // Where the streams begin is counted in the bytes as they are: a name that is spelt out is shorter.
  for (const start of streamsOf(raw)) {
    let inner = bytes.subarray(start);
    for (let layer = 0; isPacked(inner); layer++) {
      if (layer === MOST_LAYERS) throw opaque();
      inner = await opened(inner, left);
      left -= inner.length;
      if (ACTS.test(named(inner.toString("latin1")))) throw acts();
    }
  }
}

/** Names as they are meant: `/J#61vaScript` is `/JavaScript` (ISO 32000-1 section 7.3.5). */
function named(text: string): string {
  return text.replaceAll(/#([0-9a-fA-F]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

/** Objects that are packed behind a predictor read as something else until that is undone. */
function hidesObjects(text: string): boolean {
  return [...text.matchAll(/\/ObjStm(?![A-Za-z0-9])/g)].some(({ index }) => {
    const dictionary = text.slice(Math.max(0, text.lastIndexOf("obj", index - 1)), index + 1_000);
    return (dictionary.split("stream")[0] ?? "").includes("/Predictor");
  });
}

/** Readers are lenient about what ends the line that a stream begins with; packed bytes begin with no such thing. */
function streamsOf(raw: string): number[] {
  const starts = [...raw.matchAll(/(?<!end)stream[ \t\r\n]*/g)].map((each) => each.index + each[0].length);
  if (starts.length > MOST_STREAMS) throw tooMuch();
  return starts;
}

/** Whether it begins as what FlateDecode unpacks (RFC 1950 section 2.2). A photo, a font or text does not. */
function isPacked(bytes: Buffer): boolean {
  return bytes.length > 2 && (bytes.readUInt8(0) & 0x8f) === 0x08 && bytes.readUInt16BE(0) % 31 === 0;
}

/** What a stream unpacks to. One that is damaged a reader may show in part, so it is refused. */
async function opened(packed: Uint8Array, most: number): Promise<Buffer> {
  try {
    return await unpack(packed, { maxOutputLength: Math.max(1, most), finishFlush: constants.Z_SYNC_FLUSH });
  } catch (error) {
    throw error instanceof RangeError ? tooMuch() : opaque();
  }
}

function opaque(): Refusal {
  return refuse(
    "opaque",
    "This PDF is locked or damaged, or packed so that it cannot be looked into. Print it to a new PDF, or attach a photo.",
  );
}

function acts(): Refusal {
  return refuse(
    "acts",
    "This PDF carries a script, a program, a form that sends or a file within. Print it to a new PDF, which leaves those behind, or attach a photo.",
  );
}

function tooMuch(): Refusal {
  return refuse(
    "too-much",
    "This PDF unpacks to far more than it seems. Print it to a new PDF, or attach a photo.",
  );
}

function refuse(reason: string, message: string): Refusal {
  return new Refusal("invalid", reason, message, { fields: { file: message } });
}
