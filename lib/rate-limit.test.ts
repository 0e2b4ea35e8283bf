import { afterEach, expect, test, vi } from "vitest";
import { rateLimit } from "./rate-limit.ts";

afterEach(() => vi.useRealTimers());

test("so many times for each key, then a refusal that says when to come back; and then again", async () => {
  vi.useFakeTimers();
  const count = rateLimit(2, 1, "Slowly, please.");
  await count("a");
  await count("a");
  const refusal = await count("a").catch((error: unknown) => error);
  expect(refusal).toMatchObject({ code: "too_many", message: "Slowly, please.", detail: { retryAfter: 1 } });
  await count("b");
  vi.advanceTimersByTime(1_000);
  await count("a");
});
