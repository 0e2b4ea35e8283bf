import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type pg from "pg";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const TETHER = new URL("../scripts/tether.mjs", import.meta.url).href;

/** A process of its own that works the jobs, as a portal would. */
export interface TestWorker {
  /** Ends it without a word, as the kernel would. */
  kill(): Promise<void>;
}

/** Starts one on the database of the settings; resolves once it is at work. */
export async function startWorker(): Promise<TestWorker> {
  const child = spawn(process.execPath, ["--import", TETHER, "--import", "tsx", "server/test-jobs.ts"], {
    cwd: ROOT,
    stdio: ["ignore", "ignore", "inherit", "ipc"],
    env: { ...process.env, NODE_ENV: "test" },
  });
  await once(child, "message");
  return {
    kill: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, "exit");
      child.kill("SIGKILL");
      await gone;
    },
  };
}

/** A row of the queue as the minute's cron would write it. */
export async function beginJob(owner: pg.Pool, name: string): Promise<void> {
  await owner.query("insert into jobs.job (name, data, policy) values ($1, '{}', 'standard')", [name]);
}
