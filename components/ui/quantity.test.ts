import { describe, expect, it } from "vitest";
import {
  formatBytes,
  formatClock,
  formatCount,
  formatDuration,
  formatExactDuration,
  formatShortDuration,
} from "./quantity.ts";

describe("quantities in words", () => {
  it.each([
    [0, "0 bytes"],
    [999, "999 bytes"],
    [12_340, "12.3 KB"],
    [100_000, "100 KB"],
    [5_000_000, "5 MB"],
  ])("%d bytes", (bytes, text) => expect(formatBytes(bytes)).toBe(text));

  it.each([
    [0, "0 seconds", "0 s"],
    [1, "1 second", "1 s"],
    [90, "1 minute 30 seconds", "1 min 30 s"],
    [300, "5 minutes", "5 min"],
    [3603, "1 hour", "1 h"],
    [7500, "2 hours 5 minutes", "2 h 5 min"],
  ])("%d seconds", (seconds, long, short) => {
    expect(formatDuration(seconds)).toBe(long);
    expect(formatShortDuration(seconds)).toBe(short);
  });

  it.each([
    [0, "0 s"],
    [4, "0.4 s"],
    [600, "1 min"],
    [36_001, "1 h 0.1 s"],
    [75_034, "2 h 5 min 3.4 s"],
  ])("%d tenths, all of them", (tenths, text) => expect(formatExactDuration(tenths)).toBe(text));

  it("counts one and many", () => {
    expect(formatCount(1, "click")).toBe("1 click");
    expect(formatCount(1204, "key press", "key presses")).toBe("1,204 key presses");
  });

  it.each([
    [0, "0:00"],
    [-5, "0:00"],
    [1, "0:01"],
    [59_001, "1:00"],
    [245_000, "4:05"],
    [3_845_000, "1:04:05"],
  ])("a clock with %d ms left says %s, and 0:00 only at the end", (left, text) => {
    expect(formatClock(left)).toBe(text);
  });
});
