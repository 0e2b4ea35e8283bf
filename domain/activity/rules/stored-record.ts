import type { Step } from "../schema.ts";
import type { Going } from "./retention.ts";

/** A record as its subject sees it. */
export interface StoredRecord {
  readonly id: string;
  readonly application: { readonly id: string; readonly name: string };
  readonly device: { readonly id: string; readonly name: string };
  /** YYYY-MM-DD: the day that it counts to. */
  readonly day: string;
  /** Milliseconds since the epoch. */
  readonly from: number;
  /** Tenths of a second. */
  readonly length: number;
  /** Milliseconds since the epoch: until then nobody but its subject can see it. */
  readonly heldUntil: number;
  /** All that are left, in the order of their time. */
  readonly steps: readonly Step[];
  /** Whether a part of the steps is gone, because the time that it is kept for is over. */
  readonly lapsed: { readonly pointer: boolean; readonly keyboard: boolean };
  /** When each part of what is left goes. */
  readonly going: Going;
  /** The row exactly as it is stored, by the names of its columns; its steps deciphered. */
  readonly row: StoredRow;
}

/** A row of `segment`. Moments are ISO 8601 in UTC. */
export interface StoredRow {
  readonly employee_id: string;
  readonly started_at: string;
  readonly device_id: string;
  readonly ended_at: string;
  readonly batch_id: string;
  readonly application: string | null;
  readonly moves: number;
  readonly clicks: number;
  readonly drags: number;
  readonly scrolls: number;
  readonly keys: number;
  readonly shortcuts: number;
  readonly steps: readonly Step[];
  readonly day: string | null;
  readonly keyboard_steps: readonly Step[] | null;
  readonly held_until: string;
}
