import { z } from "zod";
import type { Interval } from "../../lib/interval.ts";
import { APPLICATION_ID } from "../consent/schema.ts";
import { CATEGORIES, type Category } from "../notice/schema.ts";
import type { Week } from "./rules/week.ts";

/** A dated exception from collection. An empty list stands for all. */
export interface ExemptionFact extends Interval {
  readonly categories: readonly Category[];
  readonly applications: readonly string[];
  /** Only in these hours; null for all. */
  readonly week: Week | null;
}

export const GROUNDS = ["sensitive-content", "bandwidth", "power", "health", "conviction", "other"] as const;
export type Ground = (typeof GROUNDS)[number];
/** Whose request no one above the applicant may know of. */
export const CONFIDENTIAL: readonly Ground[] = ["health", "conviction"];

/** Why a renewal keeps its ground: others decide on another one, and would be shown what is in force. */
export const OTHER_GROUND =
  "A renewal is on the ground of what it renews. On another ground, throw this draft away and apply anew.";

export const GROUPS = ["manager", "legal", "hr", "appeals"] as const;
export type Group = (typeof GROUPS)[number];
export const STAGES = ["request", "appeal"] as const;
export type Stage = (typeof STAGES)[number];

/** Letters that a reason, a question or a comment may have. */
export const MOST_LETTERS = 4_000;
const TOO_LONG = `At most ${MOST_LETTERS.toLocaleString("en-US")} letters.`;
/** Files that one request may have. */
export const MOST_FILES = 10;
export const WEEK_MINUTES = 10_080;

/** Line breaks and tabs are the only control characters; a half character cannot be kept. */
export const isKeepable = (text: string) => !/[\p{Cs}]|[^\P{Cc}\n\r\t]/u.test(text);

/** What a text may be made of: no control characters but line breaks and tabs, no half characters. */
const anyWords = z
  .string()
  .trim()
  .max(MOST_LETTERS, TOO_LONG)
  .refine(isKeepable, "This holds a character that cannot be kept.");
const words = (missing: string) => anyWords.min(1, missing);

const instant = z.number().int().min(0).max(Date.parse("2200-01-01T00:00:00Z"));
const span = z.tuple([
  z
    .int()
    .min(0)
    .max(WEEK_MINUTES - 1),
  z.int().min(1).max(WEEK_MINUTES),
]);

const category = z.enum(CATEGORIES, "Choose among the kinds of record.");

/** What is to be left out. Null stands for all; an empty list is nothing, and refused. */
export const scope = z
  .strictObject({
    categories: z.array(category).min(1, "Choose at least one kind of record.").nullable(),
    applications: z
      .array(z.string().regex(APPLICATION_ID, "Choose among the program's applications."))
      .min(1, "Choose at least one application.")
      .max(200, "These are more applications than there are.")
      .nullable(),
    devices: z
      .array(z.uuid("Choose among your computers."))
      .min(1, "Choose at least one computer.")
      .max(50, "These are more computers than one can have.")
      .nullable(),
    hours: z
      .array(span.refine(([from, to]) => from < to, "Hours end after they begin."))
      .min(1, "Add at least one span of hours.")
      .max(50, "At most 50 spans of hours.")
      .nullable(),
    from: instant,
    until: instant,
  })
  .refine(({ from, until }) => from < until, { path: ["until"], message: "The end comes before the start." });
export type Scope = z.infer<typeof scope>;

const ground = z.enum(GROUNDS, "Choose what it is about.");
const renewed = z
  .uuid("What this renews is none of your exemptions. Open that exemption, and renew it there.")
  .nullable();

export const application = z.strictObject({
  ground,
  words: words("Say why, in your own words. A sentence is enough."),
  scope,
  renews: renewed,
});
export type Application = z.infer<typeof application>;

export const decision = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("approved"), words: anyWords }),
  z.strictObject({ kind: z.literal("narrowed"), words: words("Say why not all of it."), scope }),
  z.strictObject({
    kind: z.literal("denied"),
    words: words("Say why not."),
    remedy: anyWords,
  }),
]);
export type Decision = z.infer<typeof decision>;

export const said = words("Write something first.");
export const reason = words("Say why.");

/** Why hours cannot be read. */
export const NO_HOURS = "Choose days, and a time from and until, such as 09:00 and 12:00.";

/** The form as it stands while it is filled in: text, as the fields hold it, and what it renews. */
export const draftForm = z.strictObject({
  ground: ground.nullable(),
  words: z.string().max(MOST_LETTERS * 2, TOO_LONG),
  everything: z.boolean(),
  categories: z.array(category).max(CATEGORIES.length, "Choose each kind of record once.").nullable(),
  applications: z
    .array(z.string().max(40, "Choose among the program's applications."))
    .max(200, "These are more applications than there are.")
    .nullable(),
  devices: z
    .array(z.string().max(40, "Choose among your computers."))
    .max(50, "These are more computers than one can have.")
    .nullable(),
  hours: z
    .array(z.tuple([z.string().max(20, NO_HOURS), z.string().max(5, NO_HOURS), z.string().max(5, NO_HOURS)]))
    .max(50, "At most 50 spans of hours.")
    .nullable(),
  from: z.string().max(20, "Give a day, such as 2026-12-01."),
  until: z.string().max(20, "Give a day, such as 2026-12-31."),
  renews: renewed,
});
export type DraftForm = z.infer<typeof draftForm>;

/** What a file is called where people read it; what it is, its content says. */
export const fileName = z
  .string()
  .trim()
  .min(1, "The file has no name.")
  .transform((name) => name.slice(-120).replace(/[^\P{C}]/gu, ""))
  .pipe(z.string().min(1, "The file has no name."));
