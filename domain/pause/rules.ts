import { PAUSE_LIMIT_SECONDS } from "./schema.ts";

/** The lengths to offer, in seconds, under the program's limit: 5, 15 and 30 minutes, or the limit itself. */
export function pauseLengths(maxSeconds: number): number[] {
  const limit = Math.min(maxSeconds, PAUSE_LIMIT_SECONDS);
  const usual = [300, 900, 1800].filter((each) => each <= limit);
  return usual.length > 0 ? usual : [limit];
}

/** Milliseconds to wait before a new pause may begin; 0 when it may begin now. */
export function gapLeft(lastEndedAt: number | null, gapSeconds: number, now: number): number {
  return lastEndedAt === null ? 0 : Math.max(0, lastEndedAt + gapSeconds * 1000 - now);
}
