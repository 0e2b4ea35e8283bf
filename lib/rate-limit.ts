import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { Refusal } from "./refusal.ts";

/**
 * So many times in so many seconds for each key, counted in this process.
 * Returns a function that counts one, or refuses (too_many) with the seconds to wait.
 */
export function rateLimit(
  times: number,
  seconds: number,
  message = "Too many requests. Please wait.",
): (key: string) => Promise<void> {
  const limiter = new RateLimiterMemory({ points: times, duration: seconds });
  return async (key) => {
    try {
      await limiter.consume(key);
    } catch (limited) {
      if (!(limited instanceof RateLimiterRes)) throw limited;
      const retryAfter = Math.max(1, Math.ceil(limited.msBeforeNext / 1000));
      throw new Refusal("too_many", "too-many", message, { retryAfter });
    }
  };
}
