import type { Outcome } from "../rules/state.ts";
import type { Ground, Group, Scope, Stage } from "../schema.ts";

/** One step that waits for somebody's decision. Times in milliseconds. */
export interface QueueRow {
  readonly requestId: string;
  readonly stage: Stage;
  readonly group: Group;
  readonly ground: Ground;
  readonly applicant: string;
  readonly department: string;
  /** Where the applicant's days begin. */
  readonly timeZone: string;
  readonly dueAt: number;
  readonly since: number;
  readonly scope: Scope;
  readonly phase: "asked" | "reminded" | "escalated" | "overdue";
  readonly kind: "routed" | "delegate" | "replacement" | "escalated";
  /** Whether an answer of the applicant is awaited. */
  readonly asked: boolean;
  /** Whether something is left out, now or later, only until it is decided. */
  readonly isLeftOut: boolean;
  /** Who is away, for whom the reader decides; empty unless they do. */
  readonly standsInFor: readonly string[];
}

/** One step that somebody decided. Times in milliseconds. */
export interface DecidedRow {
  readonly requestId: string;
  readonly stage: Stage;
  readonly group: Group;
  readonly ground: Ground;
  readonly applicant: string;
  readonly department: string;
  readonly at: number;
  readonly decision: "approved" | "narrowed" | "denied";
  /** How the stage ended, of which this was one step; null while others are asked. */
  readonly outcome: Outcome | null;
}
