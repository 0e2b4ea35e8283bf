import { asHtml, asText, type Block } from "./blocks.ts";

/** What a letter about a request tells; the outbox holds no other kinds. */
export const REQUEST_LETTERS = [
  "sent",
  "asked",
  "appealed",
  "reminded",
  "escalated",
  "question",
  "answer",
  "comment",
  "decided",
  "overdue",
  "withdrawn",
  "revoked",
  "expires-in-14",
  "expires-in-3",
] as const;
export type RequestLetter = (typeof REQUEST_LETTERS)[number];

interface Words {
  readonly subject: string;
  readonly text: string;
}

/** To whoever decides. */
const JUDGE: Readonly<Partial<Record<RequestLetter, Words>>> = {
  asked: { subject: "A request waits for you", text: "A request waits for your decision." },
  appealed: {
    subject: "An appeal waits for you",
    text: "An appeal waits for your decision. What you decide is final.",
  },
  reminded: {
    subject: "A request still waits for you",
    text: "A request still waits for your decision. If nobody decides it in time, somebody else is asked as well.",
  },
  escalated: {
    subject: "A request waits for you",
    text: "A request was not decided in time, and waits for you now. If nobody decides it, it is granted until somebody does.",
  },
  answer: { subject: "Your question was answered", text: "What you asked about a request was answered." },
  overdue: {
    subject: "A request is overdue",
    text: "Nobody decided a request in time. What was asked for holds until somebody decides.",
  },
  withdrawn: {
    subject: "A request was taken back",
    text: "A request that waited for you was taken back. There is nothing left to do.",
  },
};
/** To whoever applied. */
const APPLICANT: Readonly<Partial<Record<RequestLetter, Words>>> = {
  sent: {
    subject: "Your request was sent",
    text: "Your request was sent. Sayso shows you who decides it and by when.",
  },
  escalated: {
    subject: "Your request went on to somebody else",
    text: "Nobody decided your request in time, so somebody else is asked now. If nobody decides it then, it is granted until somebody does.",
  },
  question: {
    subject: "A question about your request",
    text: "Somebody who decides your request asks you something.",
  },
  decided: {
    subject: "Your request was decided",
    text: "Your request was decided. Sayso tells you how, why, and what you can do.",
  },
  overdue: {
    subject: "Your request holds until it is decided",
    text: "Nobody decided your request in time. What you asked for holds until somebody does.",
  },
  revoked: {
    subject: "Something you were granted will end",
    text: "Something you were granted will end. Sayso tells you when, why, and what you can do.",
  },
  "expires-in-14": {
    subject: "Something you were granted ends within 14 days",
    text: "Something you were granted ends within 14 days. You can ask for it again with one press; it stays as it is until that is decided.",
  },
  "expires-in-3": {
    subject: "Something you were granted ends within 3 days",
    text: "Something you were granted ends within 3 days. You can ask for it again with one press; it stays as it is until that is decided.",
  },
};
const EITHER: Words = { subject: "News about a request", text: "Somebody wrote something about a request." };

/**
 * A letter about a request: what happened, and one link. What was asked for, by whom and why stands in the portal
 * alone: letters pass through many hands.
 */
export function requestLetterOf(facts: {
  readonly kind: RequestLetter;
  readonly name: string;
  readonly isApplicant: boolean;
  readonly requestId: string;
  readonly portalUrl: string;
}): { subject: string; text: string; html: string } {
  const { subject, text } = (facts.isApplicant ? APPLICANT : JUDGE)[facts.kind] ?? EITHER;
  const place = facts.isApplicant ? "exemptions" : "approvals";
  const blocks: Block[] = [
    { kind: "paragraph", text: `Hello ${oneLine(facts.name)},` },
    { kind: "paragraph", text },
    { kind: "link", text: "Open it in Sayso", href: `${facts.portalUrl}/${place}/${facts.requestId}` },
    { kind: "paragraph", text: "What it is about stands in Sayso alone, never in a letter." },
  ];
  return { subject, text: asText(blocks), html: asHtml(subject, blocks) };
}

/** A name may not look like a line of ours. */
function oneLine(name: string): string {
  return name.replaceAll(/[\p{C}\s]+/gu, " ").trim();
}
