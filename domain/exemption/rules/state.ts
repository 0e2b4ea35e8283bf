import type { Stage } from "../schema.ts";

/** What is known of a request: rows, each of which is there or not. Times in milliseconds. */
export interface RequestFacts {
  readonly until: number;
  readonly outcome: Outcome | null;
  /** Of the stage that is open: whether somebody waits for the applicant's answer, and whether the clock ran out. */
  readonly asked: boolean;
  readonly overdue: boolean;
  /** Since when and until when what was granted holds; null when nothing was. */
  readonly granted: { readonly from: number; readonly until: number } | null;
  readonly end: { readonly kind: "withdrawn" | "revoked"; readonly effectiveAt: number } | null;
  readonly appeal: { readonly outcome: Outcome | null } | null;
}
export const OUTCOMES = ["approved", "narrowed", "denied", "withdrawn", "lapsed"] as const;
export type Outcome = (typeof OUTCOMES)[number];

export const STATES = [
  "pending",
  "asked",
  "overdue",
  "scheduled",
  "active",
  "revoking",
  "denied",
  "withdrawn",
  "lapsed",
  "expired",
  "ended",
  "revoked",
] as const;
/**
 * `pending`, `asked` (an answer is awaited) and `overdue` (granted until decided) wait for a decision, of the request
 * or of its appeal; `scheduled` and `active` were granted; `revoking` is still in force, for a while. `denied`,
 * `withdrawn`, `lapsed` (nobody decided before it was over), `expired`, `ended` (by its owner) and `revoked` are over.
 */
export type State = (typeof STATES)[number];

/** The state of a request at `now`. */
export function stateOf(facts: RequestFacts, now: number): State {
  if (openStage(facts)) {
    if (facts.asked) return "asked";
    return facts.overdue ? "overdue" : "pending";
  }
  if (facts.granted === null) {
    if (facts.outcome === "withdrawn" || facts.outcome === "lapsed") return facts.outcome;
    // The first of two approved days that were over when the second approved.
    return isYes(facts.outcome) || isYes(facts.appeal?.outcome ?? null) ? "expired" : "denied";
  }
  if (facts.end && facts.end.effectiveAt <= now) return facts.end.kind === "revoked" ? "revoked" : "ended";
  if (facts.granted.until <= now) return "expired";
  if (facts.end) return "revoking";
  return now < facts.granted.from ? "scheduled" : "active";
}

function isYes(outcome: Outcome | null): boolean {
  return outcome === "approved" || outcome === "narrowed";
}

/** The stage that is being decided, or null. */
export function openStage({ outcome, appeal }: Pick<RequestFacts, "outcome" | "appeal">): Stage | null {
  if (outcome === null) return "request";
  return appeal && appeal.outcome === null ? "appeal" : null;
}
