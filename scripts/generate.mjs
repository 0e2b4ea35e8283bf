// Generates the Prisma client and Next's route types, when their sources have changed.
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { isCurrent, stamp } from "./stamp.mjs";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const SOURCES = ["prisma/schema", "prisma.config.ts", "package-lock.json"];

/** @returns {boolean} whether there was anything to do */
export function generate() {
  if (existsSync(join(ROOT, "generated/prisma/client.ts")) && isCurrent("generate", SOURCES)) return false;
  const prisma = join(ROOT, "node_modules/prisma/build/index.js");
  const refusing = refusingEngine();
  const { status, stdout, stderr } = spawnSync(process.execPath, [prisma, "generate"], {
    cwd: ROOT,
    encoding: "utf8",
    env: {
      ...process.env,
      PRISMA_SCHEMA_ENGINE_BINARY: refusing.program,
      PRISMA_HIDE_UPDATE_MESSAGE: "1",
      CHECKPOINT_DISABLE: "1",
    },
  });
  refusing.remove();
  if (status !== 0) throw new Error(`The Prisma client could not be generated.\n${stdout}${stderr}`);
  stamp("generate", SOURCES);
  return true;
}

/**
 * `prisma generate` wants the native schema engine, which would be downloaded, and then does not use it.
 * It is given a program that fails whenever it is called: one that succeeded could make another Prisma
 * command believe that a migration was applied.
 */
function refusingEngine() {
  const directory = mkdtempSync(join(tmpdir(), "sayso-engine-"));
  const isWindows = process.platform === "win32";
  const program = join(directory, isWindows ? "refuse.cmd" : "refuse");
  writeFileSync(program, isWindows ? "@exit /b 1\r\n" : "#!/bin/sh\nexit 1\n");
  chmodSync(program, 0o755);
  return { program, remove: () => rmSync(directory, { recursive: true, force: true }) };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.log(generate() ? "The Prisma client is generated." : "The Prisma client is up to date.");
}
