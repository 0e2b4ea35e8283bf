import { DRAFT_FIELDS, type DraftField } from "../../domain/notice/rules/draft.ts";
import { CATEGORIES } from "../../domain/notice/schema.ts";
import { CATEGORY_WORDS } from "./category-words.ts";

type Words = { label: string; hint?: string };

const ONE_A_LINE = "One on each line.";
const PLAIN: Partial<Record<DraftField, Words>> = {
  title: { label: "Title" },
  controller: { label: "Who is responsible", hint: "The company or body that collects." },
  contact: { label: "Contact for questions", hint: "An e-mail address that somebody reads." },
  purpose: { label: "What it is for" },
  why: { label: "Why it is collected", hint: "In words that you would say to a colleague." },
  recipients: { label: "Who may see it", hint: ONE_A_LINE },
  neverUsedFor: { label: "What it is never used for", hint: ONE_A_LINE },
  rights: { label: "People's rights", hint: ONE_A_LINE },
  statements: {
    label: "What the law asks us to say",
    hint: "Words that a statute prescribes, and what goes with them. An empty line begins the next statement.",
  },
};

/** What each part of a notice is called where it is written or compared. */
export const FIELD_WORDS: Readonly<Record<string, Words>> = Object.fromEntries([
  ...DRAFT_FIELDS.map((field) => [field, PLAIN[field] ?? { label: field }]),
  ...CATEGORIES.flatMap((each) => {
    const { name } = CATEGORY_WORDS[each];
    return [
      [`categories.${each}.collected`, { label: `${name}: what is collected` }],
      [`categories.${each}.never`, { label: `${name}: what never is` }],
      [`categories.${each}.retentionDays`, { label: `${name}: kept for how many days` }],
    ];
  }),
]);
