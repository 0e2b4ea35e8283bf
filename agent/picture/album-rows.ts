import { join } from "node:path";
import { z } from "zod";

/** `taken`: server milliseconds. */
export const SCHEMA = `
  create table if not exists meta (key text primary key, value text not null);
  create table if not exists picture (
    id text primary key, application text not null, taken integer not null, body blob not null);
`;

/** libsql hands out blobs as a Buffer from `get`, as an ArrayBuffer from `all`. */
const blob = z.union([
  z.instanceof(Uint8Array),
  z.instanceof(ArrayBuffer).transform((raw) => new Uint8Array(raw)),
]);
export const keptRow = z.object({ id: z.string(), application: z.string(), body: blob });
export const applicationRow = z.object({ application: z.string() });
export const counted = z.object({ n: z.number() });
export const text = z.object({ value: z.string() });

/** What today's count is, and when the next picture may be taken (server ms). `date`: local, `2026-11-27`. */
export const day = z.object({ date: z.string(), taken: z.int().min(0), next: z.number() });
export type Day = z.infer<typeof day>;

/** The files of an album: all that `unlink` has to destroy, beside the queue's key. */
export function albumFiles(directory: string): string[] {
  return ["pictures.db", "pictures.db-wal", "pictures.db-shm"].map((name) => join(directory, name));
}
