import { expect, it } from "vitest";
import type { Step } from "../../domain/activity/schema.ts";
import { stepSentence, stepTime } from "./step-sentence.ts";

const SAID: [Step, string][] = [
  [{ kind: "switch", at: 0 }, "You turned to this application."],
  [
    { kind: "move", at: 1, for: 9, pixels: 1204 },
    "The pointer moved 1,204 pixels in 0.9 seconds. Where to is not recorded.",
  ],
  [
    { kind: "move", at: 1, for: 0, pixels: 1 },
    "The pointer moved 1 pixel in less than a tenth of a second. Where to is not recorded.",
  ],
  [
    { kind: "click", at: 9, button: "left", times: 1 },
    "Clicked with the left button. What was clicked is not recorded.",
  ],
  [
    { kind: "click", at: 9, button: "middle", times: 3 },
    "Triple-clicked with the middle button. What was clicked is not recorded.",
  ],
  [
    { kind: "drag", at: 14, for: 10, button: "right", pixels: 80 },
    "Dragged 80 pixels with the right button in 1 second.",
  ],
  [
    { kind: "scroll", at: 18, for: 22, direction: "down", ticks: 1 },
    "Scrolled down by 1 notch in 2.2 seconds.",
  ],
  [{ kind: "shortcut", at: 70, chord: "Ctrl+S" }, "Pressed the shortcut Ctrl+S."],
  [
    { kind: "keys", at: 20, for: 40, letters: 30, enters: 1, erasures: 2 },
    "33 key presses (30 letters, 1 Enter, 2 erasures) in 4 seconds. Which keys is not recorded.",
  ],
];

it.each(SAID)("%j", (step, sentence) => expect(stepSentence(step)).toBe(sentence));

it("counts a step's time from the record's beginning", () => {
  expect([stepTime(0), stepTime(34), stepTime(600)]).toEqual(["+0.0 s", "+3.4 s", "+60.0 s"]);
});
