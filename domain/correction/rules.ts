import type { ContestState, Outcome } from "./schema.ts";

/** What became of a contest. An answer stays one, whatever became of the record afterwards. */
export function stateOf(outcome: Outcome | null, isRecordThere: boolean): ContestState {
  return outcome ?? (isRecordThere ? "waiting" : "gone");
}
