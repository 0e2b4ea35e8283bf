// Remembers what a step was last done from, so that it is done again only when that has changed.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

const stampFile = (step) => join(ROOT, "node_modules/.cache/sayso", `${step}.stamp`);

/**
 * @param {string} step
 * @param {string[]} sources files and directories, from the root of the repository; missing ones count as empty
 * @returns {boolean} whether the step was last done from exactly these
 */
export function isCurrent(step, sources) {
  const file = stampFile(step);
  return existsSync(file) && readFileSync(file, "utf8") === fingerprint(sources);
}

/** Records that the step has been done from these sources. */
export function stamp(step, sources) {
  const file = stampFile(step);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, fingerprint(sources));
}

function fingerprint(sources) {
  const hash = createHash("sha256").update(process.platform);
  for (const file of sources.flatMap((source) => filesIn(join(ROOT, source)))) {
    hash.update(`\0${relative(ROOT, file)}\0`).update(readFileSync(file));
  }
  return hash.digest("hex");
}

function filesIn(path) {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesIn(join(path, name)));
}
