import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Batch, batch, type Step } from "../domain/activity/schema.ts";
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
/** A burst ends after two seconds of rest, told in tenths. */
const REST_MS = 1_900;
/** What is sealed is as random as a text: four characters of one stand in it by chance in one run of a thousand. */
const NOT_BY_CHANCE = 8;

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

function pressesOf(steps: Step[], ...classes: ("letters" | "digits")[]): number {
  const ofStep = (step: Step) =>
    step.kind === "keys" ? classes.reduce((sum, name) => sum + (step[name] ?? 0), 0) : 0;
  return steps.reduce((sum, step) => sum + ofStep(step), 0);
}

/** Types the texts into an approved application and seals what the agent made of it, in so many milliseconds. */
async function collected(texts: string[]): Promise<{ batches: Batch[]; tookMs: number }> {
  const clock = new Clock();
  clock.anchor(Date.now(), clock.monotonic(), clock.monotonic());
  const queue = new Queue(directory);
  let kept = 0;
  const capture = new Capture(clock, {
    onSegment: (segment) => {
      queue.keepSegment(segment);
      kept += pressesOf(segment.steps, "letters", "digits");
    },
    onChange: () => undefined,
    mayHear: () => true,
  });
  await capture.start(new Map([["editor", { id: "editor", categories: new Set(["keyboard"]) }]]));
  await until(() => capture.state.isHearing);
  const began = clock.monotonic();
  for (const text of texts) display.xdotool("type", "--delay", String(KEY_EVERY_MS), text);
  // The hook tells what it heard when it can: the minute is called over, one after another, until all of it is kept.
  let minute = clock.monotonic();
  await until(() => {
    minute += 60_000;
    capture.tick(minute);
    return kept >= texts.join("").length;
  });
  const tookMs = clock.monotonic() - began;
  await capture.stop(clock.monotonic());
  queue.seal({ cpuMs: 0, rssMb: 0, bytesSent: 0, bytesReceived: 0, batteryPercent: null }, Date.now());
  const batches = queue.next(100, Number.POSITIVE_INFINITY);
  queue.close();
  return { batches, tookMs };
}

it("keeps no text that was typed, neither on disk nor in what is sent", async () => {
  await display.openTerminal("editor");
  const texts = Array.from({ length: TEXTS }, randomText);
  const { batches, tookMs } = await collected(texts);
  const segments = batches.flatMap((each) => each.segments);
  const keys = segments.flatMap(({ steps }) => steps);
  const typed = texts.join("");
  expect(pressesOf(keys, "letters")).toBe(typed.replace(/\d/g, "").length);
  expect(pressesOf(keys, "digits")).toBe(typed.replace(/\D/g, "").length);
  // However many were typed: bursts, not keys.
  expect(keys.length).toBeLessThanOrEqual(segments.length + Math.floor(tookMs / REST_MS));

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
  const withoutIds = sent.replace(/"id":"[^"]+"/g, "");
  for (const text of texts) {
    for (const run of runsOf(text, 4))
      if (![...words].some((word) => word.includes(run))) expect(withoutIds).not.toContain(run);
    for (const run of runsOf(text, NOT_BY_CHANCE))
      if (!before.includes(run)) expect(files.includes(run), run).toBe(false);
  }
});

/** Every so many characters of a text that stand together, if they are not all digits. */
function runsOf(text: string, length: number): string[] {
  const all = Array.from({ length: text.length - length + 1 }, (_, n) => text.slice(n, n + length));
  return all.filter((run) => !/^\d+$/.test(run));
}

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
