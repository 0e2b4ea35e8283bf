import { isDeepStrictEqual } from "node:util";
import type { JobActor } from "../actor/schema.ts";
import { type Transaction, transact } from "../audit/commands.ts";
import { lockLaw, type NextVersion, propose, putInForce, type StoredVersion } from "./commands/write-law.ts";
import { lawOf, parseLawRows } from "./rules/law-file.ts";
import { loosens } from "./rules/loosens.ts";
import type { LawBody } from "./schema.ts";

/** How many rows read differently from now on, and how many would, once a person of legal approves. */
export interface ImportedLaw {
  readonly changed: number;
  readonly proposed: number;
}

/**
 * Takes over rows of law from a data file. A new row, and a change that loosens nothing, is in force from this
 * moment; the old version stays, closed. What loosens is proposed. A row that reads as the last import brought
 * it is no news, whatever people made of it since. Refuses (invalid) a malformed row.
 */
export async function importJurisdictions(
  actor: JobActor,
  input: { rows: readonly unknown[]; source: string },
): Promise<ImportedLaw> {
  const rows = parseLawRows(input.rows);
  const grounds = { source: input.source, reason: "Taken over from a data file." };
  return transact(actor, async (tx) => {
    await lockLaw(tx);
    const news = await newsIn(tx, rows);
    const next = news.filter((each) => !isLoosening(each));
    if (next.length > 0) await putInForce(tx, actor, next, { ...grounds, at: await tx.lockEveryone() });
    let proposed = 0;
    for (const each of news.filter(isLoosening)) if (await propose(tx, actor, each, grounds)) proposed += 1;
    const done = { changed: next.length, proposed };
    await tx.record({ kind: "jurisdiction.imported", details: { ...done, rows: rows.length } });
    return done;
  });
}

function isLoosening({ body, current }: NextVersion): boolean {
  return current !== null && loosens(lawOf(current.body), body);
}

/** jsonb does not keep the order of keys, nor does the comparison. */
async function newsIn(tx: Transaction, rows: readonly LawBody[]): Promise<NextVersion[]> {
  const versions = await tx.db.jurisdiction.findMany({ where: { untilAt: null } });
  const current = new Map<string, StoredVersion>(versions.map((each) => [each.code, each]));
  const brought = await lastBrought(tx);
  return rows
    .map((body) => ({ body, current: current.get(body.code) ?? null }))
    .filter(({ body, current }) => {
      const last = brought.get(body.code);
      const isKnown = last && isDeepStrictEqual(last.body, body) && !isOvertaken(last, current);
      return !isKnown && !isDeepStrictEqual(current?.body, body);
    });
}

interface Brought {
  readonly body: unknown;
  readonly at: Date;
  /** Of a proposal that nobody has decided on: the version it was written against. */
  readonly openSince: number | null;
}

/** What an import brought last for each row, whether it came into force or was proposed. */
async function lastBrought(tx: Transaction): Promise<Map<string, Brought>> {
  const versions = await tx.db.jurisdiction.findMany({
    where: { changedBy: null },
    distinct: ["code"],
    orderBy: [{ code: "asc" }, { version: "desc" }],
  });
  const proposals = await tx.db.lawProposal.findMany({
    where: { proposedBy: null },
    include: { decision: true },
    distinct: ["code"],
    orderBy: [{ code: "asc" }, { at: "desc" }],
  });
  const found = new Map<string, Brought>(
    versions.map(({ code, body, fromAt }) => [code, { body, at: fromAt, openSince: null }]),
  );
  for (const { code, body, at, baseVersion, decision } of proposals) {
    const known = found.get(code);
    if (!known || known.at < at) found.set(code, { body, at, openSince: decision ? null : baseVersion });
  }
  return found;
}

/** Whether a proposal can be approved no more, since the row was changed after it. */
function isOvertaken({ openSince }: Brought, current: StoredVersion | null): boolean {
  return openSince !== null && openSince !== (current?.version ?? 0);
}
