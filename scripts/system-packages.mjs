// The programs outside npm that the tests need: a browser, a desktop without a screen, an object store, and one that
// reads pictures.
import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, isAbsolute, join } from "node:path";
import { run } from "./children.mjs";

/** Debian's packages, and the programs or files of each that are used; any one of the alternatives will do. */
const NEEDED = {
  chromium: [["chromium", "chromium-browser"]],
  xvfb: [["Xvfb"]],
  xdotool: [["xdotool"]],
  openbox: [["openbox"]],
  xterm: [["xterm"]],
  "x11-utils": [["xprop"], ["xwininfo"]],
  "python3-swift": [["/usr/lib/python3/dist-packages/swift/proxy/server.py"]],
  "tesseract-ocr": [["tesseract"]],
};

/**
 * Installs what is missing on Debian as root, else refuses with the command that a person can run.
 * @param {(text: string) => void} log
 * @returns {Promise<string[]>} what was installed
 */
export async function installSystemPackages(log) {
  const missing = missingPackages();
  if (missing.length === 0) return [];
  const command = `apt-get install -y --no-install-recommends ${missing.join(" ")}`;
  const by = `As root on Debian: apt-get update && ${command}`;
  if (process.getuid?.() !== 0 || !isThere("apt-get")) {
    throw new Error(`The tests need ${missing.join(", ")}, which this user cannot install. ${by}`);
  }
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const failure = `These system packages could not be installed: ${missing.join(", ")}. ${by}`;
  await run("apt-get", ["update"], { log, env, failure });
  await run("apt-get", command.split(" ").slice(1), { log, env, failure });
  const stillMissing = missingPackages();
  if (stillMissing.length > 0) throw new Error(`Installed, yet not found: ${stillMissing.join(", ")}.`);
  return missing;
}

function missingPackages() {
  return Object.entries(NEEDED)
    .filter(([, programs]) => !programs.every((alternatives) => alternatives.some(isThere)))
    .map(([name]) => name);
}

function isThere(program) {
  if (isAbsolute(program)) return existsSync(program);
  return (process.env.PATH ?? "").split(delimiter).some((directory) => {
    try {
      accessSync(join(directory, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
