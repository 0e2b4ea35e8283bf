import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Batch, batch } from "../domain/activity/schema.ts";
import { Capture } from "./capture.ts";
import { Clock } from "./clock.ts";
import { Queue } from "./queue.ts";
import { startVirtualDisplay, until, type VirtualDisplay } from "./testing/virtual-display.ts";

const TEXTS = 30;
/** None that hexadecimal knows: what is random anyway (identifiers) cannot look like a text by chance. */
const LETTERS = "ghijklmnopqrstuvwxyz";
const DIGITS = "0123456789";
/** Typed out by xdotool at this pace, all of them make one burst. */
const KEY_EVERY_MS = 4;

/** The hook tells what it heard once a second; a busy machine may be slower. */
const HEARD_WITHIN_MS = 2_500;

const environment = { ...process.env };
let display: VirtualDisplay;
let directory: string;

beforeAll(async () => {
  display = await startVirtualDisplay();
  process.env = { ...display.env };
  directory = mkdtempSync(join(tmpdir(), "sayso-leak-"));
});
afterAll(async () => {
  process.env = environment;
  await display.close();
  rmSync(directory, { recursive: true });
});

function randomText(): string {
  const any = (of: string) => of[Math.floor(Math.random() * of.length)] ?? "";
  return Array.from({ length: 24 }, () => any(Math.random() < 0.8 ? LETTERS : DIGITS)).join("");
}

/** Types the texts into an approved application and seals what the agent made of it. */
async function collected(texts: string[]): Promise<Batch[]> {
  const clock = new Clock();
  clock.anchor(Date.now(), clock.monotonic(), clock.monotonic());
  const queue = new Queue(directory);
  const capture = new Capture(clock, {
    onSegment: (segment) => queue.keepSegment(segment),
    onChange: () => undefined,
    mayHear: () => true,
  });
  await capture.start(new Map([["editor", { id: "editor", categories: new Set(["keyboard"]) }]]));
  await until(() => capture.state.isHearing);
  for (const text of texts) display.xdotool("type", "--delay", String(KEY_EVERY_MS), text);
  await sleep(HEARD_WITHIN_MS);
  await capture.stop(clock.monotonic());
  queue.seal({ cpuMs: 0, rssMb: 0, bytesSent: 0, bytesReceived: 0, batteryPercent: null }, Date.now());
  const batches = queue.next(100, Number.POSITIVE_INFINITY);
  queue.close();
  return batches;
}

it("keeps no text that was typed, neither on disk nor in what is sent", async () => {
  await display.openTerminal("editor");
  const texts = Array.from({ length: TEXTS }, randomText);
  const batches = await collected(texts);
  const keys = batches.flatMap(({ segments }) => segments.flatMap(({ steps }) => steps));
  const total = (name: "letters" | "digits") =>
    keys.reduce((sum, step) => sum + (step.kind === "keys" ? (step[name] ?? 0) : 0), 0);
  const typed = texts.join("");
  expect(total("letters")).toBe(typed.replace(/\d/g, "").length);
  expect(total("digits")).toBe(typed.replace(/\D/g, "").length);
  // However many were typed: bursts, not keys.
  expect(keys.length).toBeLessThanOrEqual(2 * batches.flatMap(({ segments }) => segments).length);

  // The schema has no text field but names from closed lists: what is left of it holds no letter.
  const sent = JSON.stringify(batches.map((each) => batch.parse(each)));
  const words = new Set(sent.match(/[a-zA-Z]{2,}/g)?.filter((word) => !/^[0-9a-f]+$/.test(word)));
  expect([...words].sort()).toEqual(
    ["application", "at", "batteryPercent", "bytesReceived", "bytesSent", "coverage", "cpuMs", "digits"]
      .concat(["droppedSegments", "editor", "for", "from", "id", "keys", "kind", "length", "letters", "null"])
      .concat(["rssMb", "segments", "steps", "usage"]),
  );
  const files = filesOf(directory);
  const before = emptyQueue();
  for (const text of texts) {
    for (let n = 0; n + 4 <= text.length; n++) {
      const run = text.slice(n, n + 4);
      if (/^\d+$/.test(run) || words.has(run) || [...words].some((word) => word.includes(run))) continue;
      expect(sent.replace(/"id":"[^"]+"/g, "")).not.toContain(run);
      if (!before.includes(run)) expect(files.includes(run), run).toBe(false);
    }
  }
});

function filesOf(path: string): Buffer {
  return Buffer.concat(readdirSync(path).map((name) => readFileSync(join(path, name))));
}

/** What a queue's files hold before anything is typed: names of tables and columns. */
function emptyQueue(): Buffer {
  const path = mkdtempSync(join(tmpdir(), "sayso-leak-"));
  new Queue(path).close();
  const files = filesOf(path);
  rmSync(path, { recursive: true });
  return files;
}
