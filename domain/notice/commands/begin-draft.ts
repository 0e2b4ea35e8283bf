import { z } from "zod";
import { Refusal } from "../../../lib/refusal.ts";
import type { PersonActor } from "../../actor/schema.ts";
import { type Transaction, transact } from "../../audit/commands.ts";
import { FEDERAL, jurisdictionCode } from "../../jurisdiction/schema.ts";
import { requireLegal } from "../policy.ts";
import { readProgramDays } from "../queries/program-days.ts";
import { type DraftForm, formOf } from "../rules/draft.ts";
import { inForce } from "../rules.ts";
import { CATEGORIES, noticeContent } from "../schema.ts";
import { addRevision } from "./revisions.ts";

const start = z.object({
  jurisdiction: z.string("Choose a place.").min(1, "Choose a place.").pipe(jurisdictionCode),
  /** What the draft is begun with: the place's own notice in force, the federal one, or nothing. */
  from: z.enum(["in-force", "federal", "nothing"], "Choose what to begin with."),
});
const translation = z.object({
  translates: z.uuid("Choose the notice to translate."),
  language: z
    .string()
    .regex(/^[a-z]{2}(-[A-Z]{2})?$/, "Give the language by its code, such as es or fr-CA.")
    .refine((code) => !/^en\b/.test(code), "The notice itself is in English. Choose another language."),
});

/**
 * Begins a draft of a place's next notice, in English: consent is asked for in the words of that one. Refuses
 * (invalid) a place without a row of law, and a beginning that does not exist.
 */
export async function beginDraft(
  actor: PersonActor,
  input: { jurisdiction: unknown; from: unknown },
): Promise<{ id: string }> {
  requireLegal(actor);
  const { jurisdiction, from } = checked(start, input);
  return transact(actor, async (tx) => {
    if (!(await tx.db.jurisdiction.findFirst({ where: { code: jurisdiction, untilAt: null } })))
      throw invalid("jurisdiction", "no-such-place", "There is no row of law for this place.");
    const form = from === "nothing" ? await emptyForm(tx) : await formInForce(tx, jurisdiction, from);
    const draft = await tx.db.noticeDraft.create({
      data: { jurisdiction, language: "en", begunBy: actor.id },
    });
    return opened(tx, actor, draft.id, { form, substance: true, effectiveAt: null });
  });
}

/** Nothing but for how long the program keeps things: a notice that says less binds as well, and one that says more does not. */
async function emptyForm(tx: Transaction): Promise<DraftForm> {
  const days = await readProgramDays(tx.db);
  const filled = CATEGORIES.map((each) => [`categories.${each}.retentionDays`, String(days[each])]);
  return { ...formOf("", null), ...Object.fromEntries(filled) };
}

async function formInForce(tx: Transaction, place: string, from: "in-force" | "federal"): Promise<DraftForm> {
  const jurisdiction = from === "federal" ? FEDERAL : place;
  const notices = await tx.db.notice.findMany({ where: { jurisdiction, language: "en" } });
  const notice = inForce(notices, tx.now);
  if (!notice) throw invalid("from", "none-in-force", "This place has no notice of its own in force.");
  const { title, ...body } = noticeContent.parse(JSON.parse(notice.content));
  return formOf(title, body);
}

/**
 * Begins a translation: the same version in another language. Refuses (not_found) an unknown notice, (invalid) a
 * language that it exists in, or one that is malformed.
 */
export async function beginTranslation(
  actor: PersonActor,
  input: { translates: unknown; language: unknown },
): Promise<{ id: string }> {
  requireLegal(actor);
  const { translates, language } = checked(translation, input);
  return transact(actor, async (tx) => {
    const notice = await tx.db.notice.findUnique({ where: { id: translates } });
    if (!notice) throw new Refusal("not_found", "no-such-notice", "There is no such notice.");
    const { jurisdiction, version, effectiveAt } = notice;
    const known = { jurisdiction_language_version: { jurisdiction, version, language } };
    if (await tx.db.notice.findUnique({ where: known }))
      throw invalid("language", "translated-before", "This version was published in this language already.");
    const { title, ...body } = noticeContent.parse(JSON.parse(notice.content));
    const draft = await tx.db.noticeDraft.create({
      data: { jurisdiction, language, translates: version, begunBy: actor.id },
    });
    const form = formOf(title, body);
    const isComing = effectiveAt > tx.now;
    return opened(tx, actor, draft.id, {
      form,
      substance: false,
      effectiveAt: isComing ? effectiveAt : null,
    });
  });
}

async function opened(
  tx: Transaction,
  actor: PersonActor,
  id: string,
  first: { form: DraftForm; substance: boolean; effectiveAt: Date | null },
): Promise<{ id: string }> {
  await addRevision(tx, id, { ...first, number: 1, isReady: false }, actor.id);
  await tx.record({ kind: "notice-draft.begun", objectId: id });
  return { id };
}

function checked<T>(schema: z.ZodType<T>, input: unknown): T {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw invalid(issue?.path.join(".") ?? "", "malformed", issue?.message ?? "This is not understood.");
}

function invalid(field: string, reason: string, text: string): Refusal {
  return new Refusal("invalid", reason, text, { fields: { [field]: text } });
}
