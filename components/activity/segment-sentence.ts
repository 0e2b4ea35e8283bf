import type { Step } from "../../domain/activity/schema.ts";
import { formatCount } from "../ui/quantity.ts";

const KEY_CLASSES = [
  ["letters", "letter"],
  ["digits", "digit"],
  ["symbols", "symbol"],
  ["spaces", "space"],
  ["enters", "Enter", "Enters"],
  ["erasures", "erasure"],
  ["navigation", "navigation key"],
  ["others", "other key"],
] as const;

type Counts = {
  clicks: number;
  drags: number;
  moves: number;
  scrolls: number;
  switches: number;
  keys: Map<string, number>;
  chords: Map<string, number>;
};

/** What a record says, in one sentence that a person can check against the record beside it. */
export function segmentSentence(steps: readonly Step[]): string {
  const counts = countSteps(steps);
  const presses = [...counts.keys.values()].reduce((sum, each) => sum + each, 0);
  const parts = [
    counts.switches > 0 &&
      `switched to it ${counts.switches === 1 ? "once" : formatCount(counts.switches, "time")}`,
    counts.moves > 0 && formatCount(counts.moves, "pointer movement"),
    counts.clicks > 0 && formatCount(counts.clicks, "click"),
    counts.drags > 0 && formatCount(counts.drags, "drag"),
    counts.scrolls > 0 && formatCount(counts.scrolls, "scroll"),
    presses > 0 && `${formatCount(presses, "key press", "key presses")} (${keyClasses(counts.keys)})`,
    counts.chords.size > 0 &&
      `${counts.chords.size === 1 ? "shortcut" : "shortcuts"} ${chordList(counts.chords)}`,
  ].filter((part) => part !== false);
  if (parts.length === 0) return "No input.";
  const sentence = parts.join(", ");
  return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`;
}

function countSteps(steps: readonly Step[]): Counts {
  const counts: Counts = {
    clicks: 0,
    drags: 0,
    moves: 0,
    scrolls: 0,
    switches: 0,
    keys: new Map(),
    chords: new Map(),
  };
  const add = (map: Map<string, number>, key: string, more: number) =>
    map.set(key, (map.get(key) ?? 0) + more);
  for (const step of steps) {
    if (step.kind === "click") counts.clicks += step.times;
    else if (step.kind === "drag") counts.drags += 1;
    else if (step.kind === "move") counts.moves += 1;
    else if (step.kind === "scroll") counts.scrolls += 1;
    else if (step.kind === "switch") counts.switches += 1;
    else if (step.kind === "shortcut") add(counts.chords, step.chord, 1);
    else for (const [name] of KEY_CLASSES) add(counts.keys, name, step[name] ?? 0);
  }
  return counts;
}

/** How many keys of each class, such as `12 letters, 2 spaces`. */
export function keyClasses(keys: ReadonlyMap<string, number>): string {
  return KEY_CLASSES.flatMap(([name, singular, plural]) => {
    const count = keys.get(name) ?? 0;
    return count > 0 ? [formatCount(count, singular, plural)] : [];
  }).join(", ");
}

function chordList(chords: Map<string, number>): string {
  return [...chords].map(([chord, times]) => (times === 1 ? chord : `${chord} ×${times}`)).join(", ");
}
