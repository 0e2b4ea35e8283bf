import { isDeepStrictEqual } from "node:util";
import type { JobActor } from "../actor/schema.ts";
import { type Transaction, transact } from "../audit/commands.ts";
import { dutiesOf } from "./rules/duties.ts";
import { type JurisdictionRow, jurisdictionRow, type LawBody } from "./schema.ts";

/**
 * Takes over rows of law from a data file: a row that is new or reads differently becomes the next
 * version, in force from this moment; the old version stays, closed. Throws on a malformed row.
 */
export async function importJurisdictions(
  actor: JobActor,
  input: { rows: readonly unknown[]; source: string },
): Promise<{ changed: number }> {
  const rows = input.rows.map((raw) => asLaw(jurisdictionRow.loose().parse(raw)));
  return transact(actor, async (tx) => {
    const isChanged = (await changesOf(tx, rows)).length > 0;
    const at = isChanged ? await tx.lockEveryone() : tx.now;
    // Once more behind the lock: another import may have been first.
    const changes = isChanged ? await changesOf(tx, rows) : [];
    for (const { current } of changes) if (current) await close(tx, current, at);
    await tx.db.jurisdiction.createMany({
      data: changes.map(({ body, current }) => ({
        code: body.code,
        version: (current?.version ?? 0) + 1,
        body,
        source: input.source,
        fromAt: at,
      })),
    });
    const changed = changes.length;
    await tx.record({ kind: "jurisdiction.imported", details: { changed, rows: rows.length } });
    return { changed };
  });
}

function asLaw(row: JurisdictionRow): LawBody {
  return { ...row, ...dutiesOf(row) };
}

interface Version {
  readonly code: string;
  readonly version: number;
}

/** The rows that are new or read differently. jsonb does not keep the order of keys, nor does the comparison. */
async function changesOf(tx: Transaction, rows: readonly LawBody[]) {
  const versions = await tx.db.jurisdiction.findMany({ where: { untilAt: null } });
  const current = new Map(versions.map((each) => [each.code, each]));
  return rows.flatMap((row) => {
    const body: LawBody = JSON.parse(JSON.stringify(row));
    const known = current.get(row.code);
    return known && isDeepStrictEqual(known.body, body) ? [] : [{ body, current: known }];
  });
}

async function close(tx: Transaction, { code, version }: Version, untilAt: Date): Promise<void> {
  await tx.db.jurisdiction.update({ where: { code_version: { code, version } }, data: { untilAt } });
}
