import type { FormAction } from "../ui/form-state.ts";

export type PauseProps = {
  /** The pause that runs now, in milliseconds since the epoch by the server's clock. */
  pause: { startedAt: number; endsAt: number } | null;
  /** Offered lengths in seconds; those beyond the limit are left out. */
  lengths?: readonly number[];
  /** The program's limit; may be a fraction of a minute. */
  maxMinutes: number;
  /** Milliseconds since the epoch, when this was rendered. */
  serverNow: number;
  /** Receives `seconds`. */
  startAction: FormAction;
  /** Receives nothing. */
  resumeAction: FormAction;
};

const LENGTHS = [300, 900, 1800];

/** The lengths that may be offered, in seconds; the limit itself if every length is beyond it. */
export function offeredLengths(maxMinutes: number, lengths: readonly number[] = LENGTHS): number[] {
  const limit = maxMinutes * 60;
  const within = lengths.filter((seconds) => seconds <= limit);
  return within.length > 0 ? within : [limit];
}
