import type { Step } from "../schema.ts";

/** How often what was done: a click counts each press, a key burst each key, the others each step. */
export interface Counts {
  readonly moves: number;
  readonly clicks: number;
  readonly drags: number;
  readonly scrolls: number;
  readonly keys: number;
  readonly shortcuts: number;
}

export function countSteps(steps: readonly Step[]): Counts {
  const counts = { moves: 0, clicks: 0, drags: 0, scrolls: 0, keys: 0, shortcuts: 0 };
  for (const step of steps) {
    if (step.kind === "move") counts.moves += 1;
    else if (step.kind === "click") counts.clicks += step.times;
    else if (step.kind === "drag") counts.drags += 1;
    else if (step.kind === "scroll") counts.scrolls += 1;
    else if (step.kind === "shortcut") counts.shortcuts += 1;
    else if (step.kind === "keys") counts.keys += pressesOf(step);
  }
  return counts;
}

function pressesOf(step: Extract<Step, { kind: "keys" }>): number {
  const {
    letters = 0,
    digits = 0,
    symbols = 0,
    spaces = 0,
    enters = 0,
    erasures = 0,
    navigation = 0,
    others = 0,
  } = step;
  return letters + digits + symbols + spaces + enters + erasures + navigation + others;
}
