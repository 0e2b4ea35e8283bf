import { describe, expect, test } from "vitest";
import type { NoticeBody } from "../notice/schema.ts";
import { type LetterFacts, letterOf } from "./rules/letter.ts";
import { lettersOf } from "./rules.ts";
import type { DueRow } from "./schema.ts";

const row = (changes: Partial<DueRow>): DueRow => ({
  employeeId: "one",
  noticeId: "notice",
  code: "US",
  reason: "notice",
  asks: [],
  ...changes,
});

describe("letters", () => {
  test("are one for each notice, for the strongest reason, in the name of the place before the federal row", () => {
    const letters = lettersOf([
      row({ reason: "reminder", asks: ["acknowledgement"] }),
      row({ code: "US-ME", reason: "yearly" }),
      row({ noticeId: "other", code: "US" }),
      row({ noticeId: "other", code: "US-NY", asks: ["acknowledgement"] }),
      row({ employeeId: "two", noticeId: "other" }),
    ]);
    expect(letters).toEqual([
      {
        employeeId: "one",
        noticeId: "notice",
        reason: "yearly",
        code: "US-ME",
        asks: [{ code: "US", ask: "acknowledgement" }],
      },
      {
        employeeId: "one",
        noticeId: "other",
        reason: "notice",
        code: "US-NY",
        asks: [{ code: "US-NY", ask: "acknowledgement" }],
      },
      { employeeId: "two", noticeId: "other", reason: "notice", code: "US", asks: [] },
    ]);
  });
});

const each = { collected: "C & D", never: "<script>", retentionDays: 1 };
const body: NoticeBody = {
  controller: "Larkspur",
  contact: "privacy@larkspur.example",
  purpose: "P",
  why: "W",
  categories: { pointer: each, keyboard: each, screen: each, application: each },
  recipients: ["R"],
  neverUsedFor: ["N"],
  rights: ["I"],
  statements: ["The law's own words."],
};
const facts: LetterFacts = {
  name: "Aster <b>",
  timeZone: "America/New_York",
  reason: "notice",
  place: "US-IL",
  asks: [{ code: "US-IL", ask: "authorisation" }],
  names: new Map([["US-IL", "Illinois"]]),
  languages: ["es"],
  notice: {
    title: "T",
    body,
    version: 3,
    sha256: "f".repeat(64),
    effectiveAt: new Date("2026-11-24T01:00:00Z"),
  },
  portalUrl: "https://sayso.example",
};

describe("a letter", () => {
  test("says the same as text and as HTML, in which nothing runs", () => {
    const { text, html } = letterOf(facts);
    for (const part of [
      "P",
      "W",
      "R",
      "N",
      "I",
      "The law's own words.",
      "Illinois also asks for your written",
    ]) {
      expect(text).toContain(part);
      expect(html).toContain(part.replace("'", "&#39;"));
    }
    expect(text).toContain("Pointer: C & D Never: <script> Kept for 1 day.");
    expect(html).toContain("Pointer: C &amp; D Never: &lt;script&gt; Kept for 1 day.");
    expect(html).toContain("Hello Aster &lt;b&gt;,");
    expect(html).not.toMatch(/<script|<img|<link|style=/);
    expect(text).toContain("Version 3, in force since November 23, 2026");
  });

  test("leads to the notices and to the other languages, by addresses that say nothing about anybody", () => {
    const { text } = letterOf(facts);
    expect(text.match(/https:\S+/g)).toEqual([
      "https://sayso.example/notice",
      "https://sayso.example/posted/US-IL",
    ]);
    expect(text).toContain("This notice in Spanish");
  });

  test("promises that nothing is collected only to whom something is missing", () => {
    expect(letterOf(facts).text).toContain("As long as you do nothing, nothing is collected about you");
    const { text } = letterOf({ ...facts, reason: "yearly", asks: [] });
    expect(text).not.toContain("nothing is collected about you");
    expect(text).toContain("This letter allows nothing");
  });

  test.each(["notice", "yearly", "reminder"] as const)(
    "of the kind %s names nobody in its subject",
    (reason) => {
      expect(letterOf({ ...facts, reason }).subject).not.toMatch(/Aster|Illinois|US-IL/);
    },
  );
});
