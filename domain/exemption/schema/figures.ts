import type { Outcome } from "../rules/state.ts";
import type { Ground, Stage } from "../schema.ts";

/** How many requests, or appeals, of one finished month ended so: of five people at least. */
export interface Figure {
  /** The month's first day, `2026-10-01`; months are UTC's. */
  readonly month: string;
  readonly stage: Stage;
  /** Null where several grounds are counted together, and for appeals. */
  readonly ground: Ground | null;
  /** Null where several outcomes are counted together. */
  readonly outcome: Outcome | null;
  readonly requests: number;
  /** Working days to the end, to the half day, of what was decided on this ground; null under five people. */
  readonly medianDays: number | null;
  /** Nine of ten were decided within these working days. */
  readonly slowDays: number | null;
}

/** How many hold a role that decides, and whether any of them is there now. */
export interface DecidersThere {
  readonly role: "legal" | "hr" | "appeals";
  readonly people: number;
  readonly isThere: boolean;
}

/** What the program set, as it holds for what is sent from now on. Days to decide are working days. */
export interface ExemptionSettings {
  readonly days: number;
  readonly stopsMeanwhile: boolean;
  readonly noticeDays: number;
}
