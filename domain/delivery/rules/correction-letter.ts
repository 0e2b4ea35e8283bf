import { asHtml, asText, type Block, greeting } from "./blocks.ts";

/** What happened to a contest: the outbox holds these kinds about no request. */
export type CorrectionNews = { readonly kind: "contested" | "contest-answered" };

const WORDS: Readonly<Record<CorrectionNews["kind"], { subject: string; text: string; place: string }>> = {
  contested: {
    subject: "Something waits for your answer",
    text: "Somebody says that something recorded about them is wrong. Nobody reads it until you, or another who may, has answered.",
    place: "corrections",
  },
  "contest-answered": {
    subject: "You have an answer",
    text: "What you said is wrong about a record was answered. Sayso shows you how, and why.",
    place: "my-data/corrections",
  },
};

/** A letter about a contest: that there is something, and one link. What it is about stands in the portal alone. */
export function correctionLetterOf(
  facts: CorrectionNews & { readonly name: string; readonly portalUrl: string },
): { subject: string; text: string; html: string } {
  const { subject, text, place } = WORDS[facts.kind];
  const blocks: Block[] = [
    greeting(facts.name),
    { kind: "paragraph", text },
    { kind: "link", text: "Open it in Sayso", href: `${facts.portalUrl}/${place}` },
    { kind: "paragraph", text: "What it is about stands in Sayso alone, never in a letter." },
  ];
  return { subject, text: asText(blocks), html: asHtml(subject, blocks) };
}
