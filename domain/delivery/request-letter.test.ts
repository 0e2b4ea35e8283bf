import { describe, expect, test } from "vitest";
import { type RequestNews, requestLetterOf, TO_APPLICANT, TO_JUDGE } from "./rules/request-letter.ts";

const ALL: readonly RequestNews[] = [
  ...TO_APPLICANT.map((kind) => ({ isApplicant: true, kind }) as const),
  ...TO_JUDGE.map((kind) => ({ isApplicant: false, kind }) as const),
];
const REQUEST_ID = "0192e4a0-0000-7000-8000-000000000001";
const letterOf = (news: RequestNews) =>
  requestLetterOf({ ...news, name: "Aster", requestId: REQUEST_ID, portalUrl: "https://sayso.example" });
const toWhom = ({ isApplicant, kind }: RequestNews) =>
  `${isApplicant ? "to the applicant" : "to whoever decides"}: ${kind}`;

/** By which somebody who reads along would know a ground, who decides on it, or how it was decided. */
const TELLING =
  /sensitive|content|bandwidth|connection|power|battery|health|disab|convict|relig|belief|confiden|manager|legal|human|partner|ombuds|approv|denied|deny|refus|terminal|device/i;

describe("a letter about a request", () => {
  test.each(ALL.map((news) => [toWhom(news), news] as const))(
    "%s: holds one link, to the page of whom it goes to, and nothing that tells a ground",
    (_, news) => {
      const { subject, text, html } = letterOf(news);
      const link = `https://sayso.example/${news.isApplicant ? "exemptions" : "approvals"}/${REQUEST_ID}`;
      expect(text.match(/\S*:\/\/\S*/g)).toEqual([link]);
      expect(html.match(/[^\s"<>]*:\/\/[^\s"<>]*/g)).toEqual([link]);
      expect(html.match(/<a\s/g)).toHaveLength(1);
      const said = `${subject} ${text.replace(link, "")} ${html.replaceAll(/<[^>]*>/g, " ")}`;
      expect(said).not.toMatch(TELLING);
      expect(text).toContain("Hello Aster,");
      expect(subject).not.toContain("Aster");
    },
  );

  test("has words of its own for every turn", () => {
    const said = ALL.map((news) => letterOf(news).text);
    expect(new Set(said).size).toBe(ALL.length);
    for (const list of [TO_APPLICANT, TO_JUDGE]) expect(new Set(list).size).toBe(list.length);
    const subjects = ALL.map((news) => letterOf(news).subject);
    expect(new Set(subjects).size).toBe(ALL.length);
  });

  test("names nobody but whom it goes to: whoever else there is, it is the same letter", () => {
    for (const news of ALL) {
      const named = letterOf(news);
      const other = requestLetterOf({
        ...news,
        name: "Juniper",
        requestId: REQUEST_ID,
        portalUrl: "https://sayso.example",
      });
      expect(other.text.replaceAll("Juniper", "Aster"), toWhom(news)).toBe(named.text);
      expect(other.html.replaceAll("Juniper", "Aster"), toWhom(news)).toBe(named.html);
      expect(other.subject).toBe(named.subject);
    }
  });
});
