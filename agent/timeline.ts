import type { CoverageLabel } from "../domain/directive/schema.ts";
import type { Clock } from "./clock.ts";
import { Coverage } from "./coverage.ts";
import type { Queue } from "./queue.ts";

const MINUTE_MS = 60_000;
const SLEPT_MS = 2_000;

interface Span {
  from: number;
  to: number;
  label: CoverageLabel;
}

/**
 * Labels every minute, whatever happens to the clock. While server time is unknown, spans are kept
 * by the monotonic clock and placed at the next anchor. The time in which the process was not
 * running is `agent-off`; the time that the machine slept, with the agent alive, is `offline`.
 */
export class Timeline {
  private readonly coverage: Coverage;
  private readonly began: number;
  private label: CoverageLabel = "offline";
  private since: number;
  private unplaced: Span[] = [];
  private lost: { monotonic: number; server: number } | null = null;
  private wasAnchored = false;

  constructor(
    private readonly clock: Clock,
    private readonly queue: Queue,
  ) {
    const toldUntil = Number(queue.get("toldUntil") ?? 0);
    this.coverage = new Coverage(toldUntil);
    this.coverage.collected(Number(queue.get("collectedIn") ?? -1));
    this.began = clock.monotonic();
    this.since = this.began;
  }

  become(label: CoverageLabel): void {
    this.reach(this.clock.monotonic());
    this.label = label;
  }

  /** Something was collected at this server time, ms. */
  collected(server: number): void {
    this.coverage.collected(Math.floor(server / MINUTE_MS));
  }

  /** Server time was lost just now: what held until here still has its old place. */
  clockLost(): void {
    const now = this.clock.monotonic();
    this.place({ from: this.since, to: now, label: this.label });
    this.since = now;
    this.lost = { monotonic: now, server: this.clock.serverAt(now) };
  }

  /** Server time is known (again). */
  clockFound(): void {
    const now = this.clock.monotonic();
    this.unplaced.push({ from: this.since, to: now, label: this.label });
    this.since = now;
    if (!this.wasAnchored) this.fillGap();
    this.wasAnchored = true;
    if (this.lost !== null) {
      const regained = this.clock.serverAt(this.lost.monotonic);
      if (regained - this.lost.server > SLEPT_MS) this.coverage.add(this.lost.server, regained, "offline");
      this.lost = null;
    }
    for (const span of this.unplaced.splice(0)) this.place(span);
  }

  /** Journals the minutes that were over at this monotonic instant. */
  settle(monotonic: number): void {
    if (!this.clock.isTrusted) return;
    this.reach(this.clock.monotonic());
    this.journal(Math.floor(this.clock.serverAt(monotonic) / MINUTE_MS));
  }

  /** Journals everything, the minute under way too: the process ends. */
  finish(): void {
    if (!this.clock.isTrusted) return;
    this.reach(this.clock.monotonic());
    this.journal(Math.floor(this.clock.now() / MINUTE_MS) + 1);
  }

  private journal(before: number): void {
    const { runs, toldUntil } = this.coverage.take(before);
    if (runs.length > 0) this.queue.keepCoverage(runs, toldUntil);
  }

  private fillGap(): void {
    const toldUntil = this.queue.get("toldUntil");
    if (toldUntil === null) return;
    this.coverage.add(Number(toldUntil) * MINUTE_MS, this.clock.serverAt(this.began), "agent-off");
  }

  private reach(now: number): void {
    const span = { from: this.since, to: now, label: this.label };
    this.since = now;
    if (this.clock.isTrusted) this.place(span);
    else this.unplaced.push(span);
  }

  private place({ from, to, label }: Span): void {
    this.coverage.add(this.clock.serverAt(from), this.clock.serverAt(to), label);
  }
}
