import type { Group, Stage } from "../schema.ts";
import type { Outcome } from "./state.ts";

/** How a step ended of which somebody was asked and is no more. Nothing of what it was about. */
export interface Ended {
  readonly stage: Stage;
  readonly group: Group;
  /** Of the whole stage; null while others are asked. */
  readonly outcome: Outcome | null;
  /** Of this step, or of another whose no ended it; null where it ended otherwise. */
  readonly decision: "approved" | "narrowed" | "denied" | null;
  readonly decidedBy: string | null;
  /** Milliseconds. */
  readonly at: number;
}

const DID = {
  approved: "approved this",
  narrowed: "approved a part of this",
  denied: "denied this",
} as const;

/** Who was first, or what else ended it, as a sentence for the person of this name. */
export function endedInWords({ stage, outcome, decision, decidedBy }: Ended, reader: string): string {
  if (decision && decidedBy === reader) return `You ${DID[decision]} already.`;
  if (decision) return decidedInWords(decision, decidedBy ?? "Somebody");
  if (outcome === "withdrawn") return `The applicant took this ${stage} back.`;
  if (outcome === "lapsed") return "The days that were asked for passed without a decision.";
  if (outcome) return "This was settled without you.";
  return "Somebody else is asked to decide this now.";
}

/** That somebody of this name decided it so, for whoever comes after them. */
export function decidedInWords(decision: keyof typeof DID, decidedBy: string): string {
  return `${decidedBy} ${DID[decision]} before you.`;
}
