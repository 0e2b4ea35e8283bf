import type { Context } from "hono";
import { env } from "../../lib/env.ts";
import { rateLimit } from "../../lib/rate-limit.ts";

/** Where addresses are not known everybody is counted together, so that many more must fit. */
const STRANGERS = 10;

/** A device syncs once a minute, and a few times more around a change. */
export const limitDevice = rateLimit(600, 60);
/** Polls and refreshes of one key. */
export const limitKey = rateLimit(60, 60);
/** Codes that one address may ask for: an office behind one address can still link everyone in an afternoon. */
export const limitAddress = limitByAddress(60);
/** Tokens that one address may ask for: an office of 9,000 devices renews theirs within it. */
export const limitTokens = limitByAddress(600);

function limitByAddress(perMinute: number): (c: Context) => Promise<void> {
  const peers = rateLimit(perMinute, 60);
  const strangers = rateLimit(perMinute * STRANGERS, 60);
  return (c) => {
    const address = addressOf(c);
    return address === null ? strangers("unknown") : peers(address);
  };
}

interface NodeBindings {
  readonly incoming?: { readonly socket?: { readonly remoteAddress?: string } };
}

/**
 * Whom a request comes from. Proxies each append to X-Forwarded-For whom they heard from, so the header's
 * n-th address from the right is the client where n of them are ours; what stands before it is anybody's word.
 * Null where only Next runs, which does not tell the socket.
 */
function addressOf(c: Context): string | null {
  const proxies = env().SAYSO_TRUSTED_PROXIES ?? 0;
  const forwarded = proxies > 0 ? (c.req.header("x-forwarded-for")?.split(",") ?? []) : [];
  const told = forwarded.at(-proxies)?.trim();
  if (proxies > 0 && forwarded.length >= proxies && told) return told;
  const bindings = c.env as NodeBindings | undefined;
  return bindings?.incoming?.socket?.remoteAddress ?? null;
}
