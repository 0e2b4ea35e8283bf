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
import { type Group, grouped, halved, type Kept } from "./batches.ts";
import { aged, counted, extent, looseRow, SCHEMA, sealedAt, sealedRow, text } from "./queue-rows.ts";
import { takeRunLock } from "./run-lock.ts";
import { Vault } from "./vault.ts";

const MAX_BYTES = 32 * 1024 * 1024;
const MAX_AGE_MS = 14 * 24 * 3600 * 1000;
const TENTHS_PER_MINUTE = 600;

const looseRecord = z.union([segment, coverageRun]);

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
      .prepare("select id, losing, body from batch where quarantined is null order by seq limit ?")
      .all(most);
    const batches: Batch[] = [];
    let size = 0;
    for (const each of rows.map((raw) => sealedRow.parse(raw))) {
      const found = this.open(each.body, `batch:${each.id}`, batch);
      if (found === null) {
        this.loseBatch(each.id, each.losing);
        continue;
      }
      size += found.size + 1;
      if (batches.length > 0 && size > bytes) break;
      batches.push(found.record);
    }
    return batches.length === 0 && rows.length > 0 ? this.next(most, bytes) : batches;
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
  split(whole: Batch): boolean {
    const halves = halved(whole);
    if (halves === null) return false;
    const { id, usage } = whole;
    const nothing = { ...usage, cpuMs: 0, bytesSent: 0, bytesReceived: 0, droppedSegments: 0 };
    this.transact(() => {
      const { sealed_at: at } = sealedAt.parse(
        this.db.prepare("select sealed_at from batch where id = ?").get(id),
      );
      this.settle(id);
      const [first, second] = halves;
      this.insert({ id: idAt(at), ...first, usage }, at);
      this.insert({ id: idAt(at), ...second, usage: nothing }, at);
    });
    return true;
  }

  get length(): number {
    return this.count("select count(*) n from batch where quarantined is null");
  }

  get quarantined(): number {
    return this.count("select count(*) n from batch where quarantined is not null");
  }

  /** Rows that could not be read any more, and are gone. */
  get unreadable(): number {
    return Number(this.get("unreadable") ?? 0);
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

  private takeLoose(): Group[] {
    const kept: Kept[] = [];
    for (const raw of this.db.prepare("select kind, body from loose order by seq").all()) {
      const { kind, body } = looseRow.parse(raw);
      const found = this.open(body, kind, looseRecord);
      if (found === null) this.lose(kind === "segment" ? 1 : 0);
      else kept.push(found);
    }
    this.db.exec("delete from loose");
    return grouped(kept);
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
    this.add("dropped", dropped);
  }

  /** What a row holds and how long that is; null when it cannot be read, damaged or sealed with a key that is lost. */
  private open<T>(body: Uint8Array, place: string, schema: z.ZodType<T>): { record: T; size: number } | null {
    try {
      const json = this.vault.open(body, place);
      return { record: schema.parse(JSON.parse(json)), size: json.length };
    } catch {
      return null;
    }
  }

  private loseBatch(id: string, segments: number): void {
    this.transact(() => {
      this.settle(id);
      this.lose(segments);
    });
  }

  /** One row is lost, and with it so many segments: the portal is told of these, the person of the row. */
  private lose(segments: number): void {
    this.add("unreadable", 1);
    this.add("dropped", segments);
  }

  private add(key: string, n: number): void {
    if (n > 0) this.set(key, String(Number(this.get(key) ?? 0) + n));
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
