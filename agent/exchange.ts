import type { SyncRequest } from "../domain/activity/schema.ts";
import type { Platform } from "../domain/directive/schema.ts";
import type { Clock } from "./clock.ts";
import type { Control } from "./control.ts";
import { Conversation, type Errand } from "./conversation.ts";
import type { Costs } from "./costs.ts";
import { Pace } from "./pace.ts";
import type { Queue } from "./queue.ts";
import type { Outcome, Syncer } from "./syncer.ts";
import type { Timeline } from "./timeline.ts";
import type { Warden } from "./warden.ts";

export const VERSION = "0.3.0";
/** The hook tells what it heard at most this late: minutes are closed after that. */
export const LATE_MS = 1_200;
/** While bandwidth is saved. */
const RARELY_MS = 30 * 60_000;
const APPLIED_WITHIN_MS = 4_000;

export interface ExchangeParts {
  clock: Clock;
  control: Control;
  costs: Costs;
  queue: Queue;
  syncer: Syncer;
  timeline: Timeline;
  warden: Warden;
}

/** What is said to the portal, and what its answers lead to. */
export class Exchange {
  readonly pace = new Pace();
  readonly conversation: Conversation;
  /** The directive that is in force on this device, and since when. */
  applied: SyncRequest["applied"] = null;
  /** Server time, ms. */
  lastSyncAt: number | null = null;
  private isOver = false;

  constructor(
    private readonly parts: ExchangeParts,
    private readonly platform: Platform,
    private readonly log: (line: string) => void,
    onQuiet: () => void,
    onError: (error: unknown) => void,
  ) {
    this.conversation = new Conversation((errand) => this.round(errand), onQuiet, onError);
  }

  /** Tells the portal, with all that is left, that this is the end. */
  async lastWord(): Promise<void> {
    this.isOver = true;
    const { queue, costs, clock, syncer } = this.parts;
    if (clock.isTrusted) queue.seal(costs.take(null), clock.now());
    await syncer.sync({ ...this.about(), label: "agent-off" }, true);
  }

  /** No answer leads to anything from now on. */
  end(): void {
    this.isOver = true;
  }

  private async round(errand: Errand): Promise<Errand | null> {
    if (this.isOver) return null;
    const { clock, control, syncer, warden } = this.parts;
    if (errand === "carry") await this.seal();
    const handing = control.awaitsPortal;
    const mark = clock.mark();
    const outcome = await syncer.sync(this.about(), errand === "carry" && !warden.savesBandwidth);
    if (this.isOver) return null;
    // The machine slept, or its clock was set, in between: the answer's time cannot be placed.
    if (clock.hasPartedSince(mark)) return "light";
    if (outcome.kind !== "answered") return this.failed(outcome);
    this.lastSyncAt = outcome.response.serverTime;
    const wait = warden.savesBandwidth ? RARELY_MS : outcome.response.nextSyncMs;
    // That a directive is applied is told at once anyway.
    const atLeast = outcome.directive === null ? 0 : APPLIED_WITHIN_MS;
    this.pace.answered(clock.monotonic(), Math.max(wait, atLeast), errand === "carry");
    const more = this.take(outcome);
    if (handing) control.release();
    return outcome.more ? "carry" : more;
  }

  private async seal(): Promise<void> {
    const { clock, costs, queue, timeline, warden } = this.parts;
    // A batch is dated by the portal's time; until that is known, records stay loose.
    if (!clock.isTrusted) return;
    const { usage, savings } = await costs.account(warden.directive?.limits ?? null, clock.now());
    warden.save(savings);
    timeline.settle(clock.monotonic() - LATE_MS);
    queue.seal(usage, clock.now());
  }

  private about(): Omit<SyncRequest, "batches"> {
    const { label } = this.parts.warden;
    return { agent: { version: VERSION, platform: this.platform }, applied: this.applied, label };
  }

  private failed(outcome: Exclude<Outcome, { kind: "answered" }>): null {
    const atLeast = outcome.kind === "later" ? outcome.retryAfterMs : 0;
    const isFirst = this.pace.failed(this.parts.clock.monotonic(), atLeast);
    if (outcome.kind === "untrusted") {
      this.applied = null;
      this.parts.warden.distrust();
      this.log(`the portal's answer is not trusted: ${outcome.why}`);
    } else if (isFirst) this.log(`the portal cannot be reached: ${outcome.why}`);
    return null;
  }

  private take(answer: Extract<Outcome, { kind: "answered" }>): Errand | null {
    const { clock, timeline, warden } = this.parts;
    const { directive, lease, sent, received } = answer;
    const signed = directive ?? lease;
    if (signed === null) return null;
    const wasTrusted = clock.isTrusted;
    clock.anchor(signed.issuedAt, sent, received);
    if (!wasTrusted) timeline.clockFound();
    if (directive !== null) {
      this.pace.asked(null);
      void warden.adopt(directive).then(() => this.report(directive.epoch));
    } else if (lease !== null && !warden.prolong(lease)) {
      // The lease of another decision than the one in force: the whole directive is needed.
      const wasAsked = this.applied === null;
      this.applied = null;
      return wasAsked ? null : "light";
    }
    return null;
  }

  /** The directive is applied, not merely received: the portal is told at once. */
  private report(epoch: string): void {
    const { clock, warden } = this.parts;
    const isCurrent = warden.directive?.epoch === epoch && this.applied?.epoch !== epoch;
    if (!isCurrent || this.isOver) return;
    this.applied = { epoch, at: Math.round(clock.now()) };
    this.conversation.come("light");
  }
}
