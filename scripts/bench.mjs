// `npm run bench`: measures on a built portal and a PostgreSQL that waits for the disk, as a real one does.
// Standard output carries the measurements alone, one JSON line each; `npm run bench -- NAME` takes one.
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "./build.mjs";
import { run, stopChildren } from "./children.mjs";
import { generate } from "./generate.mjs";
import { checkNode, installPackages } from "./packages.mjs";
import { startThrowAwayPostgres } from "./postgres/start.mjs";
import { createProgress } from "./progress.mjs";
import { installSystemPackages } from "./system-packages.mjs";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const { step, log, logFile } = createProgress(join(ROOT, ".cache/bench.log"), process.stderr);

let postgres;
let isStopping = false;

async function stop(code) {
  if (isStopping) return;
  isStopping = true;
  await stopChildren();
  await postgres?.stop();
  process.exit(code);
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => stop(1));

async function prepare() {
  checkNode();
  await step("Packages", () => installPackages({ log, withDevelopment: true }));
  await step("System packages", () => installSystemPackages(log));
  await step("Build", () => {
    generate();
    return build(log);
  });
  await step("PostgreSQL", async () => {
    postgres = await startThrowAwayPostgres({ max_connections: "300" });
    process.env.SAYSO_TEST_DATABASE_URL = postgres.url;
    const failure = "The migrations could not be applied to an empty database.";
    await run(process.execPath, ["--import", "tsx", "scripts/prepare-template.ts"], { log, failure });
  });
}

async function bench() {
  await prepare();
  await run(process.execPath, ["--import", "tsx", "bench/main.ts", ...process.argv.slice(2)], {
    log: (text) => process.stdout.write(text),
    logErrors: (text) => process.stderr.write(text),
    failure: "A measurement failed.",
  });
  await stop(0);
}

bench().catch((error) => {
  if (isStopping) return;
  console.error(`${error.message} (log: ${logFile})`);
  stop(1);
});
