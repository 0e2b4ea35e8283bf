// The directory that holds what one installation keeps, and that only one start may use at a time.

import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** @returns {string} its absolute path; made if it is missing */
export function dataDirectory() {
  const directory = resolve(ROOT, process.env.SAYSO_DATA_DIR ?? ".sayso");
  // Others may pass through it (PostgreSQL's own user must), but not list it; each secret file is mode 0600.
  mkdirSync(directory, { recursive: true, mode: 0o711 });
  return directory;
}

/**
 * Refuses when another start is running on the directory; the file of one that was killed does not count.
 * @returns {() => void} gives the directory back
 */
export function claim(directory, url) {
  const file = join(directory, "running.json");
  const other = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
  if (other && isStart(other.pid)) {
    throw new Error(`Sayso already runs from ${directory} (process ${other.pid}, ${other.url}).`);
  }
  writeFileSync(file, JSON.stringify({ pid: process.pid, url }));
  return () => rmSync(file, { force: true });
}

/** The number of a killed process may have gone to another program by now. */
function isStart(pid) {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (error.code === "ESRCH") return false;
  }
  if (existsSync("/proc/self")) return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("start.mjs");
  const listed = spawnSync("ps", ["-p", String(pid), "-o", "command="], { encoding: "utf8" });
  return listed.status !== 0 || listed.stdout.includes("start.mjs");
}
