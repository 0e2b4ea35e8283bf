import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { defineConfig } from "@playwright/test";

/** Playwright's own browser is not downloaded: the system's Chromium is tested, as people have it. */
function chromium(): string | undefined {
  const places = (process.env.PATH ?? "").split(delimiter);
  const candidates = places.flatMap((place) =>
    ["chromium", "chromium-browser"].map((name) => join(place, name)),
  );
  return candidates.find((candidate) => existsSync(candidate));
}

const isRoot = process.getuid?.() === 0;

export default defineConfig({
  testDir: "e2e",
  // The PostgreSQL that unit tests use too, then one copy with the demo organisation in it.
  globalSetup: ["./scripts/vitest-postgres.mjs", "./e2e/loaded-organisation.ts"],
  outputDir: "test-results",
  // A worker has its own portal, database and display; two cores carry two.
  workers: 2,
  retries: 0,
  forbidOnly: true,
  // Several times what an idle machine takes: what hangs is found out later, what waits for a busy one is no fault.
  timeout: 120_000,
  expect: { timeout: 20_000 },
  reporter: "list",
  use: {
    browserName: "chromium",
    launchOptions: {
      executablePath: chromium(),
      // Chromium's own sandbox cannot be made by root.
      args: [...(isRoot ? ["--no-sandbox"] : []), "--disable-background-networking"],
    },
    locale: "en-US",
    screenshot: "only-on-failure",
    // Recording takes a fifth of all time. The page's tree and picture are kept; for more, add "--trace on".
    trace: "off",
    actionTimeout: 30_000,
  },
});
