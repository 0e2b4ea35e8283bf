import { read } from "../../../lib/db/reader.ts";
import { Refusal } from "../../../lib/refusal.ts";
import { expectLegal } from "../../actor/rules.ts";
import type { Actor } from "../../actor/schema.ts";
import { openQuestions } from "../rules/confirmation.ts";
import { type LawChange, lawDifference } from "../rules/difference.ts";
import { lawOf } from "../rules/law-file.ts";
import { jurisdictionCode, type LawBody } from "../schema.ts";
import { type Deed, type LawOverride, overridesOf } from "./list-overrides.ts";
import { type LawProposal, proposalsOf } from "./list-proposals.ts";
import { namesOf } from "./names-of.ts";

/** One version of a row: who changed what, when, from which source, and why. */
export interface LawVersion {
  readonly version: number;
  readonly body: LawBody;
  readonly source: string;
  /** Null for what the set-up brought before reasons were kept. */
  readonly reason: string | null;
  /** Null: an import. Of an approved proposal, who approved it. */
  readonly changedBy: string | null;
  /** Who proposed it, when it took a second person. */
  readonly proposal: Deed | null;
  readonly fromAt: Date;
  readonly untilAt: Date | null;
  readonly confirmation: (Deed & { readonly remark: string }) | null;
  /** Why it is to be confirmed by counsel, each in a sentence, unless it was signed off. */
  readonly questions: readonly string[];
  /** What reads differently from the version before. */
  readonly changes: readonly LawChange[];
}

/** All that legal knows of one place. */
export interface LawOfPlace {
  readonly code: string;
  readonly name: string;
  /** Null for a place whose first row is only proposed: there, everything is held. */
  readonly current: LawVersion | null;
  /** Newest first; the row in force is among them. */
  readonly versions: readonly LawVersion[];
  /** Every proposal, oldest first. */
  readonly proposals: readonly LawProposal[];
  /** Newest first. */
  readonly overrides: readonly LawOverride[];
}

/** One row with all its versions. Refuses: not of legal (forbidden), a place that nobody knows (not_found). */
export async function getLaw(actor: Actor, code: string): Promise<LawOfPlace> {
  expectLegal(actor);
  if (!jurisdictionCode.safeParse(code).success) throw noSuchLaw();
  return read(actor, async (db, now) => {
    const stored = await db.jurisdiction.findMany({
      where: { code },
      include: { confirmation: true },
      orderBy: { version: "asc" },
    });
    const proposals = await proposalsOf(db, actor, { code });
    if (stored.length === 0 && proposals.length === 0) throw noSuchLaw();
    const names = await namesOf(
      db,
      stored.flatMap(({ changedBy, confirmation }) => [changedBy, confirmation?.confirmedBy]),
    );
    const versions = stored.map(
      ({ body, changedBy, proposalId, confirmation, ...rest }, index): LawVersion => {
        const law = lawOf(body);
        const before = stored[index - 1];
        const proposal = proposals.find(({ id }) => id === proposalId);
        return {
          ...rest,
          body: law,
          changedBy: names.get(changedBy ?? "") ?? null,
          proposal: proposal ? { by: proposal.proposedBy, at: proposal.at } : null,
          confirmation: confirmation && {
            by: names.get(confirmation.confirmedBy) ?? null,
            at: confirmation.at,
            remark: confirmation.remark,
          },
          questions: confirmation ? [] : openQuestions(law),
          changes: before ? lawDifference(lawOf(before.body), law) : [],
        };
      },
    );
    const current = versions.find(({ untilAt }) => untilAt === null) ?? null;
    return {
      code,
      name: current?.body.name ?? versions.at(-1)?.body.name ?? proposals[0]?.name ?? code,
      current,
      versions: versions.reverse(),
      proposals,
      overrides: await overridesOf(db, actor, now, { code }),
    };
  });
}

function noSuchLaw(): Refusal {
  return new Refusal("not_found", "no-such-law", "There is no row of law for this place.");
}
