import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { playwrightTally, vitestTally } from "./tally.mjs";

let directory;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "sayso-tally-"));
});

afterAll(() => rmSync(directory, { recursive: true }));

function report(content) {
  const file = join(directory, "report.json");
  writeFileSync(file, JSON.stringify(content));
  return file;
}

test("a file of tests that does not load is a failure", () => {
  const testResults = [
    { status: "passed", assertionResults: [{}, {}] },
    { status: "failed", assertionResults: [{}] },
    { status: "failed", assertionResults: [] },
  ];
  expect(vitestTally(report({ numPassedTests: 2, numFailedTests: 1, testResults }))).toEqual({
    passed: 2,
    failed: 2,
  });
});

test("an error outside of any end-to-end test is a failure", () => {
  const stats = { expected: 4, unexpected: 1, flaky: 0, skipped: 0 };
  expect(playwrightTally(report({ stats, errors: [{}] }))).toEqual({ passed: 4, failed: 2 });
});

test("a report that was never written counts nothing, so that nothing can pass by it", () => {
  for (const tally of [vitestTally, playwrightTally]) {
    expect(tally(join(directory, "missing.json"))).toEqual({ passed: 0, failed: 0 });
  }
});
