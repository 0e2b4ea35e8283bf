import { htmlText } from "../../lib/html-text.ts";
import type { Message } from "./message.ts";

export interface KeptLetter extends Message {
  readonly id: string;
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${htmlText(title)} · Sayso demo</title>
<link rel="stylesheet" href="/assets/demo.css">
<link rel="stylesheet" href="/assets/letters.css">
</head>
<body>
<header class="banner">Demo letters. Nothing leaves this computer: everyone here is invented.</header>
<main>
${body}
</main>
</body>
</html>
`;
}

/** @param earlier leads to the letters before these; null when there are none */
export function lettersPage(letters: readonly KeptLetter[], earlier: string | null): string {
  const list =
    letters.length > 0
      ? `<ul class="letters">${letters.map(letterItem).join("\n")}</ul>`
      : "<p>No letters yet. The portal looks every few minutes for who is due one.</p>";
  const more = earlier ? `<p><a class="go" href="/?before=${htmlText(earlier)}">Earlier letters</a></p>` : "";
  return page("Letters", `<h1>Letters that the portal sent</h1>\n${list}\n${more}`);
}

function letterItem({ id, to, subject, date }: KeptLetter): string {
  return `<li><a href="/letters/${htmlText(id)}">
<strong>${htmlText(subject)}</strong>
<span>To ${htmlText(to)}</span>
<span>${htmlText(date)}</span>
</a></li>`;
}

export function letterPage(letter: KeptLetter): string {
  const { id, to, subject, date, text } = letter;
  return page(
    "Letter",
    `<p><a href="/">All letters</a></p>
<h1>${htmlText(subject)}</h1>
<p class="envelope">To ${htmlText(to)}<br>${htmlText(date)}</p>
<div class="letter">${linked(text)}</div>
<p><a href="/letters/${htmlText(id)}/html">As a mail program shows it</a></p>`,
  );
}

/** Plain text with its addresses made links. */
function linked(text: string): string {
  return htmlText(text).replace(/https?:\/\/[^\s<>"']+[^\s<>"'.,)]/g, (url) => `<a href="${url}">${url}</a>`);
}

export function missingPage(): string {
  return page("Not here", `<h1>There is no such letter</h1>\n<p><a class="go" href="/">All letters</a></p>`);
}

export const LETTERS_STYLE = `
.letters { grid-template-columns: 1fr; }
.letters a { display: grid; gap: .125rem; padding: .75rem 1rem; color: inherit; text-decoration: none;
  background: var(--surface); border: 1px solid var(--edge); border-radius: .5rem; }
.letters a:hover { background: var(--soft); }
.letters span, .envelope { color: var(--muted); font-size: .875rem; }
.letter { padding: 1rem; white-space: pre-wrap; background: var(--surface); border: 1px solid var(--edge);
  border-radius: .5rem; }
main a:not(.go) { color: var(--accent); }
.letters a:not(.go) { color: inherit; }
`;
