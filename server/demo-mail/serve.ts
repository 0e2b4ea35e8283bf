import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { ASSETS } from "../demo-provider/assets.ts";
import type { Mailbox } from "./mailbox.ts";
import { parseMessage } from "./message.ts";
import { type KeptLetter, LETTERS_STYLE, letterPage, lettersPage, missingPage } from "./pages.ts";

const SHOWN_TOGETHER = 50;
const PAGE_POLICY =
  "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
/** A letter's own HTML runs nothing, loads nothing, and counts as of no origin. */
const LETTER_POLICY =
  "sandbox allow-popups; default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const STYLES: Readonly<Record<string, string>> = {
  "/assets/demo.css": ASSETS["/assets/demo.css"]?.text ?? "",
  "/assets/letters.css": LETTERS_STYLE,
};

/** An HTTP server, not yet listening, that shows the letters; only by this machine's own names (DNS rebinding). */
export function lettersServer(mailbox: Mailbox): Server {
  return createServer({ keepAliveTimeout: 130_000 }, (request, response) => {
    answer(mailbox, request, response).catch((error: unknown) => {
      console.error(error);
      send(response, 500, "text/plain; charset=utf-8", "Something broke here.\n");
    });
  });
}

async function answer(mailbox: Mailbox, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const host = (request.headers.host ?? "").replace(/:\d+$/, "");
  if (!["localhost", "127.0.0.1", "[::1]"].includes(host)) {
    return send(response, 421, "text/plain; charset=utf-8", "Ask for localhost.\n");
  }
  const url = new URL(request.url ?? "/", "http://localhost");
  const style = STYLES[url.pathname];
  if (style) return send(response, 200, "text/css; charset=utf-8", style);
  if (url.pathname === "/")
    return show(response, 200, await listPage(mailbox, url.searchParams.get("before")));
  const [, id = "", asHtml] = /^\/letters\/([0-9a-f-]+)(\/html)?$/.exec(url.pathname) ?? [];
  const letter = await findLetter(mailbox, id);
  if (!letter) return show(response, 404, missingPage());
  show(response, 200, asHtml ? letter.html : letterPage(letter), asHtml ? LETTER_POLICY : PAGE_POLICY);
}

async function listPage(mailbox: Mailbox, before: string | null): Promise<string> {
  const ids = await mailbox.list({ before: before ?? undefined, limit: SHOWN_TOGETHER + 1 });
  const shown = ids.slice(0, SHOWN_TOGETHER);
  const letters = await Promise.all(shown.map((id) => findLetter(mailbox, id)));
  const earlier = ids.length > SHOWN_TOGETHER ? (shown.at(-1) ?? null) : null;
  return lettersPage(
    letters.filter((letter) => letter !== null),
    earlier,
  );
}

async function findLetter(mailbox: Mailbox, id: string): Promise<KeptLetter | null> {
  const raw = await mailbox.read(id);
  return raw === null ? null : { id, ...parseMessage(raw) };
}

function show(response: ServerResponse, status: number, page: string, policy = PAGE_POLICY): void {
  response.setHeader("Content-Security-Policy", policy);
  response.setHeader("Referrer-Policy", "no-referrer");
  send(response, status, "text/html; charset=utf-8", page);
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, {
    "Content-Type": type,
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
  });
  response.end(body);
}
