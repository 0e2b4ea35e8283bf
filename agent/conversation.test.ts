import { expect, it } from "vitest";
import { Conversation, type Errand } from "./conversation.ts";
import { Pace } from "./pace.ts";
import { retryAfterMs } from "./syncer.ts";

it("holds one conversation at a time, and hears whoever came meanwhile right after it", async () => {
  const errands: Errand[] = [];
  let under = 0;
  const quiet = await new Promise<Errand[]>((resolve, reject) => {
    const conversation = new Conversation(
      async (errand) => {
        expect(++under).toBe(1);
        errands.push(errand);
        if (errands.length === 1) {
          conversation.come("light");
          conversation.come("carry");
          conversation.come("light");
        }
        await new Promise((later) => setTimeout(later, 5));
        under--;
        return null;
      },
      () => resolve(errands),
      reject,
    );
    conversation.come("light");
  });
  expect(quiet).toEqual(["light", "carry"]);
});

it("goes on while there is more to carry, and tells what went wrong", async () => {
  let left = 3;
  const why = await new Promise((resolve, reject) => {
    const conversation = new Conversation(
      async () => {
        if (--left === 0) throw new Error("refused");
        return "carry";
      },
      () => reject(new Error("never quiet")),
      resolve,
    );
    conversation.come("carry");
  });
  expect(why).toEqual(new Error("refused"));
});

it("comes back within the back-off, never before the portal allows, and at the portal's pace when all is well", () => {
  const pace = new Pace();
  for (let failure = 0; failure < 20; failure++) {
    expect(pace.failed(1_000, 5_000)).toBe(failure === 0);
    expect(pace.next).toBeGreaterThanOrEqual(6_000);
    expect(pace.next).toBeLessThanOrEqual(6_000 + Math.min(30_000, 1_000 * 2 ** failure));
  }
  pace.answered(1_000, 60_000, true);
  expect(pace.next).toBe(61_000);
  pace.answered(31_000, 60_000, false);
  expect(pace.next).toBe(61_000);
  expect(pace.failed(1_000, 0)).toBe(true);
});

it("asks about a due change once", () => {
  const pace = new Pace();
  expect(pace.untilChange(null, 0)).toBeNull();
  expect(pace.untilChange(1_000, 900)).toBe(150);
  pace.asked(1_000);
  expect(pace.untilChange(1_000, 1_100)).toBeNull();
  expect(pace.untilChange(2_000, 1_100)).toBe(950);
});

it("reads Retry-After in seconds and as a date", () => {
  expect(retryAfterMs({ headers: { "retry-after": "7" } })).toBe(7_000);
  expect(retryAfterMs({ headers: { "retry-after": "Thu, 01 Jan 1970 00:00:09 GMT" } }, 4_000)).toBe(5_000);
  expect(retryAfterMs({ headers: { "retry-after": "soon" } })).toBe(0);
  expect(retryAfterMs({ headers: {} })).toBe(0);
  expect(retryAfterMs({ headers: { "retry-after": "999999999" } })).toBe(3_600_000);
});
