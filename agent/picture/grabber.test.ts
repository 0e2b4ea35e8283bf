import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startVirtualDisplay, until, type VirtualDisplay } from "../testing/virtual-display.ts";
import { Grab } from "./grabber.ts";
import { obstacleIn } from "./scene.ts";
import { windowsOver, x11Scene } from "./x11-scene.ts";

const environment = { ...process.env };
let display: VirtualDisplay;
let grab: Grab;
const opened: ChildProcess[] = [];

beforeAll(async () => {
  display = await startVirtualDisplay();
  process.env = { ...display.env };
  await display.openTerminal();
});
afterAll(async () => {
  process.env = environment;
  await display.close();
});
beforeEach(() => {
  grab = new Grab();
});
afterEach(async () => {
  grab.drop();
  for (const child of opened) child.kill("SIGKILL");
  await until(() => opened.every(({ exitCode, signalCode }) => exitCode !== null || signalCode !== null));
  opened.length = 0;
  await until(() => frontWindow() !== "");
});

function open(program: string, ...args: string[]): ChildProcess {
  const child = spawn(program, args, { env: display.env, stdio: "ignore" });
  opened.push(child);
  return child;
}

function frontWindow(): string {
  try {
    return execFileSync("xdotool", ["getactivewindow"], { env: display.env, stdio: "pipe" })
      .toString()
      .trim();
  } catch {
    return "";
  }
}

async function front() {
  const scene = await x11Scene();
  if (scene === null) throw new Error("there is no window in front");
  return scene;
}

describe("a picture", () => {
  it("is taken of the window in front, and handed over while that one still is", async () => {
    const { programs } = await front();
    expect(programs).toContain("xterm");
    expect(await grab.order({ kind: "take", programs })).toMatchObject({
      kind: "taken",
      cpuMs: expect.any(Number),
    });
    const told = await grab.order({ kind: "hand-over" });
    expect(told?.kind === "picture" && Buffer.from(told.png, "base64").subarray(1, 4).toString()).toBe("PNG");
  });

  it("is not taken of another program than the one that may be pictured", async () => {
    expect(await grab.order({ kind: "take", programs: ["libreoffice"] })).toMatchObject({
      why: "another-window",
    });
    expect(await grab.order({ kind: "hand-over" })).toMatchObject({ why: "no-picture" });
  });

  it("is not handed over when another window of the program has come to the front", async () => {
    const { programs } = await front();
    await grab.order({ kind: "take", programs });
    const other = await display.openTerminal();
    expect((await front()).programs).toEqual(programs);
    expect(await grab.order({ kind: "hand-over" })).toMatchObject({ why: "another-window" });
    opened.push(other);
  });

  it.each([
    ["a menu or a notice, which no window manager knows of", ["-xrm", "XTerm*overrideRedirect: true"]],
    ["another window that lies over it", []],
  ])("is not taken under %s", async (_, args) => {
    const { window, programs } = await front();
    expect((await front()).isCovered).toBe(false);
    const { x, y } = placeOf(window);
    open("xterm", "-geometry", `20x5+${x + 40}+${y + 40}`, ...args);
    if (args.length === 0) {
      const over = await frontOtherThan(window);
      display.xdotool("windowactivate", "--sync", String(window));
      display.xdotool("windowraise", over);
    }
    await untilCovered();
    expect((await front()).window).toBe(window);
    expect(await grab.order({ kind: "take", programs })).toMatchObject({ why: "covered" });
  });

  it("comes to nothing where there is no display, and when its process dies", async () => {
    process.env.DISPLAY = ":987";
    const blind = new Grab();
    process.env.DISPLAY = display.env.DISPLAY;
    expect(await blind.order({ kind: "take", programs: ["xterm"] })).toMatchObject({ why: "no-picture" });
    const asked = blind.order({ kind: "take", programs: ["xterm"] });
    process.kill(blind.pid ?? 0, "SIGKILL");
    expect(await asked).toBeNull();
    expect(await blind.order({ kind: "hand-over" })).toBeNull();
  });
});

function placeOf(window: number): { x: number; y: number } {
  const told = execFileSync("xwininfo", ["-id", String(window)], { env: display.env }).toString();
  const number = (name: string) =>
    Number(new RegExp(`Absolute upper-left ${name}: +(-?\\d+)`).exec(told)?.[1]);
  return { x: number("X"), y: number("Y") };
}

async function frontOtherThan(window: number): Promise<string> {
  await until(() => frontWindow() !== "" && Number(frontWindow()) !== window);
  return frontWindow();
}

async function untilCovered(): Promise<void> {
  for (let tries = 0; !(await front()).isCovered; tries++)
    if (tries > 100) throw new Error("nothing lies over it");
}

describe("private browsing", () => {
  it.each([
    ["a window like any other", []],
    ["an incognito window, which bears the same class, role and title", ["--incognito"]],
    ["a guest's window", ["--guest"]],
  ])("is never pictured, since it cannot be told: Chromium, %s", async (_, args) => {
    const profile = mkdtempSync(join(tmpdir(), "sayso-chromium-"));
    const before = frontWindow();
    const flags = ["--no-sandbox", "--no-first-run", "--disable-gpu", "--disable-background-networking"];
    const page = "data:text/html,<title>A page</title>any";
    const browser = open("chromium", ...flags, `--user-data-dir=${profile}`, ...args, page);
    await until(() => frontWindow() !== "" && frontWindow() !== before);
    const scene = await front();
    expect(scene.programs).toContain("chromium");
    expect(await grab.order({ kind: "take", programs: scene.programs })).toMatchObject({ why: "private" });
    browser.kill("SIGTERM");
    await until(() => browser.exitCode !== null || browser.signalCode !== null);
    rmSync(profile, { recursive: true, force: true, maxRetries: 10 });
  });

  it("is never pictured where a title speaks of it, in whatever program", async () => {
    const before = frontWindow();
    open("xterm", "-T", "News - Mozilla Firefox Private Browsing");
    await until(() => frontWindow() !== "" && frontWindow() !== before);
    const { programs } = await front();
    expect(await grab.order({ kind: "take", programs })).toMatchObject({ why: "private" });
  });
});

describe("what lies over a window", () => {
  const windows = [
    "xwininfo: Window id: 0x50d (the root window) (has no name)",
    "     3 children:",
    '     0x30 "over": ("a" "A")  100x100+50+50  +50+50',
    '        0x31 "part": ()  10x10+0+0  +50+50',
    "     0x20 (has no name): ()  200x200+0+0  +0+0",
    "        1 child:",
    '        0x21 "it": ("b" "B")  190x180+5+15  +5+15',
    '     0x10 "under": ("c" "C")  500x500+0+0  +0+0',
    '     0x11 "beside": ("c" "C")  10x10+-100+-100  +-100+-100',
  ].join("\n");

  it("is what comes before it and reaches into its place", () => {
    expect(windowsOver(windows, 0x21)).toEqual([0x30]);
    expect(windowsOver(windows, 0x30)).toEqual([]);
    expect(windowsOver(windows, 0x10)).toEqual([0x30, 0x20]);
    expect(windowsOver(windows, 0x11)).toEqual([]);
  });

  it("is not known of a window that is not there, and then there is no picture", () => {
    expect(windowsOver(windows, 0x99)).toBeNull();
    expect(windowsOver("nonsense", 0x21)).toBeNull();
  });
});

it("nothing in front, or what is not to be seen, is an obstacle", () => {
  const scene = { window: 1, programs: ["xterm"], isPrivate: false, isCovered: false };
  expect(obstacleIn(scene, ["xterm"])).toBeNull();
  expect(obstacleIn(null, ["xterm"])).toBe("no-window");
  expect(obstacleIn(scene, ["xterm", "uxterm"])).toBe("another-window");
  expect(obstacleIn({ ...scene, isPrivate: true }, ["xterm"])).toBe("private");
  expect(obstacleIn({ ...scene, isCovered: true }, ["xterm"])).toBe("covered");
});
