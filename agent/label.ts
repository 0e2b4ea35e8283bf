import type { CoverageLabel } from "../domain/directive/schema.ts";
import type { CaptureState } from "./capture.ts";

/** All that decides whether anything may be collected at this moment. */
export interface Situation {
  isUnlinked: boolean;
  isHeld: boolean;
  isUntrusted: boolean;
  hasClockJumped: boolean;
  /** What the directive in force says; null when none is, or its lease is over. */
  decided: CoverageLabel | null;
  isLocked: boolean;
  savesPower: boolean;
  savesBandwidth: boolean;
}

/** Why nothing may be captured, or null when it may. The first reason that holds is the one that is told. */
export function obstacle(situation: Situation): CoverageLabel | null {
  if (situation.isUnlinked) return "unlinked";
  if (situation.isHeld) return "paused";
  if (situation.isUntrusted) return "untrusted";
  if (situation.hasClockJumped) return "clock-changed";
  // Who saves bandwidth comes rarely, and has let the lease run out by choice.
  if (situation.decided === null) return situation.savesBandwidth ? "bandwidth-saving" : "offline";
  if (situation.decided !== "collected") return situation.decided;
  if (situation.isLocked) return "locked";
  if (situation.savesPower) return "power-saving";
  if (situation.savesBandwidth) return "bandwidth-saving";
  return null;
}

/** The label of this moment, when capture is permitted and in this state. */
export function labelOf(situation: Situation, capture: CaptureState): CoverageLabel {
  const why = obstacle(situation);
  if (why !== null) return why;
  if (capture.trouble !== null) return capture.trouble;
  if (capture.isHearing) return "collected";
  return capture.isSpared ? "exempt" : "excluded-app";
}
