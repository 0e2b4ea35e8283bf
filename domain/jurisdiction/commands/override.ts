import { z } from "zod";
import { Refusal } from "../../../lib/refusal.ts";
import { expectLegal } from "../../actor/rules.ts";
import type { Actor } from "../../actor/schema.ts";
import { type Transaction, transact } from "../../audit/commands.ts";
import { fieldsOf } from "../rules/law-edit.ts";
import { lawOf, unfitFor } from "../rules/law-file.ts";
import { lawDuties } from "../rules/loosens.ts";
import { jurisdictionCode } from "../schema.ts";
import { lockLaw, versionInForce } from "./write-law.ts";

const LONGEST_MS = 366 * 86_400_000;

const proposedOverride = z.object({
  code: jurisdictionCode,
  grounds: z
    .string()
    .trim()
    .min(20, "Write counsel's grounds out, in at least 20 characters.")
    .max(4000, "Write the grounds in at most 4,000 characters."),
  until: z.date("Choose the day on which it ends."),
});

/**
 * Puts counsel's written override of a blocked row before a second person of legal; nothing is lifted yet.
 * `input.until` is when it ends by itself, at most 366 days from now. Refuses: not of legal (forbidden), no
 * such row (not_found), a row that asks for none, grounds or end missing (invalid), one that waits (conflict).
 */
export async function proposeOverride(actor: Actor, input: unknown): Promise<{ id: string }> {
  expectLegal(actor);
  const parsed = proposedOverride.safeParse(input);
  if (!parsed.success)
    throw new Refusal("invalid", "bad-override", "Nothing was proposed yet.", {
      fields: fieldsOf(parsed.error),
    });
  const { code, grounds, until } = parsed.data;
  const unfit = unfitFor(grounds);
  if (unfit) throw new Refusal("invalid", "bad-override", unfit, { fields: { grounds: unfit } });
  return transact(actor, async (tx) => {
    await lockLaw(tx);
    await expectBlocked(tx, code);
    if (until <= tx.now || until.getTime() > tx.now.getTime() + LONGEST_MS) {
      const message = "An override ends on a day to come, within a year.";
      throw new Refusal("invalid", "bad-end", message, { fields: { until: message } });
    }
    const waiting = { code, approval: null, end: null, untilAt: { gt: tx.now } };
    if (await tx.db.override.findFirst({ where: waiting }))
      throw new Refusal("conflict", "waits-already", "An override of this place waits for approval already.");
    const data = { code, grounds, untilAt: until, proposedBy: actor.id };
    const { id } = await tx.db.override.create({ data, select: { id: true } });
    await tx.record({ kind: "override.proposed", objectId: id });
    return { id };
  });
}

async function expectBlocked(tx: Transaction, code: string): Promise<void> {
  const current = await versionInForce(tx, code);
  if (!current) throw new Refusal("not_found", "no-such-law", "There is no row of law for this place.");
  if (lawDuties(lawOf(current.body)).includes("override")) return;
  throw new Refusal("invalid", "not-blocked", "This place is not blocked, so there is nothing to override.");
}

/**
 * Approves somebody else's override: the block is lifted from this moment until its end. Refuses: not of legal,
 * or one's own (forbidden), none such (not_found), approved, ended or over already (conflict).
 */
export async function approveOverride(actor: Actor, input: { overrideId: string }): Promise<void> {
  expectLegal(actor);
  await transact(actor, async (tx) => {
    await lockLaw(tx);
    const override = await requireOpen(tx, input.overrideId);
    if (override.proposedBy === actor.id) {
      const message = "You proposed this yourself: another legal reviewer has to approve it.";
      throw new Refusal("forbidden", "own-override", message);
    }
    if (override.approval) throw new Refusal("conflict", "approved-already", "This is approved already.");
    await tx.db.overrideApproval.create({ data: { overrideId: override.id, approvedBy: actor.id } });
    await tx.record({ kind: "override.approved", objectId: override.id });
  });
}

/**
 * Ends an override at once, approved or not: the place is blocked again, unless another one lifts that still, as
 * the answer says. Any person of legal may. Refuses: not of legal (forbidden), none such (not_found), no reason
 * (invalid), ended or over already (conflict).
 */
export async function endOverride(
  actor: Actor,
  input: { overrideId: string; reason: string },
): Promise<{ isStillLifted: boolean }> {
  expectLegal(actor);
  const reason = input.reason.trim();
  if (reason === "" || reason.length > 2000 || unfitFor(reason)) {
    const message = reason === "" ? "Say why it ends." : "Say it in at most 2,000 plain characters.";
    throw new Refusal("invalid", "bad-reason", message, { fields: { reason: message } });
  }
  return transact(actor, async (tx) => {
    await lockLaw(tx);
    const { id, code } = await requireOpen(tx, input.overrideId);
    await tx.db.overrideEnd.create({ data: { overrideId: id, endedBy: actor.id, reason } });
    await tx.record({ kind: "override.ended", objectId: id });
    const lifting = { code, approval: { isNot: null }, end: null, untilAt: { gt: tx.now } };
    return { isStillLifted: (await tx.db.override.findFirst({ where: lifting })) !== null };
  });
}

async function requireOpen(tx: Transaction, id: string) {
  const override = z.uuid().safeParse(id).success
    ? await tx.db.override.findUnique({ where: { id }, include: { approval: true, end: true } })
    : null;
  if (!override) throw new Refusal("not_found", "no-such-override", "There is no such override.");
  if (override.end) throw new Refusal("conflict", "ended-already", "This override was ended already.");
  if (override.untilAt > tx.now) return override;
  throw new Refusal("conflict", "over", "This override is over already. Propose a new one.");
}
