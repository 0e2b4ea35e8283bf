import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { Refusal } from "../../../lib/refusal.ts";
import { expectLegal } from "../../actor/rules.ts";
import type { Actor, PersonActor } from "../../actor/schema.ts";
import { type Transaction, transact } from "../../audit/commands.ts";
import type { ImportedLaw } from "../commands.ts";
import { fieldsOf, grounds } from "../rules/law-edit.ts";
import { lawOf, parseLawRows } from "../rules/law-file.ts";
import { loosens } from "../rules/loosens.ts";
import type { LawBody } from "../schema.ts";
import {
  changedMeanwhile,
  lockLaw,
  type NextVersion,
  propose,
  putInForce,
  versionInForce,
} from "./write-law.ts";

const seenRows = z.array(z.object({ row: z.unknown(), version: z.int().min(0) })).max(500);

/** A row out of a file, and the version that its difference was shown against; 0 for a place without a row. */
export type SeenRow = z.input<typeof seenRows>[number];

/**
 * Applies rows of a newer data file whose difference the person has seen. What loosens nothing is in force from
 * this moment; what loosens, and a row for a place that had none, is proposed in their name. All of it or
 * nothing. Refuses: not of legal (forbidden), malformed or without any row (invalid), a row that was changed
 * since its difference was shown (conflict).
 */
export async function applyLawFile(
  actor: Actor,
  input: { rows: readonly SeenRow[]; source: string; reason: string },
): Promise<ImportedLaw> {
  expectLegal(actor);
  const why = grounds.safeParse(input);
  if (!why.success)
    throw new Refusal("invalid", "bad-grounds", "Nothing was changed yet.", { fields: fieldsOf(why.error) });
  const seen = seenRows.safeParse(input.rows);
  if (!seen.success || seen.data.length === 0) {
    const message = "Choose at least one row of the file.";
    throw new Refusal("invalid", "no-rows", message, { fields: { row: message } });
  }
  const bodies = parseLawRows(seen.data.map(({ row }) => row));
  const rows = bodies.map((body, index) => ({ body, version: seen.data[index]?.version ?? 0 }));
  return transact(actor, async (tx) => {
    await lockLaw(tx);
    const changes = await requireUnchanged(tx, actor, rows);
    const isLoosening = ({ body, current }: NextVersion) =>
      loosens(current ? lawOf(current.body) : null, body);
    const next = changes.filter((each) => !isLoosening(each));
    if (next.length > 0) await putInForce(tx, actor, next, { ...why.data, at: await tx.lockEveryone() });
    let proposed = 0;
    for (const each of changes.filter(isLoosening))
      if (await propose(tx, actor, each, why.data)) proposed += 1;
    const done = { changed: next.length, proposed };
    await tx.record({ kind: "jurisdiction.imported", details: { ...done, rows: rows.length } });
    return done;
  });
}

/** The rows that still read differently. Refuses (conflict) when one was changed since it was compared. */
async function requireUnchanged(
  tx: Transaction,
  actor: PersonActor,
  rows: readonly { body: LawBody; version: number }[],
): Promise<NextVersion[]> {
  const changes: NextVersion[] = [];
  for (const { body, version } of rows) {
    const current = await versionInForce(tx, body.code);
    if ((current?.version ?? 0) !== version) throw await changedMeanwhile(tx, actor, current, body.code);
    if (!isDeepStrictEqual(current?.body, body)) changes.push({ body, current });
  }
  return changes;
}
