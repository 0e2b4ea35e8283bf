import { expect, test } from "vitest";
import { atMost } from "./at-most.ts";

/** Work that ends when it is told to. */
function works() {
  const ends: (() => void)[] = [];
  return { ends, work: () => new Promise<string>((resolve) => ends.push(() => resolve("done"))) };
}

test("so many at once and no more; a place is free again when the work ends, however it ends", async () => {
  const place = atMost({ each: 2, all: 2 }, "Two are being read. Please try again.");
  const { ends, work } = works();
  const first = place("a", work);
  const second = place("b", work);
  await expect(place("c", work)).rejects.toMatchObject({
    code: "too_many",
    message: "Two are being read. Please try again.",
    detail: { retryAfter: 3 },
  });
  ends[0]?.();
  await expect(first).resolves.toBe("done");
  await expect(place("a", () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  const third = place("a", work);
  ends[1]?.();
  ends[2]?.();
  await expect(Promise.all([second, third])).resolves.toEqual(["done", "done"]);
  expect(ends).toHaveLength(3);
});

test("nobody takes more than their own places, and so nobody's but their own", async () => {
  const place = atMost({ each: 1, all: 3 }, "One at a time.");
  const { ends, work } = works();
  const own = place("a", work);
  await expect(place("a", work)).rejects.toThrow("One at a time.");
  const others = place("b", work);
  ends[0]?.();
  await own;
  const again = place("a", work);
  ends[1]?.();
  ends[2]?.();
  await expect(Promise.all([others, again])).resolves.toEqual(["done", "done"]);
});
