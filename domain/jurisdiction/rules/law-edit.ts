import { z } from "zod";
import { Refusal } from "../../../lib/refusal.ts";
import { jurisdictionCode, type LawBody, lawBody } from "../schema.ts";
import { asKept, unfitFor, wrongIn } from "./law-file.ts";

/** What of a row people of legal may change; what is left out stays. */
const lawChanges = lawBody
  .pick({
    name: true,
    level: true,
    collectionAllowedDefault: true,
    duties: true,
    requiredWording: true,
    notice: true,
    consentRequired: true,
    consentCondition: true,
    citations: true,
    penalties: true,
    enforcement: true,
    coverage: true,
    exceptions: true,
    controls: true,
    confidence: true,
    sources: true,
    notes: true,
    asOf: true,
  })
  .partial();
export type LawChanges = z.input<typeof lawChanges>;

/** What somebody says in a few sentences. */
export const remark = z
  .string()
  .trim()
  .max(2000, "Say it in at most 2,000 characters.")
  .refine((text) => unfitFor(text) === null, "It has a character that cannot be kept.");

/** Why a row is changed, and where that is to be read. */
export const grounds = z.object({
  reason: remark.min(1, "Say why."),
  source: remark
    .min(1, "Say where this is to be read, or who said it.")
    .max(500, "Say it in at most 500 characters."),
});

const lawEdit = grounds.extend({
  code: jurisdictionCode,
  /** The version that was on the screen; another one in force meanwhile is a conflict. */
  baseVersion: z.int().min(1),
  changes: lawChanges,
});
export type LawEdit = z.infer<typeof lawEdit>;

/** Reads what a form or a test sends. Refuses (invalid), naming the field. */
export function parseLawEdit(input: unknown): LawEdit {
  const unfit = unfitFor(input);
  if (unfit) throw new Refusal("invalid", "bad-law-edit", unfit);
  const parsed = lawEdit.safeParse(input);
  if (parsed.success) return { ...parsed.data, changes: named(parsed.data.changes, input) };
  const fields = fieldsOf(parsed.error);
  throw new Refusal("invalid", "bad-law-edit", "Nothing was changed yet.", { fields });
}

/** Not named is not empty, whatever the schema puts there for rows from before these were written down. */
function named(changes: LawEdit["changes"], input: unknown): LawEdit["changes"] {
  const sent = z.object({ changes: z.record(z.string(), z.unknown()) }).parse(input).changes;
  const { duties, requiredWording, ...rest } = changes;
  return {
    ...rest,
    ...("duties" in sent ? { duties } : {}),
    ...("requiredWording" in sent ? { requiredWording } : {}),
  };
}

/** What is wrong, by field, the first complaint of each. */
export function fieldsOf({ issues }: z.ZodError): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const { path, message } of issues)
    fields[path.filter((each) => each !== "changes").join(".")] ??= message;
  return fields;
}

/** The row as it would read. Refuses (invalid) a source that is no address, and a row that is too long. */
export function edited(body: LawBody, changes: LawEdit["changes"]): LawBody {
  const after: LawBody = { ...body, ...asKept(changes) };
  const unfit = unfitFor(after);
  if (unfit) throw new Refusal("invalid", "bad-law-edit", unfit);
  const wrong = wrongIn(after);
  if (!wrong) return after;
  const fields = { [wrong.field]: wrong.message };
  throw new Refusal("invalid", "bad-law-edit", "Nothing was changed yet.", { fields });
}
