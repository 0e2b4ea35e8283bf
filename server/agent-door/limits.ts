import type { Context } from "hono";
import { rateLimit } from "../../lib/rate-limit.ts";

/** A device syncs once a minute, and a few times more around a change. */
export const limitDevice = rateLimit(600, 60);
/** Polls and refreshes of one key. */
export const limitKey = rateLimit(60, 60);
/** Codes that one address may ask for: an office behind one address can still link everyone in an afternoon. */
const limitPeer = rateLimit(60, 60);
export const limitAddress = (c: Context) => limitPeer(addressOf(c));

interface NodeBindings {
  readonly incoming?: { readonly socket?: { readonly remoteAddress?: string } };
}

/** The peer's address; where only Next runs, the one that Next took from the peer. */
function addressOf(c: Context): string {
  const bindings = c.env as NodeBindings | undefined;
  return bindings?.incoming?.socket?.remoteAddress ?? c.req.header("x-forwarded-for") ?? "unknown";
}
