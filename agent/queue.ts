import { join } from "node:path";
import Database from "libsql";
import { v7 as uuidv7 } from "uuid";
import { z } from "zod";
import {
  type Batch,
  batch,
  type CoverageRun,
  coverageRun,
  type Segment,
  segment,
  type Usage,
} from "../domain/activity/schema.ts";
import { append } from "./coverage.ts";
import { takeRunLock } from "./run-lock.ts";
import { Vault } from "./vault.ts";

const MAX_BYTES = 32 * 1024 * 1024;
const MAX_AGE_MS = 14 * 24 * 3600 * 1000;
/** A batch holds no more than this, so that 20 of them stay under a megabyte in all ordinary cases. */
const BATCH_BYTES = 200_000;
const BATCH_SEGMENTS = 200;
const BATCH_RUNS = 100;
const TENTHS_PER_MINUTE = 600;

/** `losing`: the segments that are lost, or whose loss is untold, if this batch is dropped. */
const SCHEMA = `
  create table if not exists meta (key text primary key, value text not null);
  create table if not exists loose (seq integer primary key autoincrement, kind text not null, body blob not null);
  create table if not exists batch (
    seq integer primary key autoincrement, id text not null unique, sealed_at integer not null,
    losing integer not null, body blob not null, quarantined text);
`;

/** libsql hands out blobs as a Buffer from `get`, as an ArrayBuffer from `all`. */
const blob = z.union([
  z.instanceof(Uint8Array),
  z.instanceof(ArrayBuffer).transform((raw) => new Uint8Array(raw)),
]);
const sealedRow = z.object({ id: z.string(), body: blob });
const looseRow = z.object({ kind: z.enum(["segment", "coverage"]), body: blob });
const counted = z.object({ n: z.number() });
const text = z.object({ value: z.string() });
const extent = z.object({ bytes: z.number(), oldest: z.number() });
const aged = z.object({ seq: z.number(), sealed_at: z.number(), losing: z.number(), size: z.number() });

/**
 * What was collected and not yet acknowledged: durable (SQLite, full sync), encrypted (AES-256-GCM,
 * each row bound to its place), bounded (the oldest batches go first, and are counted). Records are
 * kept loose until they are sealed into a batch, whose id never changes. One process at a time.
 */
export class Queue {
  private readonly db: Database.Database;
  private readonly lock: Database.Database;
  private readonly vault: Vault;

  constructor(
    directory: string,
    private readonly bounds = { bytes: MAX_BYTES, ageMs: MAX_AGE_MS },
  ) {
    this.vault = new Vault(directory);
    this.lock = takeRunLock(directory);
    this.db = new Database(join(directory, "queue.db"));
    this.db.pragma("journal_mode = wal");
    this.db.pragma("synchronous = full");
    this.db.exec(SCHEMA);
  }

  /** Keeps a finished segment until it is sealed, and that its minute had one, should the agent be killed. */
  keepSegment(kept: Segment): void {
    this.transact(() => {
      this.keep("segment", kept);
      this.set("collectedIn", String(Math.floor(kept.from / TENTHS_PER_MINUTE)));
    });
  }

  /** Keeps labelled minutes, and from where on minutes are still to be labelled. */
  keepCoverage(runs: CoverageRun[], toldUntil: number): void {
    this.transact(() => {
      for (const run of runs) this.keep("coverage", run);
      this.set("toldUntil", String(toldUntil));
    });
  }

  /**
   * Seals all that is loose into batches with their final ids, the first of them carrying the usage.
   * `now` is server time: it is part of an id (UUIDv7), and the portal refuses ids that are not of its time.
   */
  seal(usage: Omit<Usage, "droppedSegments">, now: number): void {
    this.transact(() => {
      this.bound(now);
      let rest: Usage = { ...usage, droppedSegments: this.takeDropped() };
      for (const { segments, coverage } of this.takeLoose()) {
        this.insert({ id: idAt(now), segments, coverage, usage: rest }, now);
        rest = { ...rest, cpuMs: 0, bytesSent: 0, bytesReceived: 0, droppedSegments: 0 };
      }
    });
  }

  /** The oldest batches that fit into one request. */
  next(most: number, bytes: number): Batch[] {
    const rows = this.db
      .prepare("select id, body from batch where quarantined is null order by seq limit ?")
      .all(most);
    const batches: Batch[] = [];
    let size = 0;
    for (const each of rows.map((raw) => sealedRow.parse(raw))) {
      const body = this.vault.open(each.body, `batch:${each.id}`);
      size += body.length + 1;
      if (batches.length > 0 && size > bytes) break;
      batches.push(batch.parse(JSON.parse(body)));
    }
    return batches;
  }

  /** The portal has answered for this batch: it is forgotten. */
  settle(id: string): void {
    this.db.prepare("delete from batch where id = ?").run(id);
  }

  /** The portal refuses this batch for what it is: it stays, is not sent again, and shows in `status`. */
  quarantine(id: string, why: string): void {
    this.db.prepare("update batch set quarantined = ? where id = ?").run(why.slice(0, 200), id);
  }

  /** Puts two halves in the place of a batch that is too large; false when it cannot be halved. */
  split({ id, segments, coverage, usage }: Batch): boolean {
    if (segments.length < 2 && coverage.length < 2) return false;
    const [half, middle] = [Math.ceil(segments.length / 2), Math.ceil(coverage.length / 2)];
    const nothing = { ...usage, cpuMs: 0, bytesSent: 0, bytesReceived: 0, droppedSegments: 0 };
    this.transact(() => {
      const { sealed_at: at } = z
        .object({ sealed_at: z.number() })
        .parse(this.db.prepare("select sealed_at from batch where id = ?").get(id));
      this.settle(id);
      this.insert(
        { id: idAt(at), segments: segments.slice(0, half), coverage: coverage.slice(0, middle), usage },
        at,
      );
      this.insert(
        { id: idAt(at), segments: segments.slice(half), coverage: coverage.slice(middle), usage: nothing },
        at,
      );
    });
    return true;
  }

  get length(): number {
    return this.count("select count(*) n from batch where quarantined is null");
  }

  get quarantined(): number {
    return this.count("select count(*) n from batch where quarantined is not null");
  }

  get(key: string): string | null {
    const found = text.safeParse(this.db.prepare("select value from meta where key = ?").get(key));
    return found.success ? found.data.value : null;
  }

  set(key: string, value: string): void {
    this.db
      .prepare("insert into meta values (?, ?) on conflict (key) do update set value = excluded.value")
      .run(key, value);
  }

  close(): void {
    this.db.close();
    this.lock.exec("rollback");
    this.lock.close();
  }

  private keep(kind: "segment" | "coverage", record: Segment | CoverageRun): void {
    this.db
      .prepare("insert into loose (kind, body) values (?, ?)")
      .run(kind, this.vault.seal(JSON.stringify(record), kind));
  }

  private insert(sealed: Batch, at: number): void {
    const body = this.vault.seal(JSON.stringify(sealed), `batch:${sealed.id}`);
    this.db
      .prepare("insert into batch (id, sealed_at, losing, body) values (?, ?, ?, ?)")
      .run(sealed.id, Math.round(at), sealed.segments.length + sealed.usage.droppedSegments, body);
  }

  /** Loose records in batches of bounded size; at least one, so that usage is told even when nothing happened. */
  private takeLoose(): Array<{ segments: Segment[]; coverage: CoverageRun[] }> {
    const groups = [{ segments: [] as Segment[], coverage: [] as CoverageRun[], bytes: 0 }];
    for (const raw of this.db.prepare("select kind, body from loose order by seq").all()) {
      const { kind, body } = looseRow.parse(raw);
      const json = this.vault.open(body, kind);
      let group = groups.at(-1);
      const full = group === undefined || group.bytes + json.length > BATCH_BYTES;
      if (
        group === undefined ||
        full ||
        group.segments.length >= BATCH_SEGMENTS ||
        group.coverage.length >= BATCH_RUNS
      ) {
        group = { segments: [], coverage: [], bytes: 0 };
        groups.push(group);
      }
      group.bytes += json.length;
      if (kind === "segment") group.segments.push(segment.parse(JSON.parse(json)));
      else append(group.coverage, coverageRun.parse(JSON.parse(json)));
    }
    this.db.exec("delete from loose");
    return groups;
  }

  private bound(now: number): void {
    const { bytes: kept, oldest } = extent.parse(
      this.db
        .prepare("select coalesce(sum(length(body)), 0) bytes, coalesce(min(sealed_at), 0) oldest from batch")
        .get(),
    );
    if (kept <= this.bounds.bytes && (kept === 0 || now - oldest <= this.bounds.ageMs)) return;
    const rows = this.db
      .prepare("select seq, sealed_at, losing, length(body) size from batch order by seq desc")
      .all()
      .map((raw) => aged.parse(raw));
    let bytes = 0;
    let dropped = 0;
    for (const { seq, sealed_at, losing, size } of rows) {
      bytes += size;
      if (bytes <= this.bounds.bytes && now - sealed_at <= this.bounds.ageMs) continue;
      this.db.prepare("delete from batch where seq = ?").run(seq);
      dropped += losing;
    }
    if (dropped > 0) this.set("dropped", String(Number(this.get("dropped") ?? 0) + dropped));
  }

  private takeDropped(): number {
    const dropped = Number(this.get("dropped") ?? 0);
    const told = Math.min(dropped, 10_000);
    if (told > 0) this.set("dropped", String(dropped - told));
    return told;
  }

  private count(sql: string): number {
    return counted.parse(this.db.prepare(sql).get()).n;
  }

  private transact(write: () => void): void {
    this.db.transaction(write).immediate();
  }
}

function idAt(now: number): string {
  return uuidv7({ msecs: Math.round(now) });
}

/** The files of a queue, and its key: all that `unlink` has to destroy. */
export function queueFiles(directory: string): string[] {
  return ["queue.db", "queue.db-wal", "queue.db-shm", "queue.lock", "queue.key"].map((name) =>
    join(directory, name),
  );
}
