import { join } from "node:path";
import Database from "libsql";
import { Vault } from "../vault.ts";
import { applicationRow, counted, type Day, day, keptRow, SCHEMA, text } from "./album-rows.ts";

const MOST_WAITING = 50;
const MAX_AGE_MS = 14 * 24 * 3600 * 1000;

export interface Picture {
  /** UUIDv7 of its server time. */
  readonly id: string;
  readonly application: string;
  readonly png: Buffer;
}

/**
 * Pictures that are not acknowledged yet: durable (SQLite, full sync), encrypted as the queue is, bounded (the oldest go
 * first, and are counted). And how many were taken today, which outlives a restart. One process at a time: the queue's.
 */
export class Album {
  private readonly db: Database.Database;
  private readonly vault: Vault;

  constructor(
    directory: string,
    private readonly bounds = { pictures: MOST_WAITING, ageMs: MAX_AGE_MS },
  ) {
    this.vault = new Vault(directory);
    this.db = new Database(join(directory, "pictures.db"));
    this.db.pragma("journal_mode = wal");
    this.db.pragma("synchronous = full");
    this.db.exec(SCHEMA);
  }

  /** Keeps a picture that was taken at `now` (server ms), and that it was, together or not at all. Returns how many were dropped for it. */
  keep(picture: Picture, now: number, today: Day): number {
    let dropped = 0;
    this.transact(() => {
      const body = this.vault.seal(picture.png.toString("base64"), placeOf(picture));
      this.db
        .prepare("insert into picture values (?, ?, ?, ?)")
        .run(picture.id, picture.application, Math.round(now), body);
      dropped = this.bound(now);
      this.set("day", JSON.stringify(today));
    });
    return dropped;
  }

  /** The oldest picture that can be read; others are gone, and counted. */
  next(): Picture | null {
    for (;;) {
      const raw = this.db.prepare("select id, application, body from picture order by id limit 1").get();
      if (raw === undefined) return null;
      const { body, ...row } = keptRow.parse(raw);
      try {
        return { ...row, png: Buffer.from(this.vault.open(body, placeOf(row)), "base64") };
      } catch {
        this.lose(row.id, "dropped");
      }
    }
  }

  /** The portal has answered for this picture: it is forgotten. */
  settle(id: string): void {
    this.db.prepare("delete from picture where id = ?").run(id);
  }

  /** The portal refuses this picture for what it is: it is dropped, and shows in `status`. */
  quarantine(id: string): void {
    this.lose(id, "refused");
  }

  /** Drops the pictures of applications in which none may be taken any more; returns how many. */
  dropUnless(isAllowed: (application: string) => boolean): number {
    const rows = this.db.prepare("select distinct application from picture").all();
    const barred = rows.map((raw) => applicationRow.parse(raw).application).filter((id) => !isAllowed(id));
    return barred.reduce(
      (sum, id) => sum + this.db.prepare("delete from picture where application = ?").run(id).changes,
      0,
    );
  }

  get length(): number {
    return counted.parse(this.db.prepare("select count(*) n from picture").get()).n;
  }

  /** Pictures that were lost: to the bounds, or because they could not be read. */
  get dropped(): number {
    return Number(this.get("dropped") ?? 0);
  }

  /** Pictures that the portal refused. */
  get refused(): number {
    return Number(this.get("refused") ?? 0);
  }

  get day(): Day {
    const kept = this.get("day");
    const known = kept === null ? null : day.safeParse(JSON.parse(kept));
    return known?.success ? known.data : { date: "", taken: 0, next: 0 };
  }

  set day(today: Day) {
    this.set("day", JSON.stringify(today));
  }

  close(): void {
    this.db.close();
  }

  private bound(now: number): number {
    const { changes } = this.db
      .prepare(
        "delete from picture where taken < ? or id not in (select id from picture order by id desc limit ?)",
      )
      .run(Math.round(now - this.bounds.ageMs), this.bounds.pictures);
    this.add("dropped", changes);
    return changes;
  }

  private lose(id: string, as: "dropped" | "refused"): void {
    this.transact(() => {
      this.settle(id);
      this.add(as, 1);
    });
  }

  private add(key: string, n: number): void {
    if (n > 0) this.set(key, String(Number(this.get(key) ?? 0) + n));
  }

  private get(key: string): string | null {
    const found = text.safeParse(this.db.prepare("select value from meta where key = ?").get(key));
    return found.success ? found.data.value : null;
  }

  private set(key: string, value: string): void {
    this.db
      .prepare("insert into meta values (?, ?) on conflict (key) do update set value = excluded.value")
      .run(key, value);
  }

  private transact(write: () => void): void {
    this.db.transaction(write).immediate();
  }
}

function placeOf({ id, application }: Omit<Picture, "png">): string {
  return `picture:${id}:${application}`;
}
