import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { organisation } from "../../../prisma/factories/organisation.ts";
import type { NoticeBody } from "../schema.ts";
import { canonicalNotice } from "./canonical.ts";
import { DRAFT_FIELDS, type DraftForm, draftForm, entered, formOf, noticeOf } from "./draft.ts";

const { title, body } = organisation(1).notice;
const whole = formOf(title, body);

const line = fc
  .string({ unit: "grapheme", minLength: 1, maxLength: 40 })
  .map((text) => `x${text.replaceAll(/\s+/g, " ").trim()}`);
const lines = fc.uniqueArray(line, { minLength: 1, maxLength: 5 });
const days = fc.integer({ min: 1, max: 3650 });
const category = fc.record({ collected: line, never: line, retentionDays: days });
const anyBody: fc.Arbitrary<NoticeBody> = fc.record(
  {
    controller: line,
    contact: fc.constant("privacy@larkspur.example"),
    purpose: line,
    why: line,
    categories: fc.record({ pointer: category, keyboard: category, screen: category, application: category }),
    recipients: lines,
    neverUsedFor: lines,
    rights: lines,
    statements: lines,
  },
  {
    requiredKeys: [
      "controller",
      "contact",
      "purpose",
      "why",
      "categories",
      "recipients",
      "neverUsedFor",
      "rights",
    ],
  },
);

describe("a form", () => {
  test("made from a notice makes that very notice again, with the same hash", () => {
    fc.assert(
      fc.property(line, anyBody, (named, some) => {
        const filled = noticeOf(formOf(named, some));
        if (filled.missing) throw new Error(JSON.stringify(filled.missing));
        expect(canonicalNotice(filled.title, filled.body)).toEqual(canonicalNotice(named, some));
      }),
    );
  });

  test("without statements makes a notice without them, so that its hash is what it always was", () => {
    const filled = noticeOf(whole);
    expect(filled).toEqual({ title, body });
    expect("statements" in body).toBe(false);
    expect(filled.missing ?? canonicalNotice(filled.title, filled.body)).toEqual(
      canonicalNotice(title, body),
    );
  });

  test("takes an entry a line, whatever the browser's line ends, and nothing twice", () => {
    const form = { ...whole, rights: " Say no \r\n\r\nPause\rSay no\n" };
    const filled = noticeOf(entered((field) => form[field]));
    expect(filled.missing ?? filled.body.rights).toEqual(["Say no", "Pause"]);
  });

  test("takes statements apart where a line is empty, not where one breaks", () => {
    const filled = noticeOf({ ...whole, statements: "The law\nsays this.\n \nAnd  that." });
    expect(filled.missing ?? filled.body.statements).toEqual(["The law says this.", "And that."]);
  });
});

describe("what is missing", () => {
  test.each(DRAFT_FIELDS.filter((field) => field !== "statements"))("is said of %s alone", (field) => {
    const { missing } = noticeOf({ ...whole, [field]: " \n " });
    expect(Object.keys(missing ?? {})).toEqual([field]);
    expect(missing?.[field]).toMatch(/^[A-Z].+\.$/);
  });

  test.each(["0", "3651", "-1", "1.5", "1e3", "a year", "٣"])("is said of %s days", (written) => {
    const { missing } = noticeOf({ ...whole, "categories.screen.retentionDays": written });
    expect(missing).toEqual({
      "categories.screen.retentionDays": "Give a whole number of days, from 1 to 3650.",
    });
  });

  test("is said of an address that is none, and of statements that are too many or too long", () => {
    expect(noticeOf({ ...whole, contact: "the office" }).missing).toEqual({
      contact: "This is not an e-mail address.",
    });
    const many = Array.from({ length: 21 }, (_, i) => `Statement ${i}.`).join("\n\n");
    for (const statements of [many, "a".repeat(4_001)])
      expect(Object.keys(noticeOf({ ...whole, statements }).missing ?? {})).toEqual(["statements"]);
  });

  test("of an empty form is everything that a notice must say", () => {
    expect(Object.keys(noticeOf(formOf("", null)).missing ?? {})).toHaveLength(DRAFT_FIELDS.length - 1);
  });
});

describe("may be saved", () => {
  const refused = (changes: Partial<DraftForm>) =>
    draftForm.safeParse({ ...whole, ...changes }).error?.issues.map((issue) => issue.path.join("."));

  test("unfinished, but not with a title or text too long, or what cannot be stored", () => {
    expect(refused({ purpose: "", contact: "not yet" })).toBeUndefined();
    expect(refused({ title: "t".repeat(201) })).toEqual(["title"]);
    expect(refused({ why: "w".repeat(12_001) })).toEqual(["why"]);
    for (const bad of ["\u0000", "\u001b[2J", "\ud800"])
      expect(refused({ why: `a${bad}b` })).toEqual(["why"]);
    expect(refused({ why: "A tab\t, a line\n, é, 漢, 👩‍⚖️." })).toBeUndefined();
  });
});
