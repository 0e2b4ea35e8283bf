import type { CoverageRun } from "../domain/activity/schema.ts";
import type { CoverageLabel } from "../domain/directive/schema.ts";

const MINUTE_MS = 60_000;
/** What the wire and the queue reach back to. */
const MAX_MINUTES = 20_160;

interface Minute {
  held: Map<CoverageLabel, number>;
  collected: boolean;
}

/**
 * One label for every minute: `collected` if anything was collected in it, else the label that held
 * longest. Times are server milliseconds; minutes already told are never told again.
 */
export class Coverage {
  private readonly minutes = new Map<number, Minute>();

  /** `toldUntil`: the first minute since the epoch that has no label yet. */
  constructor(private toldUntil: number) {}

  add(from: number, to: number, label: CoverageLabel): void {
    const first = Math.max(from, this.toldUntil * MINUTE_MS, to - MAX_MINUTES * MINUTE_MS);
    for (let at = first; at < to; ) {
      const minute = Math.floor(at / MINUTE_MS);
      const end = Math.min(to, (minute + 1) * MINUTE_MS);
      const { held } = this.minute(minute);
      held.set(label, (held.get(label) ?? 0) + end - at);
      at = end;
    }
  }

  /** Something was collected in this minute since the epoch. */
  collected(minute: number): void {
    if (minute >= this.toldUntil) this.minute(minute).collected = true;
  }

  /** The runs of all minutes before `minute`, and the new `toldUntil`. */
  take(minute: number): { runs: CoverageRun[]; toldUntil: number } {
    const due = [...this.minutes.keys()].filter((each) => each < minute).sort((a, b) => a - b);
    const runs: CoverageRun[] = [];
    for (const each of due) {
      const label = labelOf(this.minutes.get(each));
      this.minutes.delete(each);
      if (label !== null) append(runs, { from: each, minutes: 1, label });
    }
    const last = due.at(-1);
    if (last !== undefined) this.toldUntil = Math.max(this.toldUntil, last + 1);
    return { runs, toldUntil: this.toldUntil };
  }

  private minute(minute: number): Minute {
    const known = this.minutes.get(minute);
    if (known !== undefined) return known;
    const fresh: Minute = { held: new Map(), collected: false };
    this.minutes.set(minute, fresh);
    return fresh;
  }
}

/** Adds a run, growing the last one where it follows on with the same label. */
export function append(runs: CoverageRun[], next: CoverageRun): void {
  const last = runs.at(-1);
  const follows = last?.label === next.label && last.from + last.minutes === next.from;
  if (last !== undefined && follows && last.minutes + next.minutes <= MAX_MINUTES)
    last.minutes += next.minutes;
  else runs.push({ ...next });
}

function labelOf(minute: Minute | undefined): CoverageLabel | null {
  if (minute === undefined) return null;
  if (minute.collected) return "collected";
  let longest: CoverageLabel | null = null;
  let most = 0;
  for (const [label, ms] of minute.held) {
    // What held last wins a tie: it is what the person saw.
    if (ms >= most) [longest, most] = [label, ms];
  }
  return longest;
}
