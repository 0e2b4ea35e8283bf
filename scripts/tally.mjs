// Counts of tests, from the reports that the runners write.
import { existsSync, readFileSync } from "node:fs";

const NONE = { passed: 0, failed: 0 };

/** @returns {{ passed: number, failed: number }} of Vitest's JSON report; a file that did not load counts as one */
export function vitestTally(file) {
  if (!existsSync(file)) return NONE;
  const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(file, "utf8"));
  const broken = testResults.filter(
    ({ status, assertionResults }) => status === "failed" && assertionResults.length === 0,
  );
  return { passed: numPassedTests, failed: numFailedTests + broken.length };
}

/** @returns {{ passed: number, failed: number }} of Playwright's JSON report; errors outside of tests count too */
export function playwrightTally(file) {
  if (!existsSync(file)) return NONE;
  const { stats, errors } = JSON.parse(readFileSync(file, "utf8"));
  return { passed: stats.expected + stats.flaky, failed: stats.unexpected + errors.length };
}
