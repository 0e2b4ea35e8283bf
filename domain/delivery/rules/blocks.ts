import { htmlText } from "../../../lib/html-text.ts";

/** A letter in the parts that plain text and HTML both have. */
export type Block =
  | { readonly kind: "title" | "heading" | "paragraph"; readonly text: string }
  | { readonly kind: "list"; readonly items: readonly string[] }
  | { readonly kind: "link"; readonly text: string; readonly href: string };

export function asText(blocks: readonly Block[]): string {
  return `${blocks.map(blockText).join("\n\n")}\n`;
}

function blockText(block: Block): string {
  switch (block.kind) {
    case "title":
      return `${"=".repeat(60)}\n${block.text}\n${"=".repeat(60)}`;
    case "heading":
      return block.text.toUpperCase();
    case "paragraph":
      return block.text;
    case "list":
      return block.items.map((item) => `- ${item}`).join("\n");
    case "link":
      return `${block.text}:\n${block.href}`;
  }
}

/** HTML without styles, pictures or scripts: nothing is fetched when the letter is opened, and nobody learns of it. */
export function asHtml(title: string, blocks: readonly Block[]): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${htmlText(title)}</title></head>
<body>
${blocks.map(blockHtml).join("\n")}
</body>
</html>
`;
}

function blockHtml(block: Block): string {
  switch (block.kind) {
    case "title":
      return `<h2>${htmlText(block.text)}</h2>`;
    case "heading":
      return `<h3>${htmlText(block.text)}</h3>`;
    case "paragraph":
      return `<p>${htmlText(block.text).replaceAll("\n", "<br>")}</p>`;
    case "list":
      return `<ul>${block.items.map((item) => `<li>${htmlText(item)}</li>`).join("")}</ul>`;
    case "link":
      return `<p><a href="${htmlText(block.href)}">${htmlText(block.text)}</a></p>`;
  }
}

/** The first line of a letter. A name may not look like a line of ours. */
export function greeting(name: string): Block {
  return { kind: "paragraph", text: `Hello ${name.replaceAll(/[\p{C}\s]+/gu, " ").trim()},` };
}
