import { type ChildProcess, execFile, spawn } from "node:child_process";
import { createInterface } from "node:readline";

/**
 * Whether the session is locked, where the system tells it: logind on Linux. (Elsewhere, and for
 * lockers that do not tell logind, the lock screen's own window says so: capture.ts.)
 */
export class LockWatcher {
  isLocked = false;
  private monitor: ChildProcess | null = null;

  constructor(private readonly onChange: () => void) {
    const session = process.env.XDG_SESSION_ID;
    if (process.platform !== "linux" || !session) return;
    execFile(
      "loginctl",
      ["show-session", session, "-p", "LockedHint", "--value"],
      { timeout: 2_000 },
      (error, told) => {
        if (error === null) this.became(told.trim() === "yes");
      },
    );
    const path = sessionPath(session);
    this.monitor = spawn(
      "gdbus",
      ["monitor", "--system", "--dest", "org.freedesktop.login1", "--object-path", path],
      { stdio: ["ignore", "pipe", "ignore"] },
    );
    this.monitor.on("error", () => undefined);
    if (this.monitor.stdout)
      createInterface({ input: this.monitor.stdout }).on("line", (line) => this.read(line));
  }

  stop(): void {
    this.monitor?.kill("SIGKILL");
  }

  private read(line: string): void {
    const locked = lockedIn(line);
    if (locked !== null) this.became(locked);
  }

  private became(locked: boolean): void {
    if (this.isLocked === locked) return;
    this.isLocked = locked;
    this.onChange();
  }
}

/** What a line of `gdbus monitor` says about the lock, or null. */
export function lockedIn(line: string): boolean | null {
  const hint = /'LockedHint': <(true|false)>/.exec(line)?.[1];
  return hint === undefined ? null : hint === "true";
}

/** systemd's escaping of a session id in an object path: `2` is `_32`. */
export function sessionPath(session: string): string {
  const escaped = Array.from(session, (char, n) =>
    /[A-Za-z]/.test(char) || (n > 0 && /\d/.test(char)) ? char : `_${char.charCodeAt(0).toString(16)}`,
  );
  return `/org/freedesktop/login1/session/${escaped.join("")}`;
}
