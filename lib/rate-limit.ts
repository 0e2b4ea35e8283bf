import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { Refusal } from "./refusal.ts";

/** Counts one, or refuses (too_many) with the seconds to wait. */
export interface Limit {
  (key: string): Promise<void>;
  /** Takes back one that turned out not to count. */
  forgive(key: string): Promise<void>;
}

/** So many times in so many seconds for each key, counted in this process. */
export function rateLimit(
  times: number,
  seconds: number,
  message = "Too many requests. Please wait.",
): Limit {
  const limiter = new RateLimiterMemory({ points: times, duration: seconds });
  const count = async (key: string) => {
    try {
      await limiter.consume(key);
    } catch (limited) {
      if (!(limited instanceof RateLimiterRes)) throw limited;
      const retryAfter = Math.max(1, Math.ceil(limited.msBeforeNext / 1000));
      throw new Refusal("too_many", "too-many", message, { retryAfter });
    }
  };
  const forgive = async (key: string) => {
    await limiter.reward(key, 1);
  };
  return Object.assign(count, { forgive });
}
