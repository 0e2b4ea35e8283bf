/** A letter as a mail program shows it. */
export interface Message {
  readonly to: string;
  readonly subject: string;
  readonly date: string;
  readonly text: string;
  readonly html: string;
}

interface Part {
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

/**
 * Reads a message of RFC 5322 with the parts of MIME (RFC 2045 to 2047) that the portal's letters are made of.
 * @param raw in which each character is a byte
 */
export function parseMessage(raw: string): Message {
  const message = partOf(raw);
  const header = (name: string) => wordsOf(message.headers.get(name) ?? "");
  const parts = leaves(message);
  return {
    to: header("to"),
    subject: header("subject"),
    date: header("date"),
    text: textOf(parts, "text/plain"),
    html: textOf(parts, "text/html"),
  };
}

function partOf(raw: string): Part {
  const text = raw.replaceAll("\r\n", "\n");
  const end = text.indexOf("\n\n");
  const head = end < 0 ? text : text.slice(0, end);
  const lines = head.replace(/\n[ \t]+/g, " ").split("\n");
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  return { headers: new Map(headers), body: end < 0 ? "" : text.slice(end + 2) };
}

/** The parts that hold no other parts. */
function leaves(part: Part, depth = 0): Part[] {
  const type = part.headers.get("content-type") ?? "";
  const boundary = /^multipart\/.*boundary="?([^";]+)"?/is.exec(type)?.[1];
  if (!boundary || depth > 4) return [part];
  const between = `\n${part.body}`.split(`\n--${boundary}`).slice(1, -1);
  return between.flatMap((each) => leaves(partOf(each.replace(/^[ \t]*\n/, "")), depth + 1));
}

function textOf(parts: readonly Part[], type: string): string {
  const part = parts.find(({ headers }) => (headers.get("content-type") ?? "text/plain").startsWith(type));
  if (!part) return "";
  const encoding = part.headers.get("content-transfer-encoding")?.toLowerCase();
  if (encoding === "base64") return Buffer.from(part.body, "base64").toString("utf8");
  const bytes = encoding === "quoted-printable" ? unquoted(part.body.replace(/=\n/g, "")) : part.body;
  return Buffer.from(bytes, "latin1").toString("utf8");
}

function unquoted(text: string): string {
  return text.replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** Encoded words (RFC 2047), of which those side by side belong together. */
function wordsOf(text: string): string {
  return text
    .replace(/(\?=)\s+(=\?)/g, "$1$2")
    .replace(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_, encoding: string, word: string) => {
      if (encoding.toLowerCase() === "b") return Buffer.from(word, "base64").toString("utf8");
      return Buffer.from(unquoted(word.replaceAll("_", " ")), "latin1").toString("utf8");
    });
}
