import { Refusal } from "../../../lib/refusal.ts";
import type { Transaction } from "../../audit/commands.ts";
import { lawBody } from "../../jurisdiction/schema.ts";
import { missingWording } from "../rules/wording.ts";
import type { NoticeBody } from "../schema.ts";

/** Refuses (invalid) a notice that does not say what the place's law prescribes. A translation says it in its own language. */
export async function expectMissingNothing(
  tx: Transaction,
  { jurisdiction, translates }: { jurisdiction: string; translates: number | null },
  { statements }: NoticeBody,
): Promise<void> {
  if (translates !== null) return;
  const law = await tx.db.jurisdiction.findFirst({ where: { code: jurisdiction, untilAt: null } });
  const { requiredWording } = lawBody
    .pick({ requiredWording: true })
    .parse(law?.body ?? { requiredWording: [] });
  if (missingWording(statements, requiredWording).length === 0) return;
  const text =
    "The law of this place prescribes words that the notice does not say. They are shown beside the form.";
  throw new Refusal("invalid", "wording-missing", text, { fields: { statements: text } });
}

/** Refuses (conflict) the very text of a notice that was published before, wherever. */
export async function expectNewText(tx: Transaction, sha256: string): Promise<void> {
  const known = await tx.db.notice.findUnique({
    where: { sha256 },
    select: { version: true, jurisdiction: true },
  });
  if (!known) return;
  const text = `This very text was published before, as version ${known.version} of ${known.jurisdiction}. Change what should differ.`;
  throw new Refusal("conflict", "published-before", text);
}

interface Line {
  readonly version: number;
  readonly effectiveAt: Date;
}

/**
 * Refuses (conflict) a notice in effect before the version that it follows, or a translation before the
 * version that it says again: ranges never overlap.
 */
export function expectLater(effectiveAt: Date, before: Line | null): void {
  if (!before || effectiveAt >= before.effectiveAt) return;
  const day = before.effectiveAt.toISOString().slice(0, 16).replace("T", " ");
  const text = `Version ${before.version} takes effect on ${day} UTC, and this cannot come before it. Save it with that moment or a later one.`;
  throw new Refusal("conflict", "overlaps", text);
}
