import { expect, test } from "vitest";
import { atMost } from "./at-most.ts";

test("so many at once and no more; a place is free again when the work ends, however it ends", async () => {
  const place = atMost(2, "Two are being read. Please try again.");
  const ends: (() => void)[] = [];
  const work = () => new Promise<string>((resolve) => ends.push(() => resolve("done")));
  const first = place(work);
  const second = place(work);
  await expect(place(work)).rejects.toMatchObject({
    code: "too_many",
    message: "Two are being read. Please try again.",
    detail: { retryAfter: 3 },
  });
  ends[0]?.();
  await expect(first).resolves.toBe("done");
  await expect(place(() => Promise.reject(new Error("no")))).rejects.toThrow("no");
  const third = place(work);
  ends[1]?.();
  ends[2]?.();
  await expect(Promise.all([second, third])).resolves.toEqual(["done", "done"]);
  expect(ends).toHaveLength(3);
});
