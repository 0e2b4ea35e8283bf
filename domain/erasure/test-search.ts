import { createDecipheriv } from "node:crypto";
import type pg from "pg";

/** Asks as the owner of the database, whom row-level security does not bind. */
export type Sql = <Row extends pg.QueryResultRow>(text: string, values?: unknown[]) => Promise<Row[]>;

/** Where something was found: a table, partitions under their parent's name. */
export interface Trace {
  readonly table: string;
  readonly text: string;
}

interface Table {
  readonly schema: string;
  readonly name: string;
  /** Its parent's, for a partition. */
  readonly called: string;
}

/** Every table of every schema but the database's own, and every partition by itself. */
export function everyTable(sql: Sql): Promise<Table[]> {
  return sql<Table & Record<string, string>>(
    `select n.nspname as schema, c.relname as name, coalesce(p.relname, c.relname) as called
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     left join pg_inherits i on i.inhrelid = c.oid left join pg_class p on p.oid = i.inhparent
     where c.relkind in ('r', 'm', 'f') and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
     order by 1, 2`,
  );
}

/** Every row as text, bytes as hexadecimal digits. */
export async function everyRow(sql: Sql): Promise<Trace[]> {
  const found: Trace[] = [];
  for (const { schema, name, called } of await everyTable(sql)) {
    const rows = await sql<{ row: string }>(`select to_jsonb(t)::text as row from "${schema}"."${name}" t`);
    found.push(...rows.map(({ row }) => ({ table: called, text: row })));
  }
  return found;
}

const NONCE = 12;
const TAG = 16;
const KEY = 32;

/** What bytes say under a key, whoever they are bound to: as one reads who has the key and no scruples. */
function decipher(key: Uint8Array, sealed: Buffer): Buffer {
  const cipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(0, NONCE));
  return cipher.update(sealed.subarray(NONCE, sealed.length - TAG));
}

interface Sealed {
  readonly table: string;
  readonly bytes: Buffer;
}

/**
 * Every plain text that can be had from the bytes in any table, and from what lies in the object store: with the
 * master key, with every key that the master key opens, and with every key that those open. Of the store the table is
 * `object`.
 */
export async function everyOpened(sql: Sql, objects: readonly Buffer[] = []): Promise<Trace[]> {
  const stored: Sealed[] = (await everyRow(sql)).flatMap(({ table, text }) =>
    [...text.matchAll(/\\\\x([0-9a-f]{58,})"/g)].map(([, hex]) => ({
      table,
      bytes: Buffer.from(hex ?? "", "hex"),
    })),
  );
  const sealed = [...stored, ...objects.map((bytes) => ({ table: "object", bytes }))];
  const master = Buffer.from(process.env.SAYSO_MASTER_KEY ?? "", "base64url");
  const wrapped = sealed.filter(({ bytes }) => bytes.length === NONCE + KEY + TAG);
  const keys = [master, ...wrapped.map(({ bytes }) => decipher(master, bytes))];
  return sealed.flatMap(({ table, bytes }) =>
    keys.map((key) => ({ table, text: decipher(key, bytes).toString("latin1") })),
  );
}
