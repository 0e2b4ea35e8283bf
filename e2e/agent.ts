import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { expect, type Page } from "@playwright/test";
import Database from "libsql";
import { z } from "zod";
import type { Status } from "../agent/status.ts";
import { readIfThere, threadsOf } from "./at-rest.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
/** The hook sees by itself that its agent is gone. */
const HOOKS_GONE_MS = 15_000;
const UNSENT = `
  select (select count(*) from loose where kind = 'segment')
    + (select count(*) from batch where quarantined is null) as n`;

interface Ended {
  code: number | null;
  output: string;
}

/** The real agent, by its commands alone, with a state directory of its own. */
export class Agent {
  readonly directory = mkdtempSync(join(tmpdir(), "sayso-agent-"));
  /** Everything that `run` wrote, of all its lives. */
  log = "";
  private running: ChildProcess | null = null;
  /** Resolves when `run` has ended and all that it wrote is in the log, with its exit code. */
  private finished: Promise<number | null> | null = null;

  /** @param env what a desktop gives to its programs */
  constructor(private readonly env: NodeJS.ProcessEnv) {}

  /** Runs a command to its end. */
  async command(...args: string[]): Promise<Ended> {
    const child = this.spawn(args);
    let output = "";
    hear(child, (text) => {
      output += text;
    });
    const [code] = await once(child, "close");
    return { code, output };
  }

  /** Links this computer to whoever is signed in on `page`, by the code that it shows. */
  async enrol(portal: string, page: Page, name = "Test computer"): Promise<void> {
    const child = this.spawn(["enrol", "--portal", portal, "--name", name]);
    let output = "";
    hear(child, (text) => {
      output += text;
    });
    const ended = once(child, "close");
    await expect.poll(() => output, { message: "the agent shows its code" }).toMatch(/[A-Z]{4}-[A-Z]{4}/);
    const code = /[A-Z]{4}-[A-Z]{4}/.exec(output)?.[0] ?? "";
    await page.goto(`/devices/link?code=${code}`);
    await expect(page.getByText(code)).toBeVisible();
    await expect(page.getByText(name)).toBeVisible();
    await page.getByRole("button", { name: "Link it" }).click();
    const [exit] = await ended;
    expect(exit, output).toBe(0);
  }

  run(): void {
    const child = this.spawn(["run"]);
    this.running = child;
    hear(child, (text) => {
      this.log += text;
    });
    this.finished = once(child, "close").then(([code]) => code);
  }

  /** The exit code of `run`, once it ends. */
  async ended(): Promise<number | null> {
    if (this.finished === null) throw new Error("the agent does not run");
    return this.finished;
  }

  /** As a crash would, without a last word. */
  async kill(): Promise<void> {
    await this.end("SIGKILL");
  }

  async stop(): Promise<void> {
    await this.end("SIGTERM");
  }

  async close(): Promise<void> {
    await this.kill();
    rmSync(this.directory, { recursive: true, force: true });
  }

  /** What `status --json` prints of a running agent, read where it is published: a process a look would be slow. */
  status(): Partial<Status> {
    const text = readIfThere(join(this.directory, "status.json"));
    return text === "" ? {} : JSON.parse(text);
  }

  /** How many records and batches it has kept and the portal has not acknowledged. */
  unsent(): number {
    const queue = new Database(join(this.directory, "queue.db"), { timeout: 5_000 });
    try {
      return z.object({ n: z.number() }).parse(queue.prepare(UNSENT).get()).n;
    } finally {
      queue.close();
    }
  }

  /** Waits until the agent is in a state. */
  async becomes(label: Status["label"], timeout = 15_000): Promise<void> {
    await expect.poll(() => this.status().label, { timeout, message: this.log, intervals: [50] }).toBe(label);
  }

  /** Runs, and waits until a directive is in force. */
  async starts(): Promise<void> {
    this.run();
    const { running } = this;
    const applied = () => {
      const { pid, applied } = this.status();
      return pid === running?.pid && applied;
    };
    await expect.poll(applied, { timeout: 20_000, message: this.log, intervals: [50] }).toBeTruthy();
  }

  /** Does something that changes what may be collected, and waits until the agent has another directive in force. */
  async applies(act: () => Promise<unknown>): Promise<void> {
    const before = this.status().applied?.epoch;
    await act();
    const applied = () => this.status().applied?.epoch;
    await expect.poll(applied, { timeout: 15_000, message: this.log, intervals: [50] }).not.toBe(before);
  }

  /** Process ids of the input hook: the agent's children that run its program. */
  hooks(): number[] {
    return childrenOf(this.running?.pid).filter((pid) => commandOf(pid).includes("agent-hook"));
  }

  /** Process ids of the grabber, which there is one of while a picture is being made. */
  grabbers(): number[] {
    return childrenOf(this.running?.pid).filter((pid) => commandOf(pid).includes("agent-grab"));
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const child = this.running;
    this.running = null;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const hooks = childrenOf(child.pid);
    const gone = once(child, "exit");
    child.kill(signal);
    await gone;
    // What it had started ends with it; the next run must not find it still there.
    for (const deadline = Date.now() + HOOKS_GONE_MS; Date.now() < deadline; await sleep(20))
      if (hooks.every((pid) => commandOf(pid) === "")) return;
  }

  private spawn(args: string[]): ChildProcess {
    return spawn(process.execPath, ["bin/sayso-agent.mjs", ...args], {
      cwd: ROOT,
      env: { ...this.env, SAYSO_AGENT_DIR: this.directory },
      stdio: ["ignore", "pipe", "pipe"],
    });
  }
}

function hear(child: ChildProcess, tell: (text: string) => void): void {
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding("utf8").on("data", tell);
}

function childrenOf(pid: number | undefined): number[] {
  if (pid === undefined) return [];
  return threadsOf(pid).flatMap((thread) =>
    readIfThere(`/proc/${pid}/task/${thread}/children`).split(" ").filter(Boolean).map(Number),
  );
}

/** Empty when there is no such process any more. */
export function commandOf(pid: number): string {
  return readIfThere(`/proc/${pid}/cmdline`).replaceAll("\0", " ");
}
