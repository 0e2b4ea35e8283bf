import { z } from "zod";
import { CATEGORIES, type Category, type NoticeBody, noticeContent } from "../schema.ts";

/** What is asked of each category, and what may be put into the form's other fields. */
const OF_CATEGORY = ["collected", "never", "retentionDays"] as const;
const TEXTS = ["title", "controller", "contact", "purpose", "why"] as const;
const LISTS = ["recipients", "neverUsedFor", "rights", "statements"] as const;
type CategoryField = `categories.${Category}.${(typeof OF_CATEGORY)[number]}`;
export type DraftField = (typeof TEXTS)[number] | (typeof LISTS)[number] | CategoryField;

export const DRAFT_FIELDS: readonly DraftField[] = [
  ...TEXTS,
  ...CATEGORIES.flatMap((each) => OF_CATEGORY.map((part): DraftField => `categories.${each}.${part}`)),
  ...LISTS,
];

const LONGEST_TITLE = 200;
const LONGEST_FIELD = 12_000;

/** Half a character, or one that no keyboard has, which a database will not store. */
const UNSTORABLE = /\p{Cs}|(?![\n\t])\p{Cc}/u;

const anyForm = z.record(z.enum(DRAFT_FIELDS), z.string());

/** A notice as a form holds it: lists with an entry on each line, statements with a blank line between them. */
export type DraftForm = Readonly<z.infer<typeof anyForm>>;

/** What may be saved. */
export const draftForm = z
  .record(
    z.enum(DRAFT_FIELDS),
    z
      .string()
      .max(LONGEST_FIELD, "This is too long: at most 12,000 letters.")
      .refine((text) => !UNSTORABLE.test(text), "This holds a character that cannot be stored."),
  )
  .refine(({ title }) => title.length <= LONGEST_TITLE, {
    path: ["title"],
    message: "This is too long: at most 200 letters.",
  });

/** A form filled in with what a notice says; with nothing where there is none to begin with. */
export function formOf(title: string, body: NoticeBody | null): DraftForm {
  const values = new Map<string, string>([["title", title]]);
  for (const [name, value] of Object.entries(body ?? {})) {
    if (typeof value === "string") values.set(name, value);
    else if (Array.isArray(value)) values.set(name, value.join(name === "statements" ? "\n\n" : "\n"));
  }
  for (const each of CATEGORIES) {
    for (const part of OF_CATEGORY)
      values.set(`categories.${each}.${part}`, String(body?.categories[each][part] ?? ""));
  }
  return entered((field) => values.get(field));
}

/** Every field as it was sent or stored, with line ends as they are everywhere but in browsers; not checked yet. */
export function entered(read: (field: DraftField) => unknown): DraftForm {
  const text = (field: DraftField) => String(read(field) ?? "").replaceAll(/\r\n?/g, "\n");
  return anyForm.parse(Object.fromEntries(DRAFT_FIELDS.map((field) => [field, text(field)])));
}

/** The notice that a form makes, or what is missing from it: a sentence for each field. */
export type Filled =
  | { readonly title: string; readonly body: NoticeBody; readonly missing?: undefined }
  | { readonly missing: Partial<Record<DraftField, string>> };

export function noticeOf(form: DraftForm): Filled {
  const parsed = noticeContent.safeParse({
    title: form.title.trim(),
    controller: form.controller.trim(),
    contact: form.contact.trim(),
    purpose: form.purpose.trim(),
    why: form.why.trim(),
    categories: Object.fromEntries(CATEGORIES.map((each) => [each, categoryOf(form, each)])),
    recipients: linesOf(form.recipients),
    neverUsedFor: linesOf(form.neverUsedFor),
    rights: linesOf(form.rights),
    statements: statementsOf(form.statements),
  });
  if (parsed.success) {
    const { title, ...body } = parsed.data;
    return { title, body };
  }
  const wrong = parsed.error.issues.map(({ path }) => path.join("."));
  const missing = DRAFT_FIELDS.filter((field) => wrong.some((path) => `${path}.`.startsWith(`${field}.`)));
  return { missing: Object.fromEntries(missing.map((field) => [field, sentenceFor(field, form[field])])) };
}

function categoryOf(form: DraftForm, category: Category) {
  const days = form[`categories.${category}.retentionDays`].trim();
  return {
    collected: form[`categories.${category}.collected`].trim(),
    never: form[`categories.${category}.never`].trim(),
    retentionDays: /^\d{1,4}$/.test(days) ? Number(days) : null,
  };
}

function linesOf(text: string): string[] {
  return once(text.split("\n").map((line) => line.trim()));
}

/** A line that merely breaks, as in what was copied from a book, does not end a statement. */
export function statementsOf(text: string): string[] | undefined {
  const statements = once(text.split(/\n\s*\n/).map((each) => each.replaceAll(/\s+/g, " ").trim()));
  return statements.length > 0 ? statements : undefined;
}

function once(entries: readonly string[]): string[] {
  return [...new Set(entries)].filter((each) => each !== "");
}

function sentenceFor(field: DraftField, value: string): string {
  if (field === "statements") return "At most 20 statements, of at most 4,000 letters each.";
  if (field.endsWith("retentionDays")) return "Give a whole number of days, from 1 to 3650.";
  if (value.trim() === "") return "This is not filled in yet.";
  return field === "contact" ? "This is not an e-mail address." : "This cannot be used as it is.";
}
