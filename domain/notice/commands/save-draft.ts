import { z } from "zod";
import { Refusal } from "../../../lib/refusal.ts";
import type { PersonActor } from "../../actor/schema.ts";
import { type Transaction, transact } from "../../audit/commands.ts";
import { requireLegal } from "../policy.ts";
import { type DraftForm, draftForm, noticeOf, statementsOf } from "../rules/draft.ts";
import { expectSubstance, expectWording, unsaidWording } from "./publishable.ts";
import { addRevision, findOpenDraft, lockDraft, savedMeanwhile } from "./revisions.ts";

const saving = z.object({
  draftId: z.uuid(),
  basedOn: z.int().min(1),
  substance: z.boolean("Say whether everyone is to be asked again."),
  effectiveAt: z.date("This is not a day.").nullable(),
  isReady: z.boolean(),
});

const LONGEST_AHEAD_MS = 366 * 86_400_000;

export interface Saving {
  readonly draftId: unknown;
  /** The number of the revision that was changed. */
  readonly basedOn: unknown;
  /** By field of the draft's form, as it was entered. */
  readonly form: unknown;
  readonly substance: unknown;
  readonly effectiveAt: unknown;
  /** Whether it is put forward for a second person's approval. */
  readonly isReady: unknown;
}

/**
 * Saves a draft as its next revision; unfinished ones too, unless it is put forward. Refuses (not_found) an unknown
 * draft, (conflict) one that is closed or that somebody else saved meanwhile, and (invalid), field by field, what is
 * malformed; what is put forward must also be whole, say what the law prescribes, and ask again where the law wants that. A day from which it is in force lies ahead, by at
 * most a year.
 */
export async function saveDraft(actor: PersonActor, input: Saving): Promise<{ number: number }> {
  requireLegal(actor);
  const { draftId, basedOn, effectiveAt, isReady, ...rest } = settings(input);
  const form = filledIn(input.form);
  return transact(actor, async (tx) => {
    await lockDraft(tx, draftId);
    const { draft, last } = await findOpenDraft(tx, draftId);
    if (last.number !== basedOn) throw savedMeanwhile();
    if (effectiveAt) expectWithinAYear(effectiveAt, tx.now);
    const substance = draft.translates === null && rest.substance;
    if (isReady) await expectPublishable(tx, form, substance, draft);
    const number = basedOn + 1;
    await addRevision(tx, draftId, { number, form, substance, effectiveAt, isReady }, actor.id);
    const kind = isReady ? "notice-draft.put-forward" : "notice-draft.saved";
    await tx.record({ kind, objectId: draftId, details: { revision: number } });
    return { number };
  });
}

function settings(input: Saving): z.infer<typeof saving> {
  const parsed = saving.safeParse(input);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = issue?.path.join(".") ?? "";
  if (field === "draftId") throw new Refusal("not_found", "no-such-draft", "There is no such draft.");
  throw new Refusal("invalid", "malformed", "Something in this form is not understood.", {
    fields: { [field]: issue?.message ?? "This is not understood." },
  });
}

function filledIn(form: unknown): DraftForm {
  const parsed = draftForm.safeParse(form);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map(({ path, message }) => [path.join("."), message]);
  const text = "Nothing was saved yet: some of what you entered cannot be stored.";
  throw new Refusal("invalid", "malformed", text, { fields: Object.fromEntries(fields) });
}

/** A published notice is never taken back, and none takes effect before it: a year mistyped would close the place's line. */
function expectWithinAYear(effectiveAt: Date, now: Date): void {
  const ahead = effectiveAt.getTime() - now.getTime();
  if (ahead <= 0) {
    const text =
      "This has passed already. A notice is never dated back: choose a later day, or its approval.";
    throw wrongDay("in-the-past", text);
  }
  if (ahead > LONGEST_AHEAD_MS)
    throw wrongDay("too-far", "This is more than a year ahead. Choose a day within a year, or its approval.");
}

function wrongDay(reason: string, text: string): Refusal {
  return new Refusal("invalid", reason, text, { fields: { effectiveAt: text } });
}

async function expectPublishable(
  tx: Transaction,
  form: DraftForm,
  substance: boolean,
  draft: { jurisdiction: string; translates: number | null },
): Promise<void> {
  const filled = noticeOf(form);
  if (!filled.missing) {
    await expectWording(tx, draft, filled.body);
    return expectSubstance(tx, draft, substance, filled.body);
  }
  // All at once: nobody should have to come back for the next mistake.
  const unsaid = await unsaidWording(tx, draft, statementsOf(form.statements));
  const text = "It is not whole yet, so it was not put forward. You can save it unfinished.";
  const fields = { ...filled.missing, ...(unsaid && { statements: filled.missing.statements ?? unsaid }) };
  throw new Refusal("invalid", "incomplete", text, { fields });
}
