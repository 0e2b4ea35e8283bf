import { type ChildProcess, execFile, spawn } from "node:child_process";
import { readFileSync, readlinkSync } from "node:fs";
import { basename } from "node:path";
import { createInterface } from "node:readline";

export interface WindowListener {
  /**
   * Names of the front window's program, lower case; empty when there is none or it cannot be known,
   * null while it is being looked up.
   */
  onFront(programs: string[] | null): void;
  /** The display cannot be asked any more. */
  onLost(): void;
}

/** Tells which program's window is in front: its name only, never a title. */
export interface WindowWatcher {
  /** True when the answer is only as fresh as the last poll: input has to wait for the next one. */
  readonly isPolled: boolean;
  stop(): void;
}

/** Programs whose window in front means that the screen is locked. */
export const LOCK_SCREENS = new Set([
  "loginwindow",
  "lockapp",
  "logonui",
  "xscreensaver",
  "gnome-screensaver",
  "light-locker",
]);

const POLL_EVERY_MS = 3_000;
/** A display that does not answer within this is asked again. */
const LOOK_UP_WITHIN_MS = 2_000;

/** Wayland hands no program the input of others: what XWayland shows is only a part, so nothing is taken. */
export function isWayland(): boolean {
  if (process.platform !== "linux") return false;
  return process.env.XDG_SESSION_TYPE === "wayland" || Boolean(process.env.WAYLAND_DISPLAY);
}

export function watchWindows(listener: WindowListener): WindowWatcher {
  return process.platform === "linux" ? new X11Watcher(listener) : new PollingWatcher(listener);
}

/**
 * One long-lived `xprop -spy` says when the front window changes; only then is the new window's
 * program looked up. Until it is known there is no front program.
 */
class X11Watcher implements WindowWatcher {
  readonly isPolled = false;
  private readonly spy: ChildProcess;
  private current = "";
  private stopped = false;

  constructor(private readonly listener: WindowListener) {
    this.spy = spawn("xprop", ["-spy", "-root", "_NET_ACTIVE_WINDOW"], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    const lost = () => {
      if (!this.stopped) listener.onLost();
      this.stopped = true;
    };
    this.spy.once("error", lost);
    this.spy.once("exit", lost);
    if (this.spy.stdout) createInterface({ input: this.spy.stdout }).on("line", (line) => this.changed(line));
  }

  stop(): void {
    this.stopped = true;
    this.spy.kill("SIGKILL");
  }

  private changed(line: string): void {
    if (this.stopped) return;
    const window = /# (0x[0-9a-f]+)/.exec(line)?.[1] ?? "";
    this.current = window;
    if (window === "" || window === "0x0") return this.listener.onFront([]);
    this.listener.onFront(null);
    this.lookUp(window);
  }

  private lookUp(window: string): void {
    const asked = ["-id", window, "WM_CLASS", "_NET_WM_PID"];
    execFile("xprop", asked, { timeout: LOOK_UP_WITHIN_MS }, (error, told) => {
      if (this.stopped || this.current !== window) return;
      this.listener.onFront(error === null ? programsOf(told) : []);
      if (error?.killed) this.lookUp(window);
    });
  }
}

/** The program's file name, by its process, and the names that it gave its window class. */
export function programsOf(told: string): string[] {
  const pid = /_NET_WM_PID\(CARDINAL\) = (\d+)/.exec(told)?.[1];
  const classes = /WM_CLASS\(STRING\) = (.*)/.exec(told)?.[1] ?? "";
  const names = [...classes.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map((match) => match[1] ?? "");
  const all = pid === undefined ? names : [executable(pid), ...names];
  return [...new Set(all.map(programName).filter((name) => name !== ""))];
}

function executable(pid: string): string {
  try {
    return readlinkSync(`/proc/${pid}/exe`).replace(/ \(deleted\)$/, "");
  } catch {
    try {
      return readFileSync(`/proc/${pid}/comm`, "utf8").trim();
    } catch {
      return "";
    }
  }
}

/** Lower case, without path and extension, as directives name programs. */
export function programName(path: string): string {
  return basename(path.replaceAll("\\", "/"))
    .toLowerCase()
    .replace(/\.(exe|app|bin)$/, "");
}

/** macOS and Windows: asked every few seconds. */
class PollingWatcher implements WindowWatcher {
  readonly isPolled = true;
  private readonly timer: NodeJS.Timeout;
  private failures = 0;

  constructor(private readonly listener: WindowListener) {
    this.timer = setInterval(() => void this.poll(), POLL_EVERY_MS);
    void this.poll();
  }

  stop(): void {
    clearInterval(this.timer);
    this.failures = Number.NEGATIVE_INFINITY;
  }

  private async poll(): Promise<void> {
    try {
      const { activeWindow } = await import("get-windows");
      const front = await activeWindow({ accessibilityPermission: false, screenRecordingPermission: false });
      if (this.failures < 0) return;
      this.failures = 0;
      this.listener.onFront(front === undefined ? [] : [front.owner.path, front.owner.name].map(programName));
    } catch {
      if (++this.failures === 3) this.listener.onLost();
    }
  }
}
