import { z } from "zod";
import { open, seal } from "../../../lib/crypto.ts";
import { type Step, step } from "../schema.ts";

/** Bound to employee, device and start (tenths of a second): a row cannot be moved to another and still be read. */
function contextOf({ employeeId, deviceId, from }: Place, part: "steps" | "keyboard"): string {
  const place = `${employeeId}|${deviceId}|${from}`;
  return part === "steps" ? place : `${place}|keyboard`;
}

/** Where a record lies; `from` in tenths of a second since the epoch. */
export interface Place {
  readonly employeeId: string;
  readonly deviceId: string;
  readonly from: number;
}

/** What is stored of a record's steps. */
export interface SealedSteps {
  readonly steps: Buffer;
  /** Null where there are none. */
  readonly keyboardSteps: Buffer | null;
}

/** Whether a step is kept for as long as keyboard steps are. */
export function isOfKeyboard({ kind }: Step): boolean {
  return kind === "keys" || kind === "shortcut";
}

/** Seals a record's steps under the person's data key: those of the keyboard by themselves, since they are kept for a time of their own. */
export function sealSteps(dataKey: Uint8Array, place: Place, steps: readonly Step[]): SealedSteps {
  const keyboard = steps.filter(isOfKeyboard);
  const others = keyboard.length === 0 ? steps : steps.filter((each) => !isOfKeyboard(each));
  const sealed = seal(dataKey, JSON.stringify(others), contextOf(place, "steps"));
  if (keyboard.length === 0) return { steps: sealed, keyboardSteps: null };
  return {
    steps: sealed,
    keyboardSteps: seal(dataKey, JSON.stringify(keyboard), contextOf(place, "keyboard")),
  };
}

const stored = z.array(step);

/**
 * Undoes `sealSteps`: all steps in the order of their time, a tenth's pointer before its keyboard. An empty
 * column is a part whose retention is over. Throws when the key, the place or a single bit differs.
 */
export function openSteps(
  dataKey: Uint8Array,
  place: Place,
  sealed: { readonly steps: Uint8Array; readonly keyboardSteps: Uint8Array | null },
): Step[] {
  const opened = (part: Uint8Array | null, name: "steps" | "keyboard"): Step[] =>
    part === null || part.length === 0
      ? []
      : stored.parse(JSON.parse(open(dataKey, part, contextOf(place, name)).toString("utf8")));
  return [...opened(sealed.steps, "steps"), ...opened(sealed.keyboardSteps, "keyboard")].sort(
    (a, b) => a.at - b.at,
  );
}
