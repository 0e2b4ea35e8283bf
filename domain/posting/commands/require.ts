import { z } from "zod";
import { Refusal } from "../../../lib/refusal.ts";
import type { PersonActor } from "../../actor/schema.ts";
import type { Transaction } from "../../audit/commands.ts";

/** Refuses (forbidden) whoever is not a legal reviewer, as the database does. */
export function requireLegal(actor: PersonActor): void {
  if (!actor.roles.includes("legal"))
    throw new Refusal("forbidden", "legal-only", "Only legal reviewers work on postings.");
}

/** A posting that hangs. Refuses: not_found (none), conflict (it was taken down). */
export async function requireHanging(tx: Transaction, postingId: string) {
  const posting = await requirePosting(tx, postingId);
  if (posting.end)
    throw new Refusal("conflict", "taken-down", "This posting was taken down already. Nothing was changed.");
  return posting;
}

export async function requirePosting(tx: Transaction, postingId: string) {
  const isId = z.uuid().safeParse(postingId).success;
  const posting = isId
    ? await tx.db.posting.findUnique({ where: { id: postingId }, include: { end: true } })
    : null;
  if (!posting) throw new Refusal("not_found", "no-such-posting", "There is no such posting.");
  return posting;
}
