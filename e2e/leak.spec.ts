import { randomInt } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { Queue } from "../agent/queue.ts";
import { syncRequest } from "../domain/activity/schema.ts";
import { expect } from "./actors.ts";
import { type Desk, test } from "./desk.ts";
import type { Portal } from "./portal.ts";
import { stepsStored, wholeDatabase } from "./records.ts";

// No words: whatever is typed, no four characters of it in a row are sent, queued, logged or stored.

test.use({ program: { sync_seconds: 1 }, behindRelay: true });

const TEXTS = 12;
const RUN = 4;
/**
 * Groups of one to three, so that every run of four holds a mark that neither base64 nor hexadecimal
 * knows: what is random anyway (tokens, signatures, hashes) cannot look like one by chance.
 */
const LETTERS = "bcdfghjklmnpqrstvwxzBCDFGHJKLMNPQRSTVWXZ23456789";
const MARKS = ";'[]`";

function randomText(groups: number): string {
  const pick = (from: string) => from.charAt(randomInt(from.length));
  const group = () => Array.from({ length: randomInt(1, 4) }, () => pick(LETTERS)).join("");
  return Array.from({ length: groups }, () => group() + pick(MARKS)).join("");
}

function runsOf(text: string): string[] {
  return Array.from({ length: text.length - RUN + 1 }, (_, at) => text.slice(at, at + RUN));
}

/** Which runs of the texts are in there, whatever the case; each once, though two texts may share it. */
function found(texts: readonly string[], haystack: string): string[] {
  const lower = haystack.toLowerCase();
  const runs = new Set(texts.flatMap(runsOf).map((run) => run.toLowerCase()));
  return [...runs].filter((run) => lower.includes(run));
}

test("of what is typed, no four characters in a row are sent, queued, logged or stored", async ({
  desk,
  portal,
}) => {
  test.setTimeout(180_000);
  const before = await everythingTold(desk, portal);
  const texts: string[] = [];
  while (texts.length < TEXTS) {
    const text = randomText(8);
    if (found([text], before).length === 0) texts.push(text);
  }
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
    expect(found(texts, JSON.stringify(batches))).toEqual([]);
    // Encrypted bytes are random: runs twice as long, so that none is there by chance.
    for (const file of filesIn(desk.agent.directory)) {
      const bytes = readFileSync(file);
      const there = texts
        .flatMap((text) => [text.slice(0, 8), text.slice(-8)])
        .filter((run) => bytes.includes(run));
      expect(there, file).toEqual([]);
    }
  });
  portal.relay.isDown = false;
  await desk.agent.starts();
  await desk.settled();

  await test.step("what was sent, logged and stored", async () => {
    const run = texts[0]?.slice(5, 9) ?? "";
    expect(found(texts, `${before}\n${run}`), "the search finds what is there").toEqual([run.toLowerCase()]);
    expect(found(texts, await everythingTold(desk, portal))).toEqual([]);
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

/** All that left the agent, all that agent and portal logged, and all that is stored, decrypted. */
async function everythingTold(desk: Desk, portal: Portal): Promise<string> {
  const calls = portal.relay.calls.map(({ text }) => `${text}\n${opened(text)}`);
  const stored = JSON.stringify(await stepsStored(portal, desk.person));
  const small = filesIn(desk.agent.directory).filter((file) => file.endsWith(".json"));
  const files = small.map((file) => readFileSync(file, "utf8"));
  return [...calls, desk.agent.log, portal.log, await wholeDatabase(portal), stored, ...files].join("\n");
}

/** What signed tokens (RFC 7515) in a text hold. */
function opened(text: string): string {
  const tokens = text.match(/[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}/g) ?? [];
  const parts = tokens.flatMap((token) => token.split(".").slice(0, 2));
  return parts.map((part) => Buffer.from(part, "base64url").toString("utf8")).join("\n");
}

function filesIn(directory: string): string[] {
  return readdirSync(directory, { recursive: true, encoding: "utf8" })
    .map((name) => join(directory, name))
    .filter((file) => statSync(file).isFile());
}
