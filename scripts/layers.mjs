// `npm run layers`: holds the layering of .dependency-cruiser.cjs.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const CRUISER = join(ROOT, "node_modules/dependency-cruiser");

/**
 * TypeScript 7 has no API for other programs, and without one dependency-cruiser passes over every .ts file
 * in silence. It looks for the compiler from its own folder, so the last one that has an API is put there.
 */
function lendCompiler() {
  const link = join(CRUISER, "node_modules/typescript");
  if (existsSync(link)) return;
  mkdirSync(dirname(link), { recursive: true });
  symlinkSync(join(ROOT, "node_modules/typescript6"), link, "junction");
}

lendCompiler();
const layers = ["app", "components", "domain", "lib", "server", "agent", "prisma/factories", "proxy.ts"];

function holds(config, ...folders) {
  const { status } = spawnSync(
    process.execPath,
    [join(CRUISER, "bin/dependency-cruise.mjs"), "--config", config, ...folders],
    { cwd: ROOT, stdio: "inherit" },
  );
  return status === 0;
}

const results = [
  holds(".dependency-cruiser.cjs", ...layers),
  holds(".dependency-cruiser-nouns.cjs", "domain", "lib"),
];
process.exitCode = results.every(Boolean) ? 0 : 1;
