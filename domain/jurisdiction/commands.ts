import type { JobActor } from "../actor/schema.ts";
import { transact } from "../audit/commands.ts";
import { jurisdictionRow } from "./schema.ts";

/**
 * Takes over rows of law from a data file: a row that is new or reads differently becomes the next
 * version, in force from this moment; the old version stays, closed. Throws on a malformed row.
 */
export function importJurisdictions(
  actor: JobActor,
  input: { rows: readonly unknown[]; source: string },
): Promise<{ changed: number }> {
  return transact(actor, async (tx) => {
    let changed = 0;
    for (const raw of input.rows) {
      const row = jurisdictionRow.loose().parse(raw);
      const body = JSON.parse(JSON.stringify(row));
      const current = await tx.db.jurisdiction.findFirst({ where: { code: row.code, untilAt: null } });
      if (current && sameJson(current.body, body)) continue;
      if (current) {
        const { code, version } = current;
        await tx.db.jurisdiction.update({
          where: { code_version: { code, version } },
          data: { untilAt: tx.now },
        });
      }
      const version = (current?.version ?? 0) + 1;
      await tx.db.jurisdiction.create({
        data: { code: row.code, version, body, source: input.source, fromAt: tx.now },
      });
      changed += 1;
    }
    await tx.record({ kind: "jurisdiction.imported", details: { changed, rows: input.rows.length } });
    return { changed };
  });
}

/** jsonb does not keep the order of keys, so neither may the comparison. */
function sameJson(a: unknown, b: unknown): boolean {
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return a === b;
  const [keys, others] = [Object.keys(a), Object.keys(b)];
  return (
    keys.length === others.length && keys.every((key) => sameJson(Reflect.get(a, key), Reflect.get(b, key)))
  );
}
