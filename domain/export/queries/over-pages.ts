import { type Reader, read } from "../../../lib/db/reader.ts";
import type { ExportActor } from "../../actor/schema.ts";

/** So many rows are read together, and no more are in memory: a record's steps may be tens of kilobytes. */
export const PAGE_ROWS = 200;

/**
 * Page after page, each in a transaction of its own in which the database looks anew whether the actor still may
 * read. `next` reads at most `limit` rows after the last one of the page before; after nothing at first.
 */
export async function* overPages<Row>(
  actor: ExportActor,
  next: (db: Reader, after: Row | null, limit: number) => Promise<Row[]>,
): AsyncGenerator<Row[]> {
  for (let after: Row | null = null; ; ) {
    const last: Row | null = after;
    const rows: Row[] = await read(actor, (db) => next(db, last, PAGE_ROWS));
    const end: Row | undefined = rows.at(-1);
    if (end !== undefined) yield rows;
    if (end === undefined || rows.length < PAGE_ROWS) return;
    after = end;
  }
}
