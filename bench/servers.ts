import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";

export interface Running {
  readonly port: number;
  readonly url: string;
  stop(): Promise<void>;
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  if (address === null || typeof address === "string") throw new Error("no port is free");
  return address.port;
}

/** The portal itself in a process of its own, in the role in which a larger site runs it for agents. */
export async function startDoor(port: number): Promise<Running> {
  const env = { ...process.env, PORT: String(port), SAYSO_ROLE: "agents" };
  return start("../server/main.ts", port, env);
}

/** What everything is compared with: a bare Node HTTP server that only parses the same body. */
export async function startBare(): Promise<Running> {
  const port = await freePort();
  return start("bare-server.ts", port, { ...process.env, PORT: String(port) });
}

async function start(file: string, port: number, env: NodeJS.ProcessEnv): Promise<Running> {
  const profile = process.env.SAYSO_PROFILE
    ? ["--cpu-prof", `--cpu-prof-dir=${process.env.SAYSO_PROFILE}`]
    : [];
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), {
    env,
    execArgv: ["--import", "tsx", ...profile],
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  await ready(child, port);
  const stop = async () => {
    const exited = once(child, "exit");
    child.kill("SIGTERM");
    await exited;
  };
  return { port, url: `http://127.0.0.1:${port}`, stop };
}

async function ready(child: ChildProcess, port: number): Promise<void> {
  for (const deadline = Date.now() + 60_000; Date.now() < deadline; ) {
    if (child.exitCode !== null) break;
    const answer = await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => null);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("a server did not start");
}
