// Builds the pages, and bundles the processes that are not pages.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "./children.mjs";
import { isCurrent, stamp } from "./stamp.mjs";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

const SOURCES = [
  "agent",
  "app",
  "components",
  "domain",
  "generated",
  "lib",
  "prisma/data",
  "prisma/factories",
  "public",
  "server",
  "next.config.ts",
  "package-lock.json",
  "postcss.config.mjs",
  "proxy.ts",
  "scripts/build.mjs",
  "tsconfig.json",
];

/** Each becomes `dist/<name>.mjs`. */
const BUNDLES = {
  server: "server/main.ts",
  "demo-provider": "server/demo-provider/main.ts",
  "demo-mail": "server/demo-mail/main.ts",
  agent: "agent/main.ts",
  "agent-hook": "agent/hook-child.ts",
  "agent-grab": "agent/picture/grab-child.ts",
};

/**
 * @param {(text: string) => void} log
 * @returns {Promise<boolean>} whether anything had changed since the last build
 */
export async function build(log) {
  const outputs = [".next/BUILD_ID", ...Object.keys(BUNDLES).map((name) => `dist/${name}.mjs`)];
  if (outputs.every((output) => existsSync(join(ROOT, output))) && isCurrent("build", SOURCES)) return false;
  await bundle();
  await buildPages(log);
  stamp("build", SOURCES);
  return true;
}

async function bundle() {
  const esbuild = await import("esbuild");
  await esbuild.build({
    absWorkingDir: ROOT,
    entryPoints: BUNDLES,
    outdir: "dist",
    outExtension: { ".js": ".mjs" },
    bundle: true,
    packages: "external",
    platform: "node",
    target: "node20",
    format: "esm",
    jsx: "automatic",
    sourcemap: "linked",
    logLevel: "silent",
  });
}

async function buildPages(log) {
  await run(process.execPath, [join(ROOT, "node_modules/next/dist/bin/next"), "build"], {
    log,
    env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
    failure: "The pages could not be built.",
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { generate } = await import("./generate.mjs");
  generate();
  console.log((await build((text) => process.stdout.write(text))) ? "Built." : "The build is up to date.");
}
