import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { copyFileSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const XTERM = "/usr/bin/xterm";

/**
 * A real X display with a window manager, on which real keys are pressed (Xvfb, openbox, xterm, xdotool). A key is
 * pressed as often as a test says, however long xdotool is kept from letting it go: nothing repeats by itself.
 */
export interface VirtualDisplay {
  /** For the environment of programs that should see it. */
  readonly env: NodeJS.ProcessEnv;
  /** Opens a terminal that is a program of this name; resolves when it is in front. */
  openTerminal(name?: string): Promise<ChildProcess>;
  xdotool(...args: string[]): void;
  /** Ends the display with everything on it. */
  close(): Promise<void>;
}

export async function startVirtualDisplay(): Promise<VirtualDisplay> {
  const server = spawn(
    "Xvfb",
    ["-displayfd", "3", "-screen", "0", "1280x800x24", "-nolisten", "tcp", "-noreset", "-r"],
    {
      stdio: ["ignore", "ignore", "ignore", "pipe"],
    },
  );
  const env: NodeJS.ProcessEnv = { ...process.env, DISPLAY: `:${await displayNumber(server)}` };
  for (const name of ["WAYLAND_DISPLAY", "XDG_SESSION_TYPE", "XDG_SESSION_ID"]) delete env[name];
  const children = [server, spawn("openbox", { env, stdio: "ignore" })];
  const programs = mkdtempSync(join(tmpdir(), "sayso-display-"));
  await until(() => ask(env, "xprop", "-root", "_NET_SUPPORTING_WM_CHECK").includes("window id"));
  const xdotool = (...args: string[]) => void execFileSync("xdotool", args, { env, stdio: "ignore" });

  return {
    env,
    xdotool,
    async openTerminal(name = "xterm") {
      const program = join(programs, name);
      if (!existsSync(program)) copyFileSync(XTERM, program);
      const window = ["-class", name, "-name", name, "-geometry", "80x24", "-e", "cat"];
      const terminal = spawn(program, window, { env, stdio: "ignore" });
      children.push(terminal);
      await until(() => Number(ask(env, "xdotool", "getactivewindow", "getwindowpid")) === terminal.pid);
      return terminal;
    },
    async close() {
      for (const child of children.toReversed()) await ended(child);
      rmSync(programs, { recursive: true });
    },
  };
}

/** Resolves when `holds` does; throws after twenty seconds. */
export async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 400; tries++) {
    if (holds()) return;
    await sleep(50);
  }
  throw new Error("what was waited for did not happen in twenty seconds");
}

export function isRunning(pid: number | undefined): boolean {
  if (pid === undefined) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function displayNumber(server: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once("error", () => reject(new Error("Xvfb is not installed")));
    server.once("exit", () => reject(new Error("Xvfb could not start")));
    server.stdio[3]?.once("data", (number) => resolve(String(number).trim()));
  });
}

function ask(env: NodeJS.ProcessEnv, program: string, ...args: string[]): string {
  try {
    return execFileSync(program, args, { env, stdio: "pipe" }).toString();
  } catch {
    return "";
  }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await gone;
}
