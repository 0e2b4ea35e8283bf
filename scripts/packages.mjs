// Whether the npm packages are there, and how to get them.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "./children.mjs";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const INSTALLED = join(ROOT, "node_modules/.package-lock.json");

/** Refuses a Node that is too old for the packages. */
export function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  throw new Error(`Node 20.19 or newer is needed; this is ${process.versions.node}.`);
}

/**
 * Runs `npm ci` unless node_modules already holds what the lock file says.
 * @param {{ log: (text: string) => void, withDevelopment: boolean }} options
 * @returns {Promise<boolean>} whether anything had to be installed
 */
export async function installPackages({ log, withDevelopment }) {
  if (areInstalled(withDevelopment)) return false;
  const args = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
  if (withDevelopment) args.push("--include=dev");
  const npm = process.env.npm_execpath;
  const failure = "The npm packages could not be installed; is the npm registry reachable?";
  if (npm?.endsWith(".js")) await run(process.execPath, [npm, ...args], { log, failure });
  else await run("npm", args, { log, failure });
  return true;
}

/** npm keeps its own record of what it installed; packages for other platforms are rightly not in it. */
function areInstalled(withDevelopment) {
  if (!existsSync(INSTALLED)) return false;
  const { packages: wanted } = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8"));
  const { packages: installed } = JSON.parse(readFileSync(INSTALLED, "utf8"));
  return Object.entries(wanted).every(([path, { version, integrity, optional, dev, devOptional }]) => {
    if (path === "") return true;
    const found = installed[path];
    if (!found) return optional || ((dev || devOptional) && !withDevelopment);
    return found.version === version && found.integrity === integrity && existsSync(join(ROOT, path));
  });
}
