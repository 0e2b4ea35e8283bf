import type { ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import sharp from "sharp";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Category } from "../../domain/notice/schema.ts";
import { Capture } from "../capture.ts";
import { Clock, monotonic } from "../clock.ts";
import { isRunning, startVirtualDisplay, until, type VirtualDisplay } from "../testing/virtual-display.ts";
import { Album } from "./album.ts";
import { Photographer, QUIET_MS } from "./photographer.ts";

// The real hook, the real grabber, and real windows: a picture is taken in a quiet moment, and in no other.

const environment = { ...process.env };
let display: VirtualDisplay;
let terminal: ChildProcess;
let directory: string;
let album: Album;
let clock: Clock;
let capture: Capture;
let photographer: Photographer;
/** How much time is taken to have gone by, beyond what did. */
let passed: number;
let pictures: number;
let log: string[];

beforeAll(async () => {
  display = await startVirtualDisplay();
  process.env = { ...display.env };
  terminal = await display.openTerminal();
});
afterAll(async () => {
  process.env = environment;
  await display.close();
});
beforeEach(() => {
  [passed, pictures, log] = [0, 0, []];
  directory = mkdtempSync(join(tmpdir(), "sayso-photographer-"));
  album = new Album(directory);
  clock = new Clock({ wall: () => Date.now() + passed, monotonic: () => monotonic() + passed });
  clock.anchor(Date.now(), clock.monotonic(), clock.monotonic());
  capture = new Capture(clock, {
    onSegment: () => undefined,
    onChange: () => undefined,
    mayHear: () => true,
    onUnrest: () => photographer.unrest(),
  });
  photographer = new Photographer(clock, album, {
    perDay: () => 2,
    sitter: () => capture.sitter,
    confirm: () => capture.confirm(),
    onPicture: () => {
      pictures++;
    },
    log: (line) => log.push(line),
  });
});
afterEach(async () => {
  photographer.stop();
  await capture.stop(null);
  album.close();
  rmSync(directory, { recursive: true });
});

/** Pictures may be taken in the terminal, and nothing else be collected, unless a test says so. */
async function permitted(categories: Category[] = ["screen"], name = "xterm"): Promise<void> {
  await capture.start(new Map([[name, { id: "terminal", categories: new Set(categories) }]]));
  await until(() => capture.sitter !== null || !categories.includes("screen"));
}

/** Until a process holds a picture, as a rule already taken; its id. */
async function held(): Promise<number> {
  await until(() => photographer.holder !== undefined);
  await sleep(2_000);
  return photographer.holder ?? 0;
}

/** The picture is thrown away, and the process that held it is gone. */
async function thrownAway(holder: number): Promise<void> {
  await until(() => !photographer.isAtWork && !isRunning(holder));
  expect([pictures, album.length, photographer.today.taken]).toEqual([0, 0, 0]);
}

it("takes a picture of the window in front, in which nothing of what was on the screen can be told", async () => {
  await permitted();
  const began = clock.now();
  await until(() => pictures === 1);
  const kept = album.next();
  expect(kept?.application).toBe("terminal");
  const { info } = await sharp(kept?.png).raw().toBuffer({ resolveWithObject: true });
  // The terminal's own window, and not the screen: 80 columns by 24 rows.
  expect(info.width).toBeLessThanOrEqual(640);
  expect(info.width / info.height).toBeCloseTo(484 / 316, 1);
  const taken = Number.parseInt((kept?.id ?? "").replaceAll("-", "").slice(0, 12), 16);
  expect(taken).toBeGreaterThanOrEqual(began + 4_000);
  expect(clock.now() - taken, "it was held for five seconds").toBeGreaterThanOrEqual(QUIET_MS);
  expect(photographer.today).toMatchObject({ taken: 1 });
  expect(photographer.today.next).toBeGreaterThan(clock.now() + 2.9 * 3_600_000);
  expect(log).toEqual([expect.stringContaining("took a picture")]);
});

it("takes no more than it may, and none before it is due, across a restart", async () => {
  album.day = { ...photographer.today, taken: 2 };
  await permitted();
  await sleep(QUIET_MS + 1_500);
  expect(photographer.isAtWork).toBe(false);
  album.day = { ...photographer.today, taken: 1, next: clock.now() + 60_000 };
  photographer.unrest();
  await sleep(QUIET_MS + 1_500);
  expect(photographer.isAtWork).toBe(false);
  expect(pictures).toBe(0);
});

describe("throws a picture away, and tries again later", () => {
  it("when a key is pressed in the five seconds after it, though keys are not collected", async () => {
    await permitted();
    const holder = await held();
    display.xdotool("key", "shift");
    await thrownAway(holder);
    passed += 120_000;
    photographer.unrest();
    await until(() => pictures === 1);
  });

  it("when another window comes to the front, even of the same application", async () => {
    await permitted();
    const holder = await held();
    const other = await display.openTerminal();
    await thrownAway(holder);
    other.kill();
  });

  it.each<[string, (holder: number) => Promise<void>]>([
    ["when collection stops: a pause, a lock, a lease that is over", () => capture.stop(null)],
    ["when pictures are not allowed any more", () => permitted(["pointer"])],
    ["when what is allowed changes, though pictures still are", () => permitted(["screen", "pointer"])],
    ["when its process dies", async (holder) => void process.kill(holder, "SIGKILL")],
  ])("%s", async (_, change) => {
    await permitted();
    const holder = await held();
    await change(holder);
    await thrownAway(holder);
  });

  it("when it cannot be kept, and says why", async () => {
    album.keep = () => {
      throw new Error("disk full");
    };
    await permitted();
    await until(() => log.length > 0);
    expect(log).toEqual([expect.stringContaining("disk full")]);
    expect([pictures, photographer.today.taken, photographer.isAtWork]).toEqual([0, 0, false]);
  });
});

describe("takes none", () => {
  it("while somebody types, and for five seconds after", async () => {
    await permitted();
    for (let n = 0; n < 6; n++) {
      display.xdotool("key", "a");
      await sleep(1_500);
      expect(photographer.isAtWork).toBe(false);
    }
    const last = clock.monotonic();
    await held();
    expect(clock.monotonic() - last).toBeGreaterThan(QUIET_MS - 1_500);
  });

  it("in an application that is not to be pictured, or none", async () => {
    await permitted(["pointer"]);
    await sleep(QUIET_MS + 1_500);
    expect(photographer.isAtWork).toBe(false);
    await capture.start(new Map([["another", { id: "another", categories: new Set<Category>(["screen"]) }]]));
    await sleep(QUIET_MS + 1_500);
    expect(photographer.isAtWork).toBe(false);
  });

  it("while no hook can tell of keys", async () => {
    await permitted();
    capture.confirm = () => Promise.resolve(false);
    await sleep(QUIET_MS + 1_500);
    expect([photographer.isAtWork, pictures]).toEqual([false, 0]);
  });
});

it("has a terminal in front all along", () => expect(terminal.exitCode).toBeNull());
