// The processes that a command starts, so that all of them end with it.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const TETHER = new URL("tether.mjs", import.meta.url).href;
const PATIENCE_MS = 10_000;

const running = new Set();

/**
 * Runs a program to its end; its output goes to `log`, its errors to `logErrors`.
 * @param {string} program
 * @param {string[]} args
 * @param {{ log: (text: string) => void, logErrors?: (text: string) => void, env?: Record<string, string | undefined>, failure: string }} options
 *   `failure`: the sentence to fail with; the error's `output` is what the program wrote
 * @returns {Promise<string>} what it wrote
 */
export async function run(program, args, { log, logErrors = log, env = process.env, failure }) {
  const child = start(program, args, { env, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  const hear = (stream, write) =>
    stream.setEncoding("utf8").on("data", (text) => {
      output += text;
      write(text);
    });
  hear(child.stdout, log);
  hear(child.stderr, logErrors);
  const [code] = await once(child, "close");
  if (code !== 0) throw Object.assign(new Error(failure), { output });
  return output;
}

/**
 * Starts a Node program that stops when this process does, however this one ends (see tether.mjs).
 * @param {string} script
 * @param {{ log: (text: string) => void, env: Record<string, string | undefined> }} options
 * @returns {import("node:child_process").ChildProcess}
 */
export function startTethered(script, { log, env }) {
  const child = start(process.execPath, ["--import", TETHER, script], {
    env,
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", log);
  return child;
}

function start(program, args, options) {
  // A process group of its own: Ctrl-C in the terminal reaches the starter alone, which stops in order.
  const child = spawn(program, args, {
    cwd: fileURLToPath(new URL("..", import.meta.url)),
    detached: process.platform !== "win32",
    shell: process.platform === "win32" && !program.includes("\\"),
    ...options,
  });
  running.add(child);
  child.once("exit", () => running.delete(child));
  return child;
}

/** Asks every process to end, the youngest first, and insists after ten seconds. */
export async function stopChildren() {
  for (const child of [...running].reverse()) {
    const exited = once(child, "exit");
    signal(child, "SIGTERM");
    const insist = setTimeout(() => signal(child, "SIGKILL"), PATIENCE_MS);
    await exited;
    clearTimeout(insist);
  }
}

/** To the whole group, so that what the child itself started ends too. */
function signal(child, name) {
  try {
    if (process.platform === "win32") child.kill(name);
    else process.kill(-child.pid, name);
  } catch (error) {
    if (error.code !== "ESRCH") throw error;
  }
}
