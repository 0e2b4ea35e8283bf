import type { ContestState, Outcome } from "./schema.ts";

/** What became of a contest. An answer stays one, whatever becomes of what was contested. */
export function stateOf(outcome: Outcome | null, isThere: boolean): ContestState {
  return outcome ?? (isThere ? "waiting" : "gone");
}
