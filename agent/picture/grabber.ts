import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { type Grabbed, grabbed, type Order } from "./order.ts";

/** A display that hangs, or a picture that takes for ever, is given up. */
const ANSWER_WITHIN_MS = 10_000;
/** From source it is translated first, on a machine that may be busy with tests. */
const FROM_SOURCE_WITHIN_MS = 30_000;
const FLAGS = ["--max-old-space-size=256"];

/** One picture in the making. Its process is begun with it, and gone with `drop`. */
export class Grab {
  private readonly child: ChildProcess;
  private readonly withinMs: number;
  private waiting: ((answer: Grabbed | null) => void) | null = null;
  private isOver = false;

  constructor() {
    const { script, flags, withinMs } = grabScript();
    this.withinMs = withinMs;
    this.child = spawn(process.execPath, [...flags, script], { stdio: ["pipe", "pipe", "ignore"] });
    this.child.once("exit", () => this.end());
    this.child.once("error", () => this.end());
    this.child.stdin?.on("error", () => undefined);
    if (this.child.stdout)
      createInterface({ input: this.child.stdout }).on("line", (line) => this.read(line));
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  /** What the process says to an order; null when it is dropped, dies, says something else or takes too long. */
  order(order: Order): Promise<Grabbed | null> {
    if (this.isOver) return Promise.resolve(null);
    return new Promise((resolve) => {
      const overdue = setTimeout(() => this.drop(), this.withinMs);
      this.waiting = (answer) => {
        clearTimeout(overdue);
        resolve(answer);
      };
      this.child.stdin?.write(`${JSON.stringify(order)}\n`);
    });
  }

  /** Ends the process, and the picture with it. */
  drop(): void {
    this.child.kill("SIGKILL");
    this.end();
  }

  private read(line: string): void {
    if (this.isOver) return;
    const told = grabbed.safeParse(parse(line));
    if (told.success) this.answer(told.data);
    else this.drop();
  }

  private end(): void {
    this.isOver = true;
    this.answer(null);
  }

  private answer(answer: Grabbed | null): void {
    const waiting = this.waiting;
    this.waiting = null;
    waiting?.(answer);
  }
}

/** Beside the bundle it is `agent-grab.mjs`; run from source, its TypeScript through tsx. */
function grabScript(): { script: string; flags: string[]; withinMs: number } {
  const fromSource = import.meta.url.endsWith(".ts");
  const name = fromSource ? "./grab-child.ts" : "./agent-grab.mjs";
  const script = fileURLToPath(new URL(name, import.meta.url));
  return fromSource
    ? { script, flags: [...FLAGS, "--import", "tsx"], withinMs: FROM_SOURCE_WITHIN_MS }
    : { script, flags: FLAGS, withinMs: ANSWER_WITHIN_MS };
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
