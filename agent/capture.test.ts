import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Segment } from "../domain/activity/schema.ts";
import type { Category } from "../domain/notice/schema.ts";
import { Capture } from "./capture.ts";
import { Clock } from "./clock.ts";
import type { Subject } from "./summarise.ts";
import { startVirtualDisplay, until, type VirtualDisplay } from "./testing/virtual-display.ts";

/** The hook tells what it heard once a second; a busy machine may be slower. */
const HEARD_WITHIN_MS = 2_500;

const environment = { ...process.env };
let display: VirtualDisplay;
let clock: Clock;
let segments: Segment[];
let mayHear: boolean;
/** How many frames of the hook came. */
let asked: number;
/** How many presses were kept at the moment when it was last said that nothing is heard any more. */
let keptWhenDeaf: number | null;
let capture: Capture;

const approved = (...categories: Category[]): Map<string, Subject> =>
  new Map([["approved", { id: "approved-app", categories: new Set(categories) }]]);
const everything = () => approved("keyboard", "pointer", "application");
const stepsOf = (kept: Segment[]) => kept.flatMap(({ steps }) => steps);
const pressesOf = (kept: Segment[]) =>
  stepsOf(kept).reduce((sum, step) => sum + (step.kind === "keys" ? (step.letters ?? 0) : 0), 0);

/** Types, and waits until the hook has told of it: what it hears only after a turn away is nobody's. */
async function typed(text: string): Promise<void> {
  const before = asked;
  display.xdotool("type", text);
  await until(() => asked > before);
}

/** How long it takes, in tenths of a second in which this process ran: one that was kept from running was not slow. */
async function tenthsOf(work: Promise<void>): Promise<number> {
  let tenths = 0;
  const count = setInterval(() => tenths++, 100);
  await work.finally(() => clearInterval(count));
  return tenths;
}

/** The process of the input hook that `parent` has started. */
function hookOf(parent: number): number {
  return Number(execFileSync("pgrep", ["-P", String(parent), "-f", "hook-child"], { encoding: "utf8" }));
}

beforeAll(async () => {
  display = await startVirtualDisplay();
});
afterAll(async () => {
  process.env = environment;
  await display.close();
});
beforeEach(() => {
  process.env = { ...display.env };
  clock = new Clock();
  clock.anchor(Date.now(), clock.monotonic(), clock.monotonic());
  segments = [];
  asked = 0;
  keptWhenDeaf = null;
  mayHear = true;
  capture = new Capture(clock, {
    onSegment: (segment) => segments.push(segment),
    onChange: () => {
      if (capture.state.isHearing) keptWhenDeaf = null;
      else keptWhenDeaf ??= pressesOf(segments);
    },
    mayHear: () => {
      asked++;
      return mayHear;
    },
  });
});
afterEach(() => capture.stop(null));

describe("capture on a real display", () => {
  it("collects in the approved application and in no other", async () => {
    const front = await display.openTerminal("approved");
    await capture.start(everything());
    await until(() => capture.state.isHearing);
    await typed("abcd");
    const other = await display.openTerminal("private");
    await until(() => !capture.state.isHearing);
    display.xdotool("type", "secretsecret");
    other.kill();
    await until(() => capture.state.isHearing);
    await typed("ef");
    // Another window ends the record, with all that the hook heard until then.
    const last = await display.openTerminal("private");
    await until(() => pressesOf(segments) === 6 && !capture.state.isHearing);
    await capture.stop(clock.monotonic());
    expect(new Set(segments.map(({ application }) => application))).toEqual(new Set(["approved-app"]));
    expect(pressesOf(segments)).toBe(6);
    expect(stepsOf(segments).filter(({ kind }) => kind === "switch")).toHaveLength(1);
    front.kill();
    last.kill();
  });

  it("hears nothing in what an exemption leaves out, and says so, until it is left out no more", async () => {
    const front = await display.openTerminal("approved");
    await capture.start(everything());
    await until(() => capture.state.isHearing);
    const spared = new Map([["approved", new Set<Category>(["keyboard", "pointer", "application"])]]);
    await capture.start(new Map(), spared);
    expect(capture.state).toMatchObject({ isHearing: false, isSpared: true });
    display.xdotool("type", "spared");
    const other = await display.openTerminal("private");
    await until(() => !capture.state.isSpared);
    other.kill();
    await until(() => capture.state.isSpared);
    await capture.start(everything());
    await until(() => capture.state.isHearing);
    expect(capture.state.isSpared).toBe(false);
    await typed("ef");
    const last = await display.openTerminal("private");
    await until(() => pressesOf(segments) === 2 && !capture.state.isHearing);
    await capture.stop(clock.monotonic());
    expect(pressesOf(segments)).toBe(2);
    front.kill();
    last.kill();
  });

  it("says that it hears until the hook has followed the turn away, and has kept by then what it heard", async () => {
    const front = await display.openTerminal("approved");
    await capture.start(everything());
    await until(() => capture.state.isHearing);
    await typed("abcd");
    const hook = hookOf(process.pid);
    process.kill(hook, "SIGSTOP");
    const other = await display.openTerminal("private");
    await until(() => capture.state.front === null);
    // Long enough for the program in front to be known.
    await new Promise((resolve) => setTimeout(resolve, 500));
    process.kill(hook, "SIGCONT");
    await until(() => !capture.state.isHearing);
    expect(keptWhenDeaf).toBe(4);
    front.kill();
    other.kill();
  });

  it("has no hook and keeps nothing once it is stopped", async () => {
    const front = await display.openTerminal("approved");
    await capture.start(everything());
    await until(() => capture.state.isHearing);
    const stopped = capture.stop(clock.monotonic());
    display.xdotool("type", "unseen");
    expect(await tenthsOf(stopped)).toBeLessThan(20);
    expect(capture.state.isHooked).toBe(false);
    display.xdotool("type", "unseen");
    await new Promise((resolve) => setTimeout(resolve, HEARD_WITHIN_MS));
    expect(segments).toEqual([]);
    front.kill();
  });

  it("throws away what is heard while it may not hear", async () => {
    const front = await display.openTerminal("approved");
    await capture.start(everything());
    await until(() => capture.state.isHearing);
    mayHear = false;
    const before = asked;
    display.xdotool("type", "unheard");
    await until(() => asked > before);
    await capture.stop(clock.monotonic());
    expect(segments).toEqual([]);
    front.kill();
  });

  it("starts no hook where only switches may be told", async () => {
    const first = await display.openTerminal("private");
    // Something is left out there, by which it shows that this window is known to be in front.
    await capture.start(approved("application"), new Map([["private", new Set<Category>(["screen"])]]));
    await until(() => capture.state.isSpared);
    const front = await display.openTerminal("approved");
    await until(() => capture.state.front !== null);
    expect(capture.state.isHooked).toBe(false);
    await capture.stop(clock.monotonic());
    expect(stepsOf(segments)).toEqual([{ kind: "switch", at: 0 }]);
    first.kill();
    front.kill();
  });

  it("looks again at a window of which the display was slow to tell", async () => {
    const programs = mkdtempSync(join(tmpdir(), "sayso-slow-"));
    const once = `[ "$1" = -id ] && mkdir '${programs}/once' && exec sleep 60`;
    const always = `PATH='${process.env.PATH}' exec xprop "$@"`;
    writeFileSync(join(programs, "xprop"), `#!/bin/sh\n${once}\n${always}\n`, { mode: 0o755 });
    process.env.PATH = `${programs}:${process.env.PATH}`;
    const front = await display.openTerminal("approved");
    await capture.start(approved("application"));
    await until(() => capture.state.front !== null);
    front.kill();
    rmSync(programs, { recursive: true });
  });

  it("gives up at once under Wayland, and without a display", async () => {
    process.env.WAYLAND_DISPLAY = "wayland-0";
    await capture.start(everything());
    expect(capture.state).toMatchObject({ trouble: "permission-lost", isHooked: false });
    await capture.stop(null);
    delete process.env.WAYLAND_DISPLAY;
    process.env.DISPLAY = ":4093";
    await capture.start(everything());
    await until(() => capture.state.trouble === "display-lost" && !capture.state.isHooked);
  });

  it("says that the display is lost when it goes away", async () => {
    const mortal = await startVirtualDisplay();
    process.env.DISPLAY = mortal.env.DISPLAY;
    await capture.start(everything());
    expect(capture.state).toMatchObject({ trouble: null, isHooked: true });
    await mortal.close();
    await until(() => capture.state.trouble === "display-lost" && !capture.state.isHooked);
  });
});
