import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { eraseAll } from "./commands/erase-all.ts";
import { previewErasure } from "./queries/preview-erasure.ts";
import { type ErasurePortal, openErasurePortal, work } from "./test-erasure.ts";

// What an erasure takes and leaves is tried in server/erasure.test.ts, with the queues and the door.

let portal: ErasurePortal;
beforeAll(async () => {
  portal = await openErasurePortal();
});
afterAll(() => portal.close());

describe("an erasure is not done", () => {
  test.each(["", "yes", "erase all", "ERASED"])("without its word: %j", async (word) => {
    const who = await portal.recorded();
    await portal.deliver(who, [work(60_000)]);
    await expect(eraseAll(who.actor, { word, shownAt: Date.now() })).rejects.toMatchObject({
      code: "invalid",
      reason: "not-confirmed",
    });
    expect((await previewErasure(who.actor)).records).toBe(1);
  });

  test("twice, however often it is pressed", async () => {
    const who = await portal.recorded();
    await portal.deliver(who, [work(60_000)]);
    const { shownAt } = await previewErasure(who.actor);
    const press = () =>
      eraseAll(who.actor, { word: "erase", shownAt }).then(
        ({ records }) => records,
        (error: { reason: string }) => error.reason,
      );
    const outcomes = await Promise.all(Array.from({ length: 4 }, press));
    expect(outcomes.sort()).toEqual([1, "erased-already", "erased-already", "erased-already"]);
    expect(await portal.sql("select from erasure where employee_id = $1", [who.actor.id])).toHaveLength(1);
    const { shownAt: later } = await previewErasure(who.actor);
    expect(await eraseAll(who.actor, { word: "erase", shownAt: later })).toMatchObject({ records: 0 });
  });
});
