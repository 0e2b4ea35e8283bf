import { read } from "../../../lib/db/reader.ts";
import { expectLegal } from "../../actor/rules.ts";
import type { Actor } from "../../actor/schema.ts";
import { openQuestions } from "../rules/confirmation.ts";
import { lawOf } from "../rules/law-file.ts";
import { lawDuties } from "../rules/loosens.ts";
import type { DutyKind, JurisdictionRow } from "../schema.ts";

/** A row of law in force, in short. */
export interface LawInForce {
  readonly code: string;
  readonly name: string;
  readonly level: JurisdictionRow["level"];
  readonly version: number;
  readonly fromAt: Date;
  /** All that has to be evidenced there, each kind once. */
  readonly duties: readonly DutyKind[];
  /** Whether something in it is open and nobody of legal has signed this version off. */
  readonly isToBeConfirmed: boolean;
  /** Changes that wait for a second person of legal. */
  readonly openProposals: number;
}

/** Every row of law in force, by code. Refuses (forbidden) whoever is not of legal. */
export async function listLaw(actor: Actor): Promise<LawInForce[]> {
  expectLegal(actor);
  return read(actor, async (db) => {
    const rows = await db.jurisdiction.findMany({
      where: { untilAt: null },
      include: { confirmation: { select: { at: true } } },
      orderBy: { code: "asc" },
    });
    const open = await db.lawProposal.findMany({
      where: { decision: null },
      select: { code: true, baseVersion: true },
    });
    return rows.map(({ code, version, fromAt, body, confirmation }) => {
      const law = lawOf(body);
      return {
        code,
        name: law.name,
        level: law.level,
        version,
        fromAt,
        duties: lawDuties(law),
        isToBeConfirmed: !confirmation && openQuestions(law).length > 0,
        openProposals: open.filter((each) => each.code === code && each.baseVersion === version).length,
      };
    });
  });
}
