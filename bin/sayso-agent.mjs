#!/usr/bin/env node
import { existsSync } from "node:fs";

const bundle = new URL("../dist/agent.mjs", import.meta.url);
if (existsSync(bundle)) await import(bundle.href);
else {
  process.stderr.write("The agent is not built yet. Run: npm start, or node scripts/build.mjs\n");
  process.exitCode = 1;
}
