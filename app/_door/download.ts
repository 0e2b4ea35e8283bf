import { htmlText } from "../../lib/html-text.ts";
import { REFUSAL_STATUS, type Refusal } from "../../lib/refusal.ts";

/** Bytes for a response's body, part after part as whoever asked takes them. */
export function bodyOf(parts: AsyncGenerator<Uint8Array>): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await parts.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: async () => {
      await parts.return(undefined);
    },
  });
}

/** Plain, since a page of Next's is always a 200: in the reader's own colours and size. */
const STYLE = `:root{color-scheme:light dark}
body{font:1.0625rem/1.6 system-ui,sans-serif;max-width:34rem;margin:0 auto;padding:15vh 1rem}
h1{font-size:1.75rem;line-height:1.25}a{color:LinkText}`;

/**
 * A refusal as a page, for a browser that follows a link to a file: a sentence, and the way back.
 * @param nonce of the request's content security policy (proxy.ts)
 */
export function refusedPage(
  refusal: Refusal,
  { title, back, backTo, nonce }: { title: string; back: string; backTo: string; nonce: string | null },
): Response {
  const page = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${htmlText(title)} · Sayso</title>
<style nonce="${htmlText(nonce ?? "")}">${STYLE}</style></head>
<body><main>
<p>Sayso</p>
<h1>${htmlText(title)}</h1>
<p>${htmlText(refusal.message)}</p>
<p><a href="${htmlText(backTo)}">${htmlText(back)}</a></p>
</main></body>
</html>
`;
  const headers = { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" };
  return new Response(page, { status: REFUSAL_STATUS[refusal.code], headers });
}
