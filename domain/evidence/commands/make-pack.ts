import { createHash, type Hash } from "node:crypto";
import { PassThrough, Readable } from "node:stream";
import { ZipFile } from "yazl";
import { signBytes } from "../../../lib/signing.ts";
import type { JobActor } from "../../actor/schema.ts";
import { packFacts, packScope } from "../queries/pack-facts.ts";
import { countPeople } from "../queries/pack-people.ts";
import { type ManifestEntry, manifestOf } from "../rules/pack.ts";
import { claimPack, failPack, type PackClaim, PackLost, releasePack } from "./pack-claim.ts";
import { packFiles } from "./pack-files.ts";
import { PASSES, type PackFile } from "./pack-people-files.ts";

const PART_BYTES = 1_000_000;
/** Who works on a pack says so this often; who has said nothing for much longer is gone (pack-claim.ts). */
const BEAT_MS = 3_000;

const SIGNED_AS = "sayso-evidence-manifest+jws";

/**
 * Makes every evidence pack that waits, and those whose maker vanished in the middle, from their beginning.
 * One that fails says so on its page, and can be asked for again; one that is stopped in the middle waits again.
 */
export async function makeEvidencePacks(actor: JobActor, stopping?: AbortSignal): Promise<void> {
  while (!stopping?.aborted) {
    const next = await claimPack(actor);
    if (next === null) return;
    const { claim, isHopeless } = next;
    try {
      if (isHopeless) await failPack(claim);
      else await make(actor, claim, stopping);
    } catch (error) {
      if (error instanceof PackLost) continue;
      if (stopping?.aborted) return releasePack(claim);
      await failPack(claim);
      throw error;
    }
  }
}

async function make(actor: JobActor, claim: PackClaim, stopping?: AbortSignal): Promise<void> {
  const { packId } = claim;
  const progress = new Progress(claim, stopping);
  try {
    const scope = await packScope(actor, packId);
    const facts = await packFacts(actor, scope);
    progress.expect((await countPeople(actor, scope)) * PASSES);
    const files = packFiles(actor, facts, (people) => progress.add(people));
    const zip = new ZipFile();
    const entries: ManifestEntry[] = [];
    const bytes = zip.outputStream.pipe(new PassThrough());
    const filling = fill(zip, files, entries, scope.askedAt, progress)
      .then(async () => {
        const manifest = manifestOf({ ...scope, jurisdiction: scope.code, at: scope.askedAt }, entries);
        zip.addBuffer(manifest, "manifest.json", { mtime: scope.askedAt });
        const signature = await signBytes(SIGNED_AS, manifest);
        zip.addBuffer(Buffer.from(signature), "manifest.jws", { mtime: scope.askedAt });
        zip.end();
      })
      .catch((error: Error) => void bytes.destroy(error));
    const made = await keep(claim, bytes);
    await filling;
    await claim.conclude(async (tx) => {
      await tx.db.evidencePackProgress.update({
        where: { packId },
        data: { state: "done", said: "", ...made },
      });
      await tx.record({
        kind: "evidence-pack.made",
        objectId: packId,
        details: { bytes: Number(made.bytes) },
      });
    });
  } finally {
    progress.end();
  }
}

/** Adds the files one after another: the next is begun when the last was read to its end. */
async function fill(
  zip: ZipFile,
  files: AsyncIterable<PackFile>,
  entries: ManifestEntry[],
  mtime: Date,
  progress: Progress,
): Promise<void> {
  for await (const { path, chunks } of files) {
    progress.say(`Writing ${path}`);
    await new Promise<void>((resolve, reject) => {
      const stream = Readable.from(counted(path, chunks, entries), { objectMode: false });
      stream.once("end", resolve).once("error", reject);
      zip.addReadStream(stream, path, { mtime, compress: !/\.(jpg|png|pdf)$/.test(path) });
    });
  }
}

async function* counted(
  path: string,
  chunks: PackFile["chunks"],
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

/** Stores the archive in parts as it comes; no more than one of them is in memory. */
async function keep(
  claim: PackClaim,
  archive: AsyncIterable<Buffer>,
): Promise<{ sha256: string; bytes: bigint }> {
  const hash: Hash = createHash("sha256");
  let waiting: Buffer[] = [];
  let size = 0;
  let total = 0;
  let number = 0;
  const store = async () => {
    const bytes = new Uint8Array(Buffer.concat(waiting));
    waiting = [];
    size = 0;
    number += 1;
    const part = { packId: claim.packId, number, bytes };
    await claim.write((db) => db.evidencePackPart.create({ data: part }));
  };
  for await (const chunk of archive) {
    hash.update(chunk);
    total += chunk.length;
    size += chunk.length;
    waiting.push(chunk);
    if (size >= PART_BYTES) await store();
  }
  if (size > 0) await store();
  return { sha256: hash.digest("hex"), bytes: BigInt(total) };
}

/** How far a pack is, told to its page every few seconds: also a sign of life. */
class Progress {
  private done = 0;
  private total = 1;
  private said = "";
  private readonly beat: NodeJS.Timeout;

  constructor(
    private readonly claim: PackClaim,
    private readonly stopping: AbortSignal | undefined,
  ) {
    this.beat = setInterval(() => this.tell(), BEAT_MS);
  }

  expect(total: number): void {
    this.total = Math.max(1, total);
    this.tell();
  }

  /** Throws when the process is to end: then somebody else makes it. */
  add(done: number): void {
    this.stopping?.throwIfAborted();
    this.done = Math.min(this.total, this.done + done);
  }

  say(what: string): void {
    this.said = what;
  }

  end(): void {
    clearInterval(this.beat);
  }

  private tell(): void {
    const { done, total, said } = this;
    const { packId } = this.claim;
    this.claim
      .write((db) => db.evidencePackProgress.update({ where: { packId }, data: { done, total, said } }))
      // A beat that is missed is made up for by the next.
      .catch(() => undefined);
  }
}
