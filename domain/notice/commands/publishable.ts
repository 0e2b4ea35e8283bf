import { Refusal } from "../../../lib/refusal.ts";
import type { Transaction } from "../../audit/commands.ts";
import { placeOf } from "../queries/place-of.ts";
import { whySubstance } from "../rules/substance.ts";
import { missingWording } from "../rules/wording.ts";
import { type NoticeBody, noticeContent } from "../schema.ts";

const WORDING_MISSING =
  "The law of this place prescribes words that the notice does not say. They are shown below that part.";

/** What to say of a notice without the words that its place's law prescribes; null when it says them, or is a translation. */
export async function unsaidWording(
  tx: Transaction,
  { jurisdiction, translates }: { jurisdiction: string; translates: number | null },
  statements: readonly string[] | undefined,
): Promise<string | null> {
  if (translates !== null) return null;
  const { requiredWording } = await placeOf(tx.db, jurisdiction);
  return missingWording(statements, requiredWording).length === 0 ? null : WORDING_MISSING;
}

/** Refuses (invalid) a notice without the words that its place's law prescribes. */
export async function expectWording(
  tx: Transaction,
  draft: { jurisdiction: string; translates: number | null },
  { statements }: NoticeBody,
): Promise<void> {
  const unsaid = await unsaidWording(tx, draft, statements);
  if (unsaid) throw new Refusal("invalid", "wording-missing", unsaid, { fields: { statements: unsaid } });
}

/** Refuses (invalid) to ask nobody again about a change that is one of substance whatever its writers think. */
export async function expectSubstance(
  tx: Transaction,
  { jurisdiction, translates }: { jurisdiction: string; translates: number | null },
  substance: boolean,
  after: NoticeBody,
): Promise<void> {
  if (substance || translates !== null) return;
  const before = await tx.db.notice.findFirst({
    where: { jurisdiction, language: "en" },
    orderBy: { version: "desc" },
    select: { content: true },
  });
  const why = before ? whySubstance(noticeContent.parse(JSON.parse(before.content)), after) : [];
  if (why.length === 0) return;
  const text = `${why.join(" ")} So everyone has to be asked again.`;
  throw new Refusal("invalid", "of-substance", text, { fields: { substance: text } });
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
