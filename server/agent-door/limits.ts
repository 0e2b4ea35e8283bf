import type { Context } from "hono";
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { Refusal } from "../../lib/refusal.ts";

/** Per process. A device syncs once a minute, and a few times more around a change. */
const perDevice = new RateLimiterMemory({ points: 600, duration: 60 });
/** Codes that one address may ask for: an office behind one address can still link everyone in an afternoon. */
const perAddress = new RateLimiterMemory({ points: 60, duration: 60 });
/** Polls and refreshes of one key. */
const perKey = new RateLimiterMemory({ points: 60, duration: 60 });

export const limitDevice = (deviceId: string) => take(perDevice, deviceId);
export const limitKey = (thumbprint: string) => take(perKey, thumbprint);
export const limitAddress = (c: Context) => take(perAddress, addressOf(c));

async function take(limiter: RateLimiterMemory, key: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (limited) {
    if (!(limited instanceof RateLimiterRes)) throw limited;
    const retryAfter = Math.max(1, Math.ceil(limited.msBeforeNext / 1000));
    throw new Refusal("too_many", "too-many", "Too many requests. Please wait.", { retryAfter });
  }
}

interface NodeBindings {
  readonly incoming?: { readonly socket?: { readonly remoteAddress?: string } };
}

/** The peer's address; where only Next runs, the one that Next took from the peer. */
function addressOf(c: Context): string {
  const bindings = c.env as NodeBindings | undefined;
  return bindings?.incoming?.socket?.remoteAddress ?? c.req.header("x-forwarded-for") ?? "unknown";
}
