import type { Batch, Segment, Step } from "../domain/activity/schema.ts";
import { newBatch } from "./device.ts";

/** Somebody's minute at work, as the agent summarises it: about what a busy minute holds. */
const MINUTE: readonly Step[] = [
  { kind: "switch", at: 0 },
  { kind: "move", at: 4, for: 9, pixels: 812 },
  { kind: "click", at: 14, button: "left", times: 1 },
  { kind: "keys", at: 31, for: 64, letters: 27, spaces: 5, erasures: 2 },
  { kind: "shortcut", at: 102, chord: "Ctrl+S" },
  { kind: "move", at: 118, for: 14, pixels: 1204 },
  { kind: "scroll", at: 140, for: 22, direction: "down", ticks: 11 },
  { kind: "click", at: 177, button: "left", times: 2 },
  { kind: "keys", at: 203, for: 118, letters: 51, digits: 4, spaces: 9, enters: 1, navigation: 3 },
  { kind: "drag", at: 350, for: 17, button: "left", pixels: 240 },
  { kind: "move", at: 402, for: 8, pixels: 377 },
  { kind: "click", at: 413, button: "left", times: 1 },
];

const LENGTHS = [600, 450, 420];
const APPLICATIONS = ["terminal", "spreadsheet", "drawing"];

/** `count` segments, one a minute from `minute` on (minutes since the epoch). */
export function segments(count: number, minute: number): Segment[] {
  return Array.from({ length: count }, (_, i) => ({
    application: APPLICATIONS[i % APPLICATIONS.length] ?? "terminal",
    from: (minute + i) * 600,
    length: LENGTHS[i % LENGTHS.length] ?? 600,
    steps: [...MINUTE],
  }));
}

/** The batch that a device seals for `count` segments from `minute` on. */
export function batchOf(count: number, minute: number): Batch {
  return newBatch({
    segments: segments(count, minute),
    coverage: [{ from: minute, minutes: count, label: "collected" }],
  });
}
