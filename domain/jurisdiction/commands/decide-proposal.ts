import { z } from "zod";
import { Refusal } from "../../../lib/refusal.ts";
import { expectLegal } from "../../actor/rules.ts";
import type { Actor, PersonActor } from "../../actor/schema.ts";
import { type Transaction, transact } from "../../audit/commands.ts";
import { remark } from "../rules/law-edit.ts";
import { lawOf } from "../rules/law-file.ts";
import { lockLaw, nameOf, putInForce, spoken, versionInForce } from "./write-law.ts";

const verdict = z.object({
  proposalId: z.uuid(),
  isApproved: z.boolean(),
  reason: remark,
});

/**
 * Approves a proposed change of law, which is then in force from this moment as it was proposed, or rejects it
 * with a reason. Who proposed it may take it back, and say why or not. Refuses: not of legal, or one's own to
 * approve (forbidden), no such proposal (not_found), no reason to reject (invalid), decided already, or written
 * against a version that is in force no more (conflict).
 */
export async function decideProposal(actor: Actor, input: unknown): Promise<void> {
  expectLegal(actor);
  const { proposalId, isApproved, reason } = parse(input);
  await transact(actor, async (tx) => {
    await lockLaw(tx);
    const proposal = await openProposal(tx, actor, proposalId);
    const isOwn = proposal.proposedBy === actor.id;
    if (!isApproved) {
      if (!isOwn && reason === "") throw noReason();
      await tx.db.lawDecision.create({ data: { proposalId, approved: false, decidedBy: actor.id, reason } });
      const kind = isOwn ? "jurisdiction.change-withdrawn" : "jurisdiction.change-rejected";
      await tx.record({ kind, objectId: proposalId });
      return;
    }
    if (isOwn) throw ownProposal();
    const current = await versionInForce(tx, proposal.code);
    if ((current?.version ?? 0) !== proposal.baseVersion) throw overtaken(proposal.code);
    // Decided first: what is in force from `at` was approved by then, to whoever compares the two.
    await tx.db.lawDecision.create({ data: { proposalId, approved: true, decidedBy: actor.id, reason } });
    const at = await tx.lockEveryone();
    const { source } = proposal;
    const next = { body: lawOf(proposal.body), current };
    await putInForce(tx, actor, [next], { source, reason: proposal.reason, at, proposalId });
    await tx.record({ kind: "jurisdiction.change-approved", objectId: proposalId });
  });
}

function parse(input: unknown): z.infer<typeof verdict> {
  const parsed = verdict.safeParse(input);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    if (issue?.path[0] === "proposalId") throw noSuchProposal();
    const message = issue?.message ?? "Approve it or reject it.";
    throw new Refusal("invalid", "bad-verdict", message, { fields: { reason: message } });
  }
  return parsed.data;
}

function noReason(): Refusal {
  const message = "Say why it is rejected.";
  return new Refusal("invalid", "no-reason", message, { fields: { reason: message } });
}

function ownProposal(): Refusal {
  const message = "You proposed this yourself: another legal reviewer has to decide on it.";
  return new Refusal("forbidden", "own-proposal", message);
}

async function openProposal(tx: Transaction, actor: PersonActor, id: string) {
  const proposal = await tx.db.lawProposal.findUnique({ where: { id }, include: { decision: true } });
  if (!proposal) throw noSuchProposal();
  if (!proposal.decision) return proposal;
  const { approved, decidedBy, at } = proposal.decision;
  const verb = approved ? "approved" : decidedBy === proposal.proposedBy ? "took back" : "rejected";
  const who = await nameOf(tx, decidedBy);
  const message = `${who} ${verb} this on ${spoken(at, actor.timeZone)}. It is decided once.`;
  throw new Refusal("conflict", "decided-already", message);
}

function noSuchProposal(): Refusal {
  return new Refusal("not_found", "no-such-proposal", "There is no such proposal.");
}

function overtaken(code: string): Refusal {
  return new Refusal(
    "conflict",
    "overtaken",
    `${code} was changed after this was proposed, so nobody has seen what the two would make together. Propose it again, on the row as it is now.`,
  );
}
