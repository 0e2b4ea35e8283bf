const BACK_OFF_FIRST_MS = 1_000;
const BACK_OFF_MOST_MS = 30_000;
/** A due change is asked about just after it, so that the portal has made it. */
const AFTER_CHANGE_MS = 50;

/** When to come to the portal next, if nothing calls sooner. */
export class Pace {
  /** Monotonic milliseconds. */
  next = 0;
  private failures = 0;
  private askedAbout: number | null = null;

  /** The portal answered, and says when to come again. What is queued is not put off by visits without it. */
  answered(now: number, againInMs: number, carried: boolean): void {
    this.failures = 0;
    this.next = carried ? now + againInMs : Math.min(this.next, now + againInMs);
  }

  /** Exponential back-off with full jitter, beyond what the portal asked for. True for the first failure in a row. */
  failed(now: number, atLeastMs: number): boolean {
    const backOff = Math.min(BACK_OFF_MOST_MS, BACK_OFF_FIRST_MS * 2 ** this.failures++);
    this.next = now + atLeastMs + Math.random() * backOff;
    return this.failures === 1;
  }

  /** Milliseconds until a change (server ms) that was not asked about yet is to be asked about; null for none. */
  untilChange(change: number | null, serverNow: number): number | null {
    return change === null || change === this.askedAbout ? null : change + AFTER_CHANGE_MS - serverNow;
  }

  asked(change: number | null): void {
    this.askedAbout = change;
  }
}
