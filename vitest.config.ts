import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { alias: { "@": fileURLToPath(new URL(".", import.meta.url)) } },
  test: {
    include: ["{agent,app,components,domain,lib,prisma,scripts,server}/**/*.test.{ts,tsx,mjs}"],
    globalSetup: ["scripts/vitest-postgres.mjs"],
    pool: "forks",
    // A file's process lives too briefly to repay the optimising of Prisma's WebAssembly, on which a fifth of it went.
    execArgv: ["--liftoff-only"],
    // Vitest keeps one processor for itself, which on two leaves one at work while tests wait for PostgreSQL.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // For what hangs, not for what is slow: the machine may have much else to do.
    testTimeout: 120_000,
    hookTimeout: 180_000,
  },
});
