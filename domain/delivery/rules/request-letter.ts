import { asHtml, asText, type Block, greeting } from "./blocks.ts";

/** What a letter tells its applicant, and what it tells whoever decides; the outbox holds no other kinds. */
export const TO_APPLICANT = [
  "sent",
  "appealed",
  "escalated",
  "nobody-else",
  "replaced",
  "question",
  "comment",
  "decided",
  "overdue",
  "lapsed",
  "revoked",
  "expires-in-14",
  "expires-in-3",
  "expired",
] as const;
export const TO_JUDGE = [
  "asked",
  "appealed",
  "reminded",
  "escalated",
  "nobody-else",
  "answer",
  "comment",
  "overdue",
  "withdrawn",
  "lapsed",
] as const;

/** What happened, and to which of the two it is told. */
export type RequestNews =
  | { readonly isApplicant: true; readonly kind: (typeof TO_APPLICANT)[number] }
  | { readonly isApplicant: false; readonly kind: (typeof TO_JUDGE)[number] };

interface Words {
  readonly subject: string;
  readonly text: string;
}

const APPLICANT: Readonly<Record<(typeof TO_APPLICANT)[number], Words>> = {
  sent: {
    subject: "Your request was sent",
    text: "Your request was sent. Sayso shows you who decides it and by when.",
  },
  appealed: {
    subject: "Your appeal was sent",
    text: "Your appeal was sent. Sayso shows you who decides it and by when. What they decide is final.",
  },
  escalated: {
    subject: "Your request went on to somebody else",
    text: "Nobody decided your request in time, so somebody else is asked now. If nobody decides it then, it is granted until somebody does.",
  },
  "nobody-else": {
    subject: "Your request still waits",
    text: "Nobody decided your request in time, and there is nobody else to ask. Whoever was asked has as long again. If nobody decides it then, it is granted until somebody does.",
  },
  replaced: {
    subject: "Somebody else was asked about your request",
    text: "Somebody else was asked to decide your request. Sayso shows you who reads it now.",
  },
  question: {
    subject: "A question about your request",
    text: "Somebody who decides your request asks you something. The time to decide waits for your answer.",
  },
  comment: {
    subject: "A comment on your request",
    text: "Somebody who decides your request wrote to you about it.",
  },
  decided: {
    subject: "Your request was decided",
    text: "Your request was decided. Sayso tells you how, why, and what you can do.",
  },
  overdue: {
    subject: "Your request holds until it is decided",
    text: "Nobody decided your request in time. What you asked for holds until somebody does.",
  },
  lapsed: {
    subject: "Your request is over",
    text: "What you asked for was over before anybody decided it, so nobody is asked any more. You can ask for it again in Sayso.",
  },
  revoked: {
    subject: "Something you were granted was revoked",
    text: "Something you were granted was revoked. Sayso tells you from when on, why, and what you can do.",
  },
  "expires-in-14": {
    subject: "Something you were granted ends within 14 days",
    text: "Something you were granted ends within 14 days. You can ask for it again in Sayso; what you renew stays as it is until that is decided.",
  },
  "expires-in-3": {
    subject: "Something you were granted ends within 3 days",
    text: "Something you were granted ends within 3 days. You can ask for it again in Sayso; what you renew stays as it is until that is decided.",
  },
  expired: {
    subject: "Something you were granted has ended",
    text: "Something you were granted has ended. Sayso shows you what it was, and you can ask for it again.",
  },
};
const JUDGE: Readonly<Record<(typeof TO_JUDGE)[number], Words>> = {
  asked: { subject: "A request waits for you", text: "A request waits for your decision." },
  appealed: {
    subject: "An appeal waits for you",
    text: "An appeal waits for your decision. What you decide is final.",
  },
  reminded: {
    subject: "A request still waits for you",
    text: "A request still waits for your decision. If nobody decides it in time, others may be asked as well.",
  },
  escalated: {
    subject: "A request was not decided in time",
    text: "A request was not decided in time, and waits for you now. If nobody decides it, it is granted until somebody does.",
  },
  "nobody-else": {
    subject: "A request waits for you, and for nobody else",
    text: "A request was not decided in time, and there is nobody else to ask. If nobody decides it, it is granted until somebody does.",
  },
  answer: {
    subject: "A question was answered",
    text: "What was asked about a request that waits for you was answered.",
  },
  comment: {
    subject: "A comment on a request",
    text: "Whoever applied wrote about a request that waits for you.",
  },
  overdue: {
    subject: "A request is overdue",
    text: "Nobody decided a request in time. What was asked for holds until somebody decides.",
  },
  withdrawn: {
    subject: "A request was taken back",
    text: "A request that waited for you was taken back. There is nothing left to do.",
  },
  lapsed: {
    subject: "A request needs no decision any more",
    text: "A request that waited for you would have no effect any more. There is nothing left to do.",
  },
};

/**
 * A letter about a request: what happened, and one link. What was asked for, by whom and why stands in the portal
 * alone: letters pass through many hands.
 */
export function requestLetterOf(
  facts: RequestNews & { readonly name: string; readonly requestId: string; readonly portalUrl: string },
): { subject: string; text: string; html: string } {
  const { subject, text } = facts.isApplicant ? APPLICANT[facts.kind] : JUDGE[facts.kind];
  const place = facts.isApplicant ? "exemptions" : "approvals";
  const blocks: Block[] = [
    greeting(facts.name),
    { kind: "paragraph", text },
    { kind: "link", text: "Open it in Sayso", href: `${facts.portalUrl}/${place}/${facts.requestId}` },
    { kind: "paragraph", text: "What it is about stands in Sayso alone, never in a letter." },
  ];
  return { subject, text: asText(blocks), html: asHtml(subject, blocks) };
}
