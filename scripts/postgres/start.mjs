import { fork } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * @typedef {object} Postgres
 * @property {string} url of the superuser, for the database `postgres`
 * @property {string[]} notes what a person should know about where it runs
 * @property {() => Promise<void>} stop ends sessions, writes everything down, and waits until it is gone
 * @property {Promise<unknown>} exited settles when it is gone for whatever reason
 */

/**
 * Starts an embedded PostgreSQL whose data, port and log lie in `directory`. It ends with this process,
 * even when this process is killed outright.
 * @param {{ directory: string, password: string, settings?: Record<string, string>, isThrowAway?: boolean,
 *   hasSocket?: boolean }} options
 *   `isThrowAway`: the directory is deleted when PostgreSQL ends
 *   `hasSocket`: it is reached by a socket among its files, which takes half the work of its port (not on Windows)
 * @returns {Promise<Postgres>}
 */
export async function startPostgres({
  directory,
  password,
  settings = {},
  isThrowAway = false,
  hasSocket = false,
}) {
  mkdirSync(directory, { recursive: true, mode: 0o711 });
  const port = await keptPort(join(directory, "postgres.port"));
  const logFile = join(directory, "postgres.log");
  const keeper = fork(new URL("keeper.mjs", import.meta.url), {
    // A process group of its own: Ctrl-C in the terminal reaches the starter alone, which stops in order.
    detached: process.platform !== "win32",
    execArgv: [],
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const exited = once(keeper, "exit");
  keeper.send({ directory, port, password, settings, logFile, isThrowAway, hasSocket });
  const [answer] = await Promise.race([
    once(keeper, "message"),
    exited.then(() => [{ failed: "PostgreSQL's keeper ended unexpectedly." }]),
  ]);
  if (answer.failed) throw new Error(answer.failed);
  const stop = async () => {
    if (keeper.connected) keeper.disconnect();
    await exited;
  };
  const url = new URL(`postgresql://postgres:${encodeURIComponent(password)}@127.0.0.1:${port}/postgres`);
  if (hasSocket) url.searchParams.set("host", answer.data);
  return { url: url.href, notes: answer.notes, stop, exited };
}

/**
 * Starts a throw-away PostgreSQL for tests and measurements.
 * Nothing in it has to survive a crash, so unless it is set otherwise it does not wait for the disk, nor for a network.
 * @param {Record<string, string>} [settings]
 * @returns {Promise<Postgres>}
 */
export async function startThrowAwayPostgres(settings) {
  const hasSocket = settings === undefined && process.platform !== "win32";
  const quick = { fsync: "off", synchronous_commit: "off", full_page_writes: "off", max_connections: "300" };
  const directory = mkdtempSync(join(tmpdir(), "sayso-postgres-"));
  chmodSync(directory, 0o711);
  const password = randomBytes(18).toString("hex");
  return startPostgres({ directory, password, settings: settings ?? quick, isThrowAway: true, hasSocket });
}

/** The same port again if it is free, so that a tool pointed at the database yesterday works today. */
async function keptPort(file) {
  const kept = existsSync(file) ? Number(readFileSync(file, "utf8")) : 0;
  const port = (kept && (await freePort(kept))) || (await freePort(0));
  writeFileSync(file, String(port));
  return port;
}

async function freePort(wanted) {
  const server = createServer();
  try {
    server.listen(wanted, "127.0.0.1");
    await once(server, "listening");
    return server.address().port;
  } catch {
    return 0;
  } finally {
    server.close();
  }
}
