import { asker } from "../../jurisdiction/rules.ts";
import { CATEGORIES, type NoticeBody } from "../../notice/schema.ts";
import type { Ask, DueLetter, LetterReason } from "../schema.ts";
import { asHtml, asText, type Block } from "./blocks.ts";

/** All that a letter is made of. */
export interface LetterFacts {
  /** The employee's. */
  readonly name: string;
  readonly timeZone: string;
  readonly reason: LetterReason;
  /** The code of the row for whose sake it is sent. */
  readonly place: string;
  readonly asks: DueLetter["asks"];
  /** What the rows are called, by their codes. */
  readonly names: ReadonlyMap<string, string>;
  /** Other languages in which the notice stands. */
  readonly languages: readonly string[];
  readonly notice: {
    readonly title: string;
    readonly body: NoticeBody;
    readonly version: number;
    readonly sha256: string;
    readonly effectiveAt: Date;
  };
  /** The portal's address, without a trailing slash. */
  readonly portalUrl: string;
}

/** Headers pass through many hands: nothing about anybody, nor about where they live, stands in them. */
const SUBJECTS: Readonly<Record<LetterReason, string>> = {
  notice: "A notice for you to read",
  yearly: "Your yearly notice",
  reminder: "A reminder: a notice for you to read",
};

/** A letter with the whole text of a notice, as plain text and as HTML that say the same. */
export function letterOf(facts: LetterFacts): { subject: string; text: string; html: string } {
  const subject = SUBJECTS[facts.reason];
  const blocks = [...opening(facts), ...noticeBlocks(facts), ...closing(facts)];
  return { subject, text: asText(blocks), html: asHtml(subject, blocks) };
}

function opening(facts: LetterFacts): Block[] {
  const who = whoAsks(facts, facts.place);
  const why: Readonly<Record<LetterReason, string>> = {
    notice: `${who} asks that you are given this notice before anything is collected about how you use your work computer.`,
    yearly: `${who} asks that you are given this notice once in every year. This is the one for this year.`,
    reminder:
      "You were given this notice before, and something in it still waits for you, if you want to do it. We remind you three times at most.",
  };
  return [
    paragraph(`Hello ${facts.name},`),
    paragraph(why[facts.reason]),
    ...unique(facts.asks.map(({ code, ask }) => ASKS[ask](whoAsks(facts, code)))).map(paragraph),
    paragraph(facts.asks.length > 0 ? NOTHING_YET : AS_YOU_SAID),
    { kind: "link", text: "Your notices in Sayso", href: `${facts.portalUrl}/notice` },
    ...otherLanguages(facts),
  ];
}

const NOTHING_YET =
  "You do not have to do anything. As long as you do nothing, nothing is collected about you, and that has no other consequence: not for your job, your pay or your prospects.";
const AS_YOU_SAID =
  "You do not have to do anything. This letter allows nothing: what you allowed, or did not, stays as you said it, and you can change it at any time.";

const ASKS: Readonly<Record<Ask, (who: string) => string>> = {
  acknowledgement: (who) =>
    `${who} also asks for your word that you were given it. You can give it in Sayso. It only records that you were given the notice, and allows nothing.`,
  authorisation: (who) =>
    `${who} also asks for your written authorisation. Whether you sign is up to you. You can read in Sayso what you would sign, and take it back there at any time.`,
  "daily-notice-or-acknowledgement": (who) =>
    `${who} asks that you are shown this notice on each day on which something is collected, or that you acknowledge it once. You can do either in Sayso.`,
};

function whoAsks({ names }: LetterFacts, code: string): string {
  return asker(code, names.get(code) ?? code);
}

function otherLanguages({ languages, portalUrl, place }: LetterFacts): Block[] {
  const names = new Intl.DisplayNames(["en"], { type: "language" });
  return languages.map((language) => ({
    kind: "link",
    text: `This notice in ${names.of(language) ?? language}`,
    href: `${portalUrl}/posted/${place}`,
  }));
}

function noticeBlocks({ notice, timeZone }: LetterFacts): Block[] {
  const { body } = notice;
  const since = notice.effectiveAt.toLocaleDateString("en-US", { dateStyle: "long", timeZone });
  const days = (count: number) => (count === 1 ? "1 day" : `${count} days`);
  return [
    { kind: "title", text: notice.title },
    heading("What it is for"),
    paragraph(body.purpose),
    heading("Why it is collected"),
    paragraph(body.why),
    heading("What may be collected, if you allow it"),
    list(
      CATEGORIES.map((each) => {
        const { collected, never, retentionDays } = body.categories[each];
        const name = `${each[0]?.toUpperCase()}${each.slice(1)}`;
        return `${name}: ${collected} Never: ${never} Kept for ${days(retentionDays)}.`;
      }),
    ),
    heading("Who may see it"),
    list(body.recipients),
    heading("What it is never used for"),
    list(body.neverUsedFor),
    heading("Your rights"),
    list(body.rights),
    ...(body.statements ? [heading("What the law asks us to say"), ...body.statements.map(paragraph)] : []),
    paragraph(
      `Version ${notice.version}, in force since ${since}. Its exact text has the SHA-256 ${notice.sha256}.`,
    ),
  ];
}

function closing({ notice: { body } }: LetterFacts): Block[] {
  return [paragraph(`Responsible: ${body.controller}. Questions: ${body.contact}`)];
}

function paragraph(text: string): Block {
  return { kind: "paragraph", text };
}

function heading(text: string): Block {
  return { kind: "heading", text };
}

function list(items: readonly string[]): Block {
  return { kind: "list", items };
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}
