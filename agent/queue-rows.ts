import { join } from "node:path";
import { z } from "zod";

/** `losing`: the segments that are lost, or whose loss is untold, if this batch is dropped. */
export const SCHEMA = `
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
export const sealedRow = z.object({ id: z.string(), losing: z.number(), body: blob });
export const looseRow = z.object({ kind: z.enum(["segment", "coverage"]), body: blob });
export const sealedAt = z.object({ sealed_at: z.number() });
export const counted = z.object({ n: z.number() });
export const text = z.object({ value: z.string() });
export const extent = z.object({ bytes: z.number(), oldest: z.number() });
export const aged = z.object({
  seq: z.number(),
  sealed_at: z.number(),
  losing: z.number(),
  size: z.number(),
});

/** The files of a queue, and its key: all that `unlink` has to destroy. */
export function queueFiles(directory: string): string[] {
  return ["queue.db", "queue.db-wal", "queue.db-shm", "queue.lock", "queue.key"].map((name) =>
    join(directory, name),
  );
}
