import { type Reader, read } from "../../../lib/db/reader.ts";
import { expectLegal } from "../../actor/rules.ts";
import type { Actor, PersonActor } from "../../actor/schema.ts";
import { type LawChange, lawDifference } from "../rules/difference.ts";
import { lawOf } from "../rules/law-file.ts";
import { whyLoosens } from "../rules/loosens.ts";
import { namesOf } from "./names-of.ts";

/** A change of law that was laid before a second person of legal. */
export interface LawProposal {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly reason: string;
  readonly source: string;
  /** Null: an import. */
  readonly proposedBy: string | null;
  readonly at: Date;
  /** Whether the reader proposed it, so that somebody else has to decide. */
  readonly isOwn: boolean;
  /** `overtaken`: the row was changed after it, so it can be approved no more. */
  readonly state: "open" | "overtaken" | "approved" | "rejected" | "withdrawn";
  readonly decision: { readonly by: string | null; readonly at: Date; readonly reason: string } | null;
  /** What it would change in the version that it was written against. */
  readonly changes: readonly LawChange[];
  /** Why it loosens, each in a sentence. */
  readonly loosens: readonly string[];
}

/** Changes that wait for a decision, oldest first. Refuses (forbidden) whoever is not of legal. */
export async function listOpenProposals(actor: Actor): Promise<LawProposal[]> {
  expectLegal(actor);
  return read(actor, async (db) => {
    const found = await proposalsOf(db, actor, { decision: null });
    return found.filter(({ state }) => state === "open");
  });
}

/** The proposals that are asked for, oldest first. */
export async function proposalsOf(
  db: Reader,
  actor: PersonActor,
  where: { code?: string; decision?: null },
): Promise<LawProposal[]> {
  const proposals = await db.lawProposal.findMany({
    where,
    include: { decision: true },
    orderBy: [{ at: "asc" }, { id: "asc" }],
  });
  const versions = await db.jurisdiction.findMany({
    where: { code: { in: proposals.map(({ code }) => code) } },
    orderBy: { version: "asc" },
  });
  const names = await namesOf(
    db,
    proposals.flatMap(({ proposedBy, decision }) => [proposedBy, decision?.decidedBy]),
  );
  return proposals.map(({ decision, body, baseVersion, proposedBy, ...rest }) => {
    const line = versions.filter(({ code }) => code === rest.code);
    const base = line.find(({ version }) => version === baseVersion);
    const [before, after] = [base ? lawOf(base.body) : null, lawOf(body)];
    const isCurrent = (line.at(-1)?.version ?? 0) === baseVersion;
    return {
      ...rest,
      name: after.name,
      proposedBy: names.get(proposedBy ?? "") ?? null,
      isOwn: proposedBy === actor.id,
      state: decision ? verdictOf(proposedBy, decision) : isCurrent ? "open" : "overtaken",
      decision: decision && {
        by: names.get(decision.decidedBy) ?? null,
        at: decision.at,
        reason: decision.reason,
      },
      changes: lawDifference(before, after),
      loosens: whyLoosens(before, after),
    };
  });
}

function verdictOf(
  proposedBy: string | null,
  { approved, decidedBy }: { approved: boolean; decidedBy: string },
) {
  if (approved) return "approved";
  return decidedBy === proposedBy ? "withdrawn" : "rejected";
}
