import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { type Frame, frame, type Order, type Question } from "./input.ts";

const KILL_AFTER_MS = 100;
/** Without a display uiohook aborts, or waits for ever for a thread that has ended. */
const BEGIN_WITHIN_MS = 5_000;
/** From source it is translated first, on a machine that may be busy with tests. */
const BEGIN_FROM_SOURCE_WITHIN_MS = 15_000;
/** Small heap: the hook holds a second's worth of counts. */
const HOOK_FLAGS = ["--max-old-space-size=24", "--max-semi-space-size=1"];

export interface HookListener {
  /** What was heard, already reduced. The first frame says that the hook is in place. */
  onFrame(frame: Frame): void;
  /** The hook ended without being asked to. */
  onLost(): void;
}

/** The input hook's process. Constructed running; `stop` ends it for good. */
export class HookProcess {
  private readonly child: ChildProcess;
  private readonly gone: Promise<void>;
  private readonly overdue: NodeJS.Timeout;
  private stopping = false;

  constructor(private readonly listener: HookListener) {
    const { script, flags, beginWithinMs } = hookScript();
    this.child = spawn(process.execPath, [...flags, script], { stdio: ["pipe", "pipe", "ignore"] });
    this.gone = new Promise((resolve) => {
      this.child.once("exit", () => this.ended(resolve));
      this.child.once("error", () => this.ended(resolve));
    });
    this.overdue = setTimeout(() => this.child.kill("SIGKILL"), beginWithinMs);
    this.child.stdin?.on("error", () => undefined);
    if (this.child.stdout)
      createInterface({ input: this.child.stdout }).on("line", (line) => this.read(line));
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  listen(order: Order): void {
    this.child.stdin?.write(`${JSON.stringify(order)}\n`);
  }

  ask(question: Question): void {
    this.child.stdin?.write(`${JSON.stringify(question)}\n`);
  }

  /** Resolves when the process is gone: SIGTERM, which it does not catch, then SIGKILL after 100 ms. */
  async stop(): Promise<void> {
    this.stopping = true;
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.child.kill("SIGTERM");
    const insist = setTimeout(() => this.child.kill("SIGKILL"), KILL_AFTER_MS);
    await this.gone;
    clearTimeout(insist);
  }

  private read(line: string): void {
    clearTimeout(this.overdue);
    if (this.stopping) return;
    // A frame that says more than it may is as good as a broken hook.
    const told = frame.safeParse(parse(line));
    if (told.success) this.listener.onFrame(told.data);
    else this.child.kill("SIGKILL");
  }

  private ended(resolve: () => void): void {
    clearTimeout(this.overdue);
    const asked = this.stopping;
    this.stopping = true;
    resolve();
    if (!asked) this.listener.onLost();
  }
}

/** Beside the bundle it is `agent-hook.mjs`; run from source, its TypeScript through tsx. */
function hookScript(): { script: string; flags: string[]; beginWithinMs: number } {
  const fromSource = import.meta.url.endsWith(".ts");
  const name = fromSource ? "./hook-child.ts" : "./agent-hook.mjs";
  const script = fileURLToPath(new URL(name, import.meta.url));
  return fromSource
    ? { script, flags: [...HOOK_FLAGS, "--import", "tsx"], beginWithinMs: BEGIN_FROM_SOURCE_WITHIN_MS }
    : { script, flags: HOOK_FLAGS, beginWithinMs: BEGIN_WITHIN_MS };
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
