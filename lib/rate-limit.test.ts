import { expect, test } from "vitest";
import { rateLimit } from "./rate-limit.ts";

test("so many times for each key, then a refusal that says when to come back; and then again", async () => {
  const count = rateLimit(2, 1, "Slowly, please.");
  await count("a");
  await count("a");
  const refusal = await count("a").catch((error: unknown) => error);
  expect(refusal).toMatchObject({ code: "too_many", message: "Slowly, please.", detail: { retryAfter: 1 } });
  await count("b");
  await new Promise((resolve) => setTimeout(resolve, 1_100));
  await count("a");
});
