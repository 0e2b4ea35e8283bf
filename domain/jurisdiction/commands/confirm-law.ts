import { z } from "zod";
import { Refusal } from "../../../lib/refusal.ts";
import { expectLegal } from "../../actor/rules.ts";
import type { Actor } from "../../actor/schema.ts";
import { transact } from "../../audit/commands.ts";
import { openQuestions } from "../rules/confirmation.ts";
import { remark } from "../rules/law-edit.ts";
import { lawOf } from "../rules/law-file.ts";
import { jurisdictionCode } from "../schema.ts";
import { changedMeanwhile, lockLaw, nameOf, spoken, versionInForce } from "./write-law.ts";

const confirmation = z.object({
  code: jurisdictionCode,
  version: z.int().min(1),
  remark,
});

/**
 * Signs off the version of a row that is in force: it is no longer "to be confirmed by counsel", until it is
 * changed. Refuses: not of legal (forbidden), no such row (not_found), nothing open in it (invalid), another
 * version in force, or signed off already (conflict).
 */
export async function confirmLaw(actor: Actor, input: unknown): Promise<void> {
  expectLegal(actor);
  const parsed = confirmation.safeParse(input);
  if (!parsed.success) {
    const message = parsed.error.issues[0]?.message ?? "Nothing was signed off.";
    throw new Refusal("invalid", "bad-confirmation", message, { fields: { remark: message } });
  }
  const { code, version, remark: said } = parsed.data;
  await transact(actor, async (tx) => {
    await lockLaw(tx);
    const current = await versionInForce(tx, code);
    if (!current) throw new Refusal("not_found", "no-such-law", "There is no row of law for this place.");
    if (current.version !== version) throw await changedMeanwhile(tx, actor, current, code);
    if (openQuestions(lawOf(current.body)).length === 0)
      throw new Refusal(
        "invalid",
        "nothing-open",
        "Nothing in this row is open, so there is nothing to sign off.",
      );
    const known = await tx.db.lawConfirmation.findUnique({ where: { code_version: { code, version } } });
    if (known) {
      const message = `${await nameOf(tx, known.confirmedBy)} signed this off on ${spoken(known.at, actor.timeZone)}.`;
      throw new Refusal("conflict", "confirmed-already", message);
    }
    await tx.db.lawConfirmation.create({ data: { code, version, confirmedBy: actor.id, remark: said } });
    await tx.record({ kind: "jurisdiction.confirmed", objectId: code, details: { version } });
  });
}
