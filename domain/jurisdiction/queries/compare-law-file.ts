import { isDeepStrictEqual } from "node:util";
import { read } from "../../../lib/db/reader.ts";
import { expectLegal } from "../../actor/rules.ts";
import type { Actor } from "../../actor/schema.ts";
import { type LawChange, lawDifference } from "../rules/difference.ts";
import { lawOf, parseLawFile } from "../rules/law-file.ts";
import { whyLoosens } from "../rules/loosens.ts";
import type { LawBody } from "../schema.ts";

/** A row of a file that reads differently from the one in force. */
export interface RowDifference {
  readonly row: LawBody;
  /** The version it was compared with; 0 for a place without a row. */
  readonly version: number;
  readonly changes: readonly LawChange[];
  /** Why a second person of legal has to approve it, each in a sentence; nothing: in force as soon as it is applied. */
  readonly loosens: readonly string[];
}

/** What a data file would change. */
export interface FileDifference {
  readonly differences: readonly RowDifference[];
  /** How many rows of it read as they do now. */
  readonly same: number;
  /** Rows in force that the file does not have: they stay. */
  readonly absent: readonly string[];
}

/**
 * Compares a data file with the rows in force. Changes nothing. Refuses: not of legal (forbidden), no JSON, too
 * long or malformed (invalid, naming the row and the field).
 */
export async function compareLawFile(actor: Actor, file: string): Promise<FileDifference> {
  expectLegal(actor);
  const rows = parseLawFile(file);
  return read(actor, async (db) => {
    const inForce = await db.jurisdiction.findMany({ where: { untilAt: null }, orderBy: { code: "asc" } });
    const current = new Map(inForce.map((each) => [each.code, each]));
    const differing = rows.filter((row) => !isDeepStrictEqual(current.get(row.code)?.body, row));
    const codes = new Set(rows.map(({ code }) => code));
    return {
      differences: differing.map((row) => {
        const known = current.get(row.code);
        const before = known ? lawOf(known.body) : null;
        return {
          row,
          version: known?.version ?? 0,
          changes: lawDifference(before, row),
          loosens: whyLoosens(before, row),
        };
      }),
      same: rows.length - differing.length,
      absent: inForce.map(({ code }) => code).filter((code) => !codes.has(code)),
    };
  });
}
