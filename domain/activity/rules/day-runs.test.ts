import { expect, test } from "vitest";
import { MINUTE_MS } from "./coverage.ts";
import { dayRuns } from "./day-runs.ts";

const DAY = { from: 0, to: 1_440 * MINUTE_MS };
const silentFor = (label: "locked" | "bandwidth-saving", minutes: number) => {
  const now = 600 * MINUTE_MS;
  const contact = { at: now - minutes * MINUTE_MS, label };
  const device = { linkedAt: 0, unlinkedAt: null, hours: new Map<number, Uint8Array>(), contact };
  return dayRuns(device, DAY, now).at(-1)?.label;
};

test("a silent agent is off after three minutes; one that saves bandwidth after its half an hour", () => {
  expect(silentFor("locked", 2)).toBe("locked");
  expect(silentFor("locked", 4)).toBe("agent-off");
  expect(silentFor("bandwidth-saving", 30)).toBe("bandwidth-saving");
  expect(silentFor("bandwidth-saving", 32)).toBe("agent-off");
});
