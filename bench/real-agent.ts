import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Published } from "../agent/status.ts";
import { startVirtualDisplay, type VirtualDisplay } from "../agent/testing/virtual-display.ts";
import type { PersonActor } from "../domain/actor/schema.ts";
import { answerDeviceRequest } from "../domain/directory/commands/answer-device-request.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const TICK_MS = 10;

/** The agent itself, as `npm run agent` runs it, on a virtual display with an approved terminal in front. */
export class RealAgent {
  readonly #directory = mkdtempSync(join(tmpdir(), "sayso-bench-agent-"));
  readonly #display: VirtualDisplay;
  #running: ChildProcess | undefined;

  private constructor(display: VirtualDisplay) {
    this.#display = display;
  }

  /** Links it to the employee, starts it, and waits until it hears what is typed. */
  static async start(portal: string, owner: PersonActor): Promise<RealAgent> {
    const agent = new RealAgent(await startVirtualDisplay());
    await agent.#display.openTerminal();
    await agent.#enrol(portal, owner);
    agent.#running = agent.#spawn(["run", "--quiet"]);
    agent.#running.stderr?.pipe(process.stderr);
    await agent.until((status) => status.label === "collected");
    return agent;
  }

  xdotool(...args: string[]): void {
    this.#display.xdotool(...args);
  }

  /** What it last said of itself. */
  status(): Partial<Published> {
    try {
      return JSON.parse(readFileSync(join(this.#directory, "status.json"), "utf8"));
    } catch {
      return {};
    }
  }

  async until(holds: (status: Partial<Published>) => boolean): Promise<void> {
    for (const deadline = Date.now() + 30_000; Date.now() < deadline; await sleep(1)) {
      if (holds(this.status())) return;
    }
    throw new Error(`the agent did not become what was waited for: ${JSON.stringify(this.status())}`);
  }

  /** Processor time of its processes since they started, in milliseconds; of those that have ended, too. */
  cpuMs(): number {
    const pid = this.#running?.pid ?? 0;
    const [own, ...hooks] = [pid, ...childrenOf(pid)].map(timesOf);
    return TICK_MS * ((own?.all ?? 0) + hooks.reduce((sum, each) => sum + each.self, 0));
  }

  /** Memory of its processes, in megabytes. */
  rssMb(): number {
    const pid = this.#running?.pid ?? 0;
    return [pid, ...childrenOf(pid)].reduce((sum, each) => sum + rssOf(each), 0);
  }

  async stop(): Promise<void> {
    const child = this.#running;
    if (child && child.exitCode === null) {
      const exited = once(child, "exit");
      child.kill("SIGTERM");
      await exited;
    }
    await this.#display.close();
    rmSync(this.#directory, { recursive: true, force: true });
  }

  async #enrol(portal: string, owner: PersonActor): Promise<void> {
    const child = this.#spawn(["enrol", "--portal", portal, "--name", "measured"]);
    const exited = once(child, "exit");
    let output = "";
    const hear = (text: Buffer) => {
      output += text.toString();
    };
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", hear);
    for (let i = 0; i < 500 && !CODE.test(output); i++) await sleep(20);
    const [userCode = ""] = CODE.exec(output) ?? [];
    await answerDeviceRequest(owner, { userCode, approved: true });
    const [code] = await exited;
    if (code !== 0) throw new Error(`the agent could not be linked: ${output}`);
  }

  #spawn(args: string[]): ChildProcess {
    return spawn(process.execPath, ["bin/sayso-agent.mjs", ...args], {
      cwd: ROOT,
      env: { ...this.#display.env, SAYSO_AGENT_DIR: this.#directory },
      stdio: ["ignore", "pipe", "pipe"],
    });
  }
}

const CODE = /[A-Z]{4}-[A-Z]{4}/;

function childrenOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
      readFileSync(`/proc/${pid}/task/${thread}/children`, "utf8").split(" ").filter(Boolean).map(Number),
    );
  } catch {
    return [];
  }
}

/** Clock ticks: its own, and with those of children that have ended (proc(5), fields 14 to 17). */
function timesOf(pid: number): { self: number; all: number } {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat
      .slice(stat.lastIndexOf(")") + 2)
      .split(" ")
      .map(Number);
    const [user = 0, system = 0, childUser = 0, childSystem = 0] = fields.slice(11, 15);
    return { self: user + system, all: user + system + childUser + childSystem };
  } catch {
    return { self: 0, all: 0 };
  }
}

function rssOf(pid: number): number {
  try {
    return Number(/^VmRSS:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}
