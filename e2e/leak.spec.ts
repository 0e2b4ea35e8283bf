import { Queue } from "../agent/queue.ts";
import { syncRequest } from "../domain/activity/schema.ts";
import { expect } from "./actors.ts";
import { test } from "./desk.ts";
import { stepsStored } from "./records.ts";
import { everythingTold, expectNoneInFiles, runsFound, textsUnlike } from "./typed-texts.ts";

// No words: whatever is typed, no four characters of it in a row are sent, queued, logged or stored.

test.use({ program: { sync_seconds: 1 }, behindRelay: true });

const TEXTS = 12;

test("of what is typed, no four characters in a row are sent, queued, logged or stored", async ({
  desk,
  portal,
}) => {
  test.setTimeout(180_000);
  const before = await everythingTold(desk, portal);
  const texts = textsUnlike(before, TEXTS);
  const [sent, queued] = [texts.slice(0, TEXTS - 4), texts.slice(TEXTS - 4)];
  for (const text of sent) await desk.workWithinMinute(text);
  await desk.settled();
  await desk.chord("ctrl+k");

  portal.relay.isDown = true;
  portal.relay.cut();
  for (const text of queued) await desk.workWithinMinute(text);
  await desk.agent.stop();
  await test.step("what waits on disk", () => {
    const queue = new Queue(desk.agent.directory);
    const batches = queue.next(1_000, Number.POSITIVE_INFINITY);
    queue.close();
    const keys = batches.flatMap(({ segments }) => segments).flatMap(({ steps }) => steps);
    expect(keys.filter(({ kind }) => kind === "keys")).toHaveLength(queued.length);
    expect(runsFound(texts, JSON.stringify(batches))).toEqual([]);
    expectNoneInFiles(texts, desk.agent.directory);
  });
  portal.relay.isDown = false;
  await desk.agent.starts();
  await desk.settled();

  await test.step("what was sent, logged and stored", async () => {
    const run = texts[0]?.slice(5, 9) ?? "";
    expect(runsFound(texts, `${before}\n${run}`), "the search finds what is there").toEqual([
      run.toLowerCase(),
    ]);
    expect(runsFound(texts, await everythingTold(desk, portal))).toEqual([]);
  });
  await test.step("a shortcut is kept as what was pressed", async () => {
    const steps = (await stepsStored(portal, desk.person)).flat();
    expect(steps.filter((each) => each.kind === "shortcut")).toMatchObject([{ chord: "Ctrl+K" }]);
  });
  await test.step("no order of keys, and no timing finer than a tenth of a second", async () => {
    const bursts = (await stepsStored(portal, desk.person)).flat().filter((each) => each.kind === "keys");
    expect(bursts, "each text is one burst, whose classes are counts").toHaveLength(texts.length);
    const requests = portal.relay.calls.filter(({ path }) => path.endsWith("/sync")).map(({ body }) => body);
    expect(requests.join("").split('"kind":"keys"').length - 1).toBeGreaterThanOrEqual(texts.length);
    // The wire has no field for anything else: a free text or a fraction of a tenth would be refused here.
    for (const body of requests) syncRequest.parse(JSON.parse(body));
  });
});

test("two texts of one shape give the same record", async ({ desk, portal }) => {
  test.setTimeout(180_000);
  const shapes: string[] = [];
  // As many letters, digits and marks, in another order and at the same pace.
  for (const text of ["hunter2;swordfish;42x", "42x;hsif;drows2retnuh"]) {
    const known = (await stepsStored(portal, desk.person)).length;
    await desk.workWithinMinute(text);
    await desk.settled();
    const steps = (await stepsStored(portal, desk.person)).slice(known).flat();
    shapes.push(
      JSON.stringify(steps, (name, value) => (name === "at" || name === "for" ? undefined : value)),
    );
  }
  expect(shapes[0]).toContain('"letters"');
  expect(shapes[1]).toBe(shapes[0]);
});
