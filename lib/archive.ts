import { createHash } from "node:crypto";
import { PassThrough, Readable } from "node:stream";
import { ZipFile } from "yazl";
import { signBytes } from "./signing.ts";

/** A file of an archive, made while it is read. */
export interface ArchiveFile {
  readonly path: string;
  readonly chunks: AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>;
}

/** One file of an archive, as its manifest lists it. */
export interface ManifestEntry {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

interface Making {
  /** What every file is dated, so that the same facts make the same archive. */
  readonly at: Date;
  /** The manifest's exact bytes, once every file was read: what is signed. */
  readonly manifest: (entries: readonly ManifestEntry[]) => Uint8Array;
  /** What the signature says that the manifest is, so that one cannot pass for another (JWS `typ`). */
  readonly signedAs: string;
  /** Hears of each file before it is begun. */
  readonly begun: (path: string) => void;
}

/** What is small already. */
const PACKED = /\.(jpg|png|pdf|webp)$/;

/**
 * A ZIP of these files as it is read, ended by `manifest.json` and its signature `manifest.jws`. One file after
 * another: the next is asked for when the last was read to its end, and no more is made than is read. What is thrown
 * while a file is made is thrown to whoever reads.
 */
export function archiveOf(files: AsyncIterable<ArchiveFile>, making: Making): AsyncIterable<Buffer> {
  const zip = new ZipFile();
  const bytes = zip.outputStream.pipe(new PassThrough());
  fill(zip, files, making).catch((error: Error) => void bytes.destroy(error));
  return bytes;
}

async function fill(zip: ZipFile, files: AsyncIterable<ArchiveFile>, making: Making): Promise<void> {
  const { at: mtime, begun, signedAs } = making;
  const entries: ManifestEntry[] = [];
  for await (const { path, chunks } of files) {
    begun(path);
    await new Promise<void>((resolve, reject) => {
      const stream = Readable.from(counted(path, chunks, entries), { objectMode: false });
      stream.once("end", resolve).once("error", reject);
      zip.addReadStream(stream, path, { mtime, compress: !PACKED.test(path) });
    });
  }
  const manifest = Buffer.from(making.manifest(entries));
  zip.addBuffer(manifest, "manifest.json", { mtime });
  zip.addBuffer(Buffer.from(await signBytes(signedAs, manifest)), "manifest.jws", { mtime });
  zip.end();
}

async function* counted(
  path: string,
  chunks: ArchiveFile["chunks"],
  entries: ManifestEntry[],
): AsyncGenerator<Buffer> {
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const chunk of chunks) {
    const piece = Buffer.from(chunk);
    hash.update(piece);
    bytes += piece.length;
    if (piece.length > 0) yield piece;
  }
  entries.push({ path, bytes, sha256: hash.digest("hex") });
}

/** An archive is kept in parts of exactly this size, but for the last. */
export const PART_BYTES = 1_000_000;

/** Stores an archive part after part as it comes, numbered from 1; no more than one of them is in memory. */
export async function keepInParts(
  archive: AsyncIterable<Buffer>,
  store: (part: Uint8Array<ArrayBuffer>, number: number) => Promise<void>,
): Promise<{ sha256: string; bytes: bigint }> {
  const hash = createHash("sha256");
  let part = new Uint8Array(PART_BYTES);
  let [filled, total, number] = [0, 0, 0];
  for await (const chunk of archive) {
    hash.update(chunk);
    total += chunk.length;
    for (let taken = 0; taken < chunk.length; ) {
      const piece = chunk.subarray(taken, taken + PART_BYTES - filled);
      part.set(piece, filled);
      taken += piece.length;
      filled += piece.length;
      if (filled < PART_BYTES) continue;
      await store(part, ++number);
      part = new Uint8Array(PART_BYTES);
      filled = 0;
    }
  }
  if (filled > 0) await store(part.slice(0, filled), ++number);
  return { sha256: hash.digest("hex"), bytes: BigInt(total) };
}
