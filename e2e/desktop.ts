import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { atRest } from "./at-rest.ts";

const call = promisify(execFile);
const DISPLAYS = Array.from({ length: 100 }, (_, place) => `:${91 + place}`);
const PATIENCE_MS = 30_000;
/** One that a redacted picture keeps as it is. */
export const CALCULATOR_COLOUR = "#336699";
/**
 * Else the server starts anew, and drops whoever has just connected, each time that its last client leaves; and
 * repeats a key whose release is late, which a busy machine makes it.
 */
const STEADY = ["-noreset", "-r"];

/** A window of the desktop, and the program behind it. */
export interface Window {
  readonly id: string;
  readonly process: ChildProcess;
}

/** A virtual display with a window manager, on which real programs receive real key and pointer events. */
export class Desktop {
  private readonly running: ChildProcess[] = [];
  private readonly directory = mkdtempSync(join(tmpdir(), "sayso-desktop-"));

  private constructor(
    readonly display: string,
    private readonly server: ChildProcess,
  ) {
    this.running.push(server);
  }

  static async open(): Promise<Desktop> {
    for (const display of DISPLAYS) {
      const server = await startServer(display);
      if (!server) continue;
      const desktop = new Desktop(display, server);
      desktop.start("openbox", []);
      await until(
        "the window manager",
        () => desktop.tool("xprop", "-root", "_NET_SUPPORTING_WM_CHECK"),
        /window id/,
      );
      return desktop;
    }
    throw new Error(`none of the displays ${DISPLAYS[0]} to ${DISPLAYS.at(-1)} is free`);
  }

  /** For programs that are to run on this desktop. */
  get env(): NodeJS.ProcessEnv {
    const { WAYLAND_DISPLAY: _wayland, XDG_SESSION_TYPE: _type, XDG_SESSION_ID: _id, ...rest } = process.env;
    return { ...rest, DISPLAY: this.display };
  }

  /** A terminal: the demo organisation approves it. What is typed into it goes to `cat`, which shows it. */
  terminal(): Promise<Window> {
    return this.show("xterm", "terminal");
  }

  /** The same program under another name, which no list approves. */
  unapproved(): Promise<Window> {
    return this.showAs("ledger-app", "ledger");
  }

  /** The same program, in a colour of its own, under the name of another application that the demo organisation approves. */
  calculator(): Promise<Window> {
    return this.showAs("xcalc", "calculator", ["-bg", CALCULATOR_COLOUR]);
  }

  private async showAs(name: string, title: string, looks: readonly string[] = []): Promise<Window> {
    const copy = join(this.directory, name);
    const { stdout } = await call("which", ["xterm"]);
    if (!existsSync(copy)) copyFileSync(stdout.trim(), copy);
    return this.show(copy, title, looks);
  }

  async focus({ id }: Window): Promise<void> {
    await this.tool("xdotool", "windowactivate", "--sync", id);
    await until(
      "the window to be in front",
      () => this.tool("xdotool", "getactivewindow"),
      new RegExp(`^${id}$`, "m"),
    );
  }

  /** How many pixels a window has, without the frame that the window manager draws around it. */
  async sizeOf({ id }: Window): Promise<{ width: number; height: number }> {
    const told = await this.tool("xdotool", "getwindowgeometry", "--shell", id);
    const number = (name: string) => Number(new RegExp(`^${name}=(\\d+)$`, "m").exec(told)?.[1]);
    return { width: number("WIDTH"), height: number("HEIGHT") };
  }

  /** Types into the window in front, key by key. */
  async type(text: string, msBetween = 12): Promise<void> {
    await this.tool("xdotool", "type", "--delay", String(msBetween), text);
  }

  /** Presses a key or a chord, such as `ctrl+s`. */
  async press(...keys: string[]): Promise<void> {
    await this.tool("xdotool", "key", "--delay", "20", ...keys);
  }

  /** Waits until every key and click so far has come to the programs of this display, and to these processes. */
  heardBy(pids: readonly number[]): Promise<void> {
    return atRest([this.server.pid ?? 0, ...pids]);
  }

  async click({ id }: Window, x: number, y: number): Promise<void> {
    await this.tool("xdotool", "mousemove", "--window", id, String(x), String(y));
    await this.tool("xdotool", "click", "1");
  }

  async tool(program: string, ...args: string[]): Promise<string> {
    const { stdout } = await call(program, args, { env: this.env, timeout: 30_000 });
    return stdout;
  }

  async close(): Promise<void> {
    for (const child of this.running.reverse()) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const gone = once(child, "exit");
      // In order, so that the display's lock goes too.
      child.kill("SIGTERM");
      const insist = setTimeout(() => child.kill("SIGKILL"), 3_000);
      await gone;
      clearTimeout(insist);
    }
    rmSync(this.directory, { recursive: true, force: true });
  }

  private start(program: string, args: string[]): ChildProcess {
    const child = spawn(program, args, { env: this.env, stdio: "ignore" });
    this.running.push(child);
    return child;
  }

  private async show(program: string, title: string, looks: readonly string[] = []): Promise<Window> {
    const geometry = ["-geometry", "80x20+40+40"];
    // The window's class would otherwise say `XTerm` for every copy.
    const names = program === "xterm" ? [] : ["-class", "Ledger"];
    const child = this.start(program, [...names, ...looks, "-T", title, ...geometry, "-e", "cat"]);
    const found = await until(
      `the window of ${program}`,
      () => this.tool("xdotool", "search", "--onlyvisible", "--pid", String(child.pid)),
      /^\d+$/m,
    );
    const window = { id: found.trim().split("\n").at(-1) ?? "", process: child };
    await this.focus(window);
    return window;
  }
}

/** Null when the display is taken. */
async function startServer(display: string): Promise<ChildProcess | null> {
  const lock = `/tmp/.X${display.slice(1)}-lock`;
  const server = spawn("Xvfb", [display, "-screen", "0", "1280x800x24", "-nolisten", "tcp", ...STEADY], {
    stdio: "ignore",
  });
  for (const deadline = Date.now() + PATIENCE_MS; Date.now() < deadline; ) {
    if (server.exitCode !== null) return null;
    // Another server may answer there; the lock names whose display it is.
    const isOurs = existsSync(lock) && Number(readFileSync(lock, "utf8")) === server.pid;
    const answer = isOurs ? await call("xprop", ["-display", display, "-root"]).catch(() => null) : null;
    if (answer) return server;
    await sleep(50);
  }
  server.kill("SIGKILL");
  throw new Error(`Xvfb does not answer at ${display}`);
}

/** Programs of a desktop say nowhere that they are ready: asks until the answer fits. */
async function until(what: string, ask: () => Promise<string>, fits: RegExp): Promise<string> {
  for (const deadline = Date.now() + PATIENCE_MS; Date.now() < deadline; ) {
    const answer = await ask().catch(() => "");
    if (fits.test(answer)) return answer;
    await sleep(30);
  }
  throw new Error(`${what} did not come`);
}
