// `npm run bench`: measures on a built portal and a PostgreSQL that waits for the disk, as a real one does.
// Standard output carries the measurements alone, one JSON line each; `npm run bench -- NAME` takes one.
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "./build.mjs";
import { run } from "./children.mjs";
import { createEnding } from "./ending.mjs";
import { generate } from "./generate.mjs";
import { checkNode, installPackages } from "./packages.mjs";
import { startTemplate } from "./postgres/template.mjs";
import { createProgress } from "./progress.mjs";
import { installSystemPackages } from "./system-packages.mjs";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const { step, log, logFile } = createProgress(join(ROOT, ".cache/bench.log"), process.stderr);

const { end, undo, isEnding } = createEnding({ onSignal: 1 });

async function prepare() {
  checkNode();
  await step("Packages", () => installPackages({ log, withDevelopment: true }));
  await step("System packages", () => installSystemPackages(log));
  await step("Build", () => {
    generate();
    return build(log);
  });
  await step("PostgreSQL", async () => undo(await startTemplate(log, { max_connections: "300" })));
}

async function bench() {
  await prepare();
  await run(process.execPath, ["--import", "tsx", "bench/main.ts", ...process.argv.slice(2)], {
    log: (text) => process.stdout.write(text),
    logErrors: (text) => process.stderr.write(text),
    failure: "A measurement failed.",
  });
  await end(0);
}

bench().catch((error) => {
  if (isEnding()) return;
  console.error(`${error.message} (log: ${logFile})`);
  end(1);
});
