// One embedded PostgreSQL cluster: how it is made, started, and rescued from an earlier run.
import { spawn, spawnSync } from "node:child_process";
import { chownSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * Makes the cluster if there is none yet, and starts it.
 * @param {import("./place.mjs").Place} place
 * @param {{ port: number, password: string, settings: Record<string, string>, isThrowAway: boolean,
 *   hasSocket: boolean }} options
 * @param {(text: string) => void} log
 * @returns {Promise<import("node:child_process").ChildProcess>} once it accepts connections
 */
export async function runCluster(place, options, log) {
  if (!existsSync(join(place.data, "PG_VERSION"))) initialise(place, options, log);
  await stopLeftover(place.data);
  return launch(place, options, log);
}

/** The messages are read, so they must be in English; and no PG… variable of the shell may leak in. */
function environment() {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith("PG"));
  return { ...Object.fromEntries(kept), LC_ALL: "C", LANG: "C" };
}

function initialise({ data, owner, programs }, { password, isThrowAway }, log) {
  rmSync(data, { recursive: true, force: true });
  mkdirSync(data, { recursive: true, mode: 0o700 });
  const passwordFile = `${data}.password`;
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (owner) for (const path of [data, passwordFile]) chownSync(path, owner.uid, owner.gid);
  const flags = [
    `--pgdata=${data}`,
    "--username=postgres",
    `--pwfile=${passwordFile}`,
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    // Built into PostgreSQL, so that text sorts the same on every machine.
    "--locale-provider=builtin",
    "--locale=C.UTF-8",
    ...(isThrowAway ? ["--no-sync"] : []),
  ];
  const made = spawnSync(programs.initdb, flags, {
    ...owner,
    cwd: dirname(data),
    encoding: "utf8",
    env: environment(),
  });
  rmSync(passwordFile, { force: true });
  log(`${made.stdout}${made.stderr}`);
  if (made.status === 0) return;
  rmSync(data, { recursive: true, force: true });
  throw new Error(`PostgreSQL could not make its data directory ${data}: ${lastLine(made.stderr)}`);
}

/**
 * A killed run can leave a server that still runs on these files (it is stopped, as only one may), or
 * a pid file whose number now belongs to another program (it is removed; PostgreSQL would refuse to start).
 */
async function stopLeftover(data) {
  const pidFile = join(data, "postmaster.pid");
  if (!existsSync(pidFile)) return;
  const pid = Number(readFileSync(pidFile, "utf8").split("\n")[0]);
  if (!isAlive(pid)) return;
  if (!isPostgres(pid)) return rmSync(pidFile);
  for (const signal of ["SIGINT", "SIGQUIT"]) {
    process.kill(pid, signal);
    for (let waited = 0; waited < 10_000 && isAlive(pid); waited += 100) await sleep(100);
    if (!isAlive(pid)) return;
  }
  throw new Error(`A PostgreSQL of an earlier run (process ${pid}) does not stop.`);
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

function isPostgres(pid) {
  if (existsSync("/proc/self")) return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("postgres");
  const listed =
    process.platform === "win32"
      ? spawnSync("tasklist", ["/FI", `PID eq ${pid}`], { encoding: "utf8" })
      : spawnSync("ps", ["-p", String(pid), "-o", "command="], { encoding: "utf8" });
  return listed.stdout.includes("postgres");
}

function launch({ data, owner, programs }, { port, settings, hasSocket }, log) {
  const wanted = {
    listen_addresses: "127.0.0.1",
    unix_socket_directories: hasSocket ? data : "",
    lc_messages: "C",
    timezone: "UTC",
    ...settings,
  };
  const flags = Object.entries(wanted).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const server = spawn(programs.postgres, ["-D", data, "-p", String(port), ...flags], {
    ...owner,
    cwd: data,
    env: environment(),
    stdio: ["ignore", "ignore", "pipe"],
  });
  return new Promise((resolve, reject) => {
    let said = "";
    server.stderr.setEncoding("utf8").on("data", (text) => {
      log(text);
      said = (said + text).slice(-10_000);
      if (said.includes("ready to accept connections")) resolve(server);
    });
    server.on("error", reject);
    server.on("exit", () => reject(new Error(`PostgreSQL did not start: ${reasonIn(said)}`)));
  });
}

function reasonIn(said) {
  const fatal = said.split("\n").find((line) => line.includes("FATAL:"));
  return fatal ? fatal.replace(/^.*FATAL:\s*/, "") : lastLine(said);
}

function lastLine(text) {
  return text.trim().split("\n").at(-1) ?? "";
}
