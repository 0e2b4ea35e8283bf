// `npm test`: from a clean clone to a tested one. `npm test -- unit domain/pause` runs one stage, and hands
// the rest to its program. Nothing but Node is needed to begin with.
import { mkdirSync, rmSync } from "node:fs";
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
import { playwrightTally, vitestTally } from "./tally.mjs";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const WORK = join(ROOT, ".cache");
const UNIT_REPORT = join(WORK, "unit.json");
const E2E_REPORT = join(WORK, "e2e.json");

const [only, ...rest] = process.argv.slice(2);
const began = performance.now();
mkdirSync(WORK, { recursive: true });
for (const report of [UNIT_REPORT, E2E_REPORT]) rmSync(report, { force: true });
const { step, log, logFile } = createProgress(join(WORK, "test.log"));

/** What each stage runs, in order; `needs` says what has to be there first. */
const STAGES = {
  types: { title: "Types", program: "typescript/bin/tsc", args: ["--noEmit"] },
  lint: { title: "Lint", program: "@biomejs/biome/bin/biome", args: ["check", "."] },
  layers: { title: "Layers", script: "scripts/layers.mjs", args: [] },
  unit: {
    title: "Unit and domain tests",
    needs: ["system", "postgres"],
    program: "vitest/vitest.mjs",
    args: ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${UNIT_REPORT}`],
  },
  e2e: {
    title: "End-to-end tests",
    needs: ["system", "postgres", "build"],
    program: "@playwright/test/cli.js",
    args: ["test", "--reporter=list,json"],
    env: { PLAYWRIGHT_JSON_OUTPUT_NAME: E2E_REPORT },
  },
};

/** What stages need; each is prepared once. */
const PREPARATIONS = {
  system: () =>
    step("System packages", async (say) => {
      const installed = await installSystemPackages(log);
      say(installed.length > 0 ? `installed ${installed.join(", ")}` : "installed already");
    }),
  postgres: () => step("PostgreSQL", async () => undo(await startTemplate(log))),
  build: () =>
    step("Build", async (say) => {
      if (!(await build(log))) say("up to date");
    }),
};

const { end, undo, isEnding } = createEnding({ onSignal: 1 });

async function prepare() {
  checkNode();
  await step("Packages", async (say) => {
    if (!(await installPackages({ log, withDevelopment: true }))) say("installed already");
  });
  await step("Generated code", async () => {
    generate();
    await run(process.execPath, [join(ROOT, "node_modules/next/dist/bin/next"), "typegen"], {
      log,
      failure: "Next's types could not be generated.",
    });
  });
}

function runStage({ title, program, script, args, env }) {
  const file = script ?? join("node_modules", program);
  const options = { log, env: { ...process.env, ...env }, failure: `${title} failed.` };
  return step(title, () => run(process.execPath, [file, ...args, ...rest], options));
}

/**
 * Runs the stages in order, and shows all that was said where something fails. What a stage needs and
 * cannot get fails that stage; the others go on.
 * @returns {Promise<string[]>} the names of the stages that failed
 */
async function runStages(names) {
  const prepared = new Map();
  const failed = [];
  for (const name of names) {
    try {
      for (const need of STAGES[name].needs ?? []) {
        if (!prepared.has(need)) prepared.set(need, PREPARATIONS[need]());
        await prepared.get(need);
      }
      await runStage(STAGES[name]);
    } catch (error) {
      if (isEnding()) return failed;
      console.log(`\n${error.output?.trim() ?? error.message}\n`);
      failed.push(name);
    }
  }
  return failed;
}

function conclude(names, failed) {
  const tallies = { unit: vitestTally(UNIT_REPORT), e2e: playwrightTally(E2E_REPORT) };
  const counted = names.map((name) => tallies[name] ?? { passed: 0, failed: 0 });
  const empty = names.filter((name) => tallies[name] && tallies[name].passed + tallies[name].failed === 0);
  const passed = counted.reduce((sum, tally) => sum + tally.passed, 0);
  // A stage that fails without a failed test to show for it (a type error, a crash) is a failure all the same.
  const others = failed.filter((name) => !tallies[name]?.failed).length;
  const failures = counted.reduce((sum, tally) => sum + tally.failed, 0) + others;
  const seconds = Math.round((performance.now() - began) / 1000);
  const took = `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  if (failed.length > 0)
    console.log(`\nNot everything is well: ${failed.join(", ")} failed (${took}; log: ${logFile}).`);
  else if (empty.length > 0) console.log(`\nNo tests ran in: ${empty.join(", ")} (${took}).`);
  else console.log(`\nAll is well (${took}).`);
  console.log(`${passed} passed, ${failures} failed`);
  return failures === 0 && empty.length === 0 ? 0 : 1;
}

async function test() {
  if (only && !STAGES[only]) throw new Error(`There is no stage ${only}: ${Object.keys(STAGES).join(", ")}.`);
  const names = only ? [only] : Object.keys(STAGES);
  await prepare();
  await end(conclude(names, await runStages(names)));
}

test().catch((error) => {
  if (isEnding()) return;
  console.error(`\nThe tests could not be run. ${error.message} (log: ${logFile})`);
  console.log("0 passed, 1 failed");
  end(1);
});
