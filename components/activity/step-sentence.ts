import type { Step } from "../../domain/activity/schema.ts";
import { formatCount, formatNumber } from "../ui/quantity.ts";
import { keyClasses } from "./segment-sentence.ts";

const CLICKS = ["", "Clicked", "Double-clicked", "Triple-clicked"] as const;

/** What one step of a record says, in a plain sentence. */
export function stepSentence(step: Step): string {
  switch (step.kind) {
    case "switch":
      return "You turned to this application.";
    case "move":
      return `The pointer moved ${formatCount(step.pixels, "pixel")} in ${seconds(step.for)}. Where to is not recorded.`;
    case "click":
      return `${CLICKS[step.times]} with the ${step.button} button. What was clicked is not recorded.`;
    case "drag":
      return `Dragged ${formatCount(step.pixels, "pixel")} with the ${step.button} button in ${seconds(step.for)}.`;
    case "scroll":
      return `Scrolled ${step.direction} by ${formatCount(step.ticks, "notch", "notches")} in ${seconds(step.for)}.`;
    case "shortcut":
      return `Pressed the shortcut ${step.chord}.`;
    case "keys":
      return `${keysWords(step)} in ${seconds(step.for)}. Which keys is not recorded.`;
  }
}

/**
 * When a step began, counted from its record's beginning, such as `+3.4 s`.
 * @param at tenths of a second
 */
export function stepTime(at: number): string {
  return `+${(at / 10).toFixed(1)} s`;
}

function seconds(tenths: number): string {
  if (tenths === 0) return "less than a tenth of a second";
  return tenths === 10 ? "1 second" : `${formatNumber(tenths / 10)} seconds`;
}

function keysWords(step: Extract<Step, { kind: "keys" }>): string {
  const { kind: _kind, at: _at, for: _for, ...classes } = step;
  const presses = Object.values(classes).reduce((sum, each) => sum + (each ?? 0), 0);
  const said = keyClasses(new Map(Object.entries(classes).map(([name, count]) => [name, count ?? 0])));
  return `${formatCount(presses, "key press", "key presses")}${said === "" ? "" : ` (${said})`}`;
}
