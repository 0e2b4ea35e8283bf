import { describe, expect, it } from "vitest";
import { segmentSentence } from "./segment-sentence.ts";

describe("segmentSentence", () => {
  it("says each kind of step in its plain word", () => {
    expect(
      segmentSentence([
        { kind: "switch", at: 0 },
        { kind: "move", at: 1, for: 5, pixels: 400 },
        { kind: "click", at: 9, button: "left", times: 2 },
        { kind: "click", at: 12, button: "right", times: 1 },
        { kind: "drag", at: 14, for: 3, button: "left", pixels: 80 },
        { kind: "scroll", at: 18, for: 2, direction: "down", ticks: 4 },
        { kind: "keys", at: 20, for: 40, letters: 30, erasures: 2 },
        { kind: "keys", at: 65, for: 4, letters: 1, enters: 1 },
        { kind: "shortcut", at: 70, chord: "Ctrl+S" },
        { kind: "shortcut", at: 75, chord: "Ctrl+S" },
        { kind: "shortcut", at: 80, chord: "Alt+Tab" },
      ]),
    ).toBe(
      "Switched to it once, 1 pointer movement, 3 clicks, 1 drag, 1 scroll, " +
        "34 key presses (31 letters, 1 Enter, 2 erasures), shortcuts Ctrl+S ×2, Alt+Tab.",
    );
  });

  it("says so when nothing was done", () => {
    expect(segmentSentence([])).toBe("No input.");
  });
});
