import type { FormAction } from "../ui/form-state.ts";

export type PauseProps = {
  /** The pause that runs now, in milliseconds since the epoch by the server's clock. */
  pause: { startedAt: number; endsAt: number } | null;
  /** Lengths on offer in seconds (domain/pause/rules.ts, `pauseLengths`). */
  lengths: readonly number[];
  /** Milliseconds since the epoch, when this was rendered. */
  serverNow: number;
  /** Receives `seconds`. */
  startAction: FormAction;
  /** Receives nothing. */
  resumeAction: FormAction;
};
