import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { alias: { "@": fileURLToPath(new URL(".", import.meta.url)) } },
  test: {
    include: ["{agent,app,components,domain,lib,prisma,scripts,server}/**/*.test.{ts,tsx,mjs}"],
    globalSetup: ["scripts/vitest-postgres.mjs"],
    pool: "forks",
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
