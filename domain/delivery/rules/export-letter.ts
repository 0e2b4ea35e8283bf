import { asHtml, asText, type Block, greeting } from "./blocks.ts";

/** That a download is ready, and one link: what is in it, and where it lies, stands in the portal alone. */
export function exportLetterOf(facts: { readonly name: string; readonly portalUrl: string }): {
  subject: string;
  text: string;
  html: string;
} {
  const subject = "What you asked Sayso for is ready";
  const blocks: Block[] = [
    greeting(facts.name),
    {
      kind: "paragraph",
      text: "What you asked for is ready. It is kept for a few days, and only you can open it.",
    },
    { kind: "link", text: "Open it in Sayso", href: `${facts.portalUrl}/my-data/export` },
    {
      kind: "paragraph",
      text: "If it was not you who asked, sign in and remove it there, then tell your company's IT.",
    },
  ];
  return { subject, text: asText(blocks), html: asHtml(subject, blocks) };
}
