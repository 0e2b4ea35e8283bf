import { createHash, type Hash } from "node:crypto";
import { PassThrough, Readable } from "node:stream";
import { ZipFile } from "yazl";
import { signBytes } from "../../../lib/signing.ts";
import type { JobActor } from "../../actor/schema.ts";
import { keepProgress, transact } from "../../audit/commands.ts";
import { packFacts, packScope } from "../queries/pack-facts.ts";
import { countPeople } from "../queries/pack-people.ts";
import { type ManifestEntry, manifestOf } from "../rules/pack.ts";
import { packFiles } from "./pack-files.ts";
import { PASSES, type PackFile } from "./pack-people-files.ts";

const PART_BYTES = 1_000_000;
/** Who works on a pack says so this often; who has said nothing for much longer is gone. */
const BEAT_MS = 3_000;
const GONE_SECONDS = 20;
/** A pack that brings its maker down each time is given up. */
const GIVEN_UP_HOURS = 6;

const SIGNED_AS = "sayso-evidence-manifest+jws";

/**
 * Makes every evidence pack that waits, and those whose maker vanished in the middle, from their beginning.
 * One that fails says so on its page, and can be asked for again; one that is stopped in the middle waits again.
 */
export async function makeEvidencePacks(actor: JobActor, stopping?: AbortSignal): Promise<void> {
  await giveUp(actor);
  while (!stopping?.aborted) {
    const id = await claim(actor);
    if (id === null) return;
    try {
      await make(actor, id, stopping);
    } catch (error) {
      if (stopping?.aborted) return release(actor, id);
      await fail(actor, id);
      throw error;
    }
  }
}

/** The next one, taken so that no other maker takes it too; null when there is none. */
async function claim(actor: JobActor): Promise<string | null> {
  return keepProgress(actor, async (db) => {
    const [next] = await db.$queryRaw<{ pack_id: string }[]>`
      update evidence_pack_progress set state = 'working', done = 0, said = 'Begun', updated_at = sayso_now()
      where pack_id = (
        select pack_id from evidence_pack_progress
        where state = 'waiting'
          or (state = 'working' and updated_at < sayso_now() - make_interval(secs => ${GONE_SECONDS}))
        order by pack_id limit 1 for update skip locked)
      returning pack_id`;
    if (!next) return null;
    await db.evidencePackPart.deleteMany({ where: { packId: next.pack_id } });
    return next.pack_id;
  });
}

/** Lets the next maker begin it at once. */
async function release(actor: JobActor, packId: string): Promise<void> {
  await keepProgress(actor, (db) =>
    db.evidencePackProgress.update({ where: { packId }, data: { state: "waiting", done: 0, said: "" } }),
  );
}

async function giveUp(actor: JobActor): Promise<void> {
  await keepProgress(
    actor,
    (db) =>
      db.$executeRaw`update evidence_pack_progress set state = 'failed', said = 'It could not be made.'
      where state = 'working' and updated_at < sayso_now() - make_interval(secs => ${GONE_SECONDS})
        and pack_id in (select id from evidence_pack
          where at < sayso_now() - make_interval(hours => ${GIVEN_UP_HOURS}))`,
  );
}

async function make(actor: JobActor, id: string, stopping?: AbortSignal): Promise<void> {
  const progress = new Progress(actor, id, stopping);
  try {
    const scope = await packScope(actor, id);
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
    const made = await keep(actor, id, bytes);
    await filling;
    await transact(actor, async (tx) => {
      await tx.db.evidencePackProgress.update({
        where: { packId: id },
        data: { state: "done", said: "", ...made },
      });
      await tx.record({ kind: "evidence-pack.made", objectId: id, details: { bytes: Number(made.bytes) } });
    });
  } finally {
    await progress.end();
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
  actor: JobActor,
  packId: string,
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
    await keepProgress(actor, (db) => db.evidencePackPart.create({ data: { packId, number, bytes } }));
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

async function fail(actor: JobActor, id: string): Promise<void> {
  await transact(actor, async (tx) => {
    await tx.db.evidencePackProgress.update({
      where: { packId: id },
      data: { state: "failed", said: "It could not be made." },
    });
    await tx.db.evidencePackPart.deleteMany({ where: { packId: id } });
    await tx.record({ kind: "evidence-pack.failed", objectId: id });
  });
}

/** How far a pack is, told to its page every few seconds: also a sign of life. */
class Progress {
  private done = 0;
  private total = 1;
  private said = "";
  private telling: Promise<unknown> = Promise.resolve();
  private readonly beat: NodeJS.Timeout;

  constructor(
    private readonly actor: JobActor,
    private readonly id: string,
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

  async end(): Promise<void> {
    clearInterval(this.beat);
    await this.telling;
  }

  private tell(): void {
    const { done, total, said } = this;
    this.telling = this.telling
      .then(() =>
        keepProgress(
          this.actor,
          (db) =>
            db.$executeRaw`update evidence_pack_progress
            set done = ${done}, total = ${total}, said = ${said}, updated_at = sayso_now()
            where pack_id = ${this.id}::uuid and state = 'working'`,
        ),
      )
      // A beat that is missed is made up for by the next.
      .catch(() => undefined);
  }
}
