import type { SyncRequest } from "../domain/activity/schema.ts";
import { type CoverageLabel, platform } from "../domain/directive/schema.ts";
import { Capture } from "./capture.ts";
import { Clock } from "./clock.ts";
import { Control } from "./control.ts";
import { Conversation, type Errand } from "./conversation.ts";
import { Costs } from "./costs.ts";
import { Verifier } from "./directive.ts";
import type { DeviceKey } from "./keys.ts";
import { endLink, type Link, readLink } from "./link.ts";
import { LockWatcher } from "./lock.ts";
import { Pace } from "./pace.ts";
import { Queue } from "./queue.ts";
import { Revoked, Session } from "./session.ts";
import { publishStatus } from "./status.ts";
import { Nudges } from "./stream.ts";
import { type Outcome, Syncer } from "./syncer.ts";
import { Timeline } from "./timeline.ts";
import { Warden } from "./warden.ts";
import { Wire } from "./wire.ts";

export const VERSION = "0.1.0";
const MINUTE_MS = 60_000;
/** The hook tells what it heard at most this late: minutes are closed after that. */
const LATE_MS = 1_200;
/** With capture on, how long a jump of the clock can stay unseen while there is no input. */
const LOOK_EVERY_MS = 15_000;
/** While bandwidth is saved. */
const RARELY_MS = 30 * MINUTE_MS;
const LAST_WORD_WITHIN_MS = 2_000;
const SOONEST_MS = 5;
const APPLIED_WITHIN_MS = 4_000;

/** How the agent ended: 0 as asked, 3 unlinked. */
export type End = 0 | 3;

/** The running agent: one conversation at a time with the portal, one timer, and what they lead to. */
export class Agent {
  private readonly clock = new Clock();
  private readonly platform = platform.parse(process.platform);
  private readonly wire: Wire;
  private readonly queue: Queue;
  private readonly capture: Capture;
  private readonly costs: Costs;
  private readonly timeline: Timeline;
  private readonly lock: LockWatcher;
  private readonly warden: Warden;
  private readonly syncer: Syncer;
  private readonly nudges: Nudges;
  private readonly control: Control;
  private readonly pace = new Pace();
  private applied: SyncRequest["applied"] = null;
  private readonly conversation: Conversation;
  private lastSyncAt: number | null = null;
  private timer: NodeJS.Timeout | null = null;
  private ending: ((end: End) => void) | null = null;
  private isEnding = false;
  private said: CoverageLabel = "offline";

  constructor(
    private readonly directory: string,
    link: Link,
    key: DeviceKey,
    private readonly log: (line: string) => void,
  ) {
    this.clock.onJump = () => {
      this.timeline.clockLost();
      this.conversation.come("light");
    };
    this.conversation = new Conversation(
      (errand) => this.round(errand),
      () => this.quiet(),
      (error) => this.broken(error),
    );
    this.queue = new Queue(directory);
    this.wire = new Wire(link.portal, () => this.clock.monotonic());
    const session = new Session(directory, this.wire, key, link);
    this.timeline = new Timeline(this.clock, this.queue);
    this.capture = new Capture(this.clock, {
      onSegment: (segment) => {
        this.queue.keepSegment(segment);
        this.timeline.collected(segment.from * 100);
      },
      onChange: () => this.warden.relabel(),
      mayHear: () => this.warden.mayHear(),
    });
    this.costs = new Costs(this.wire, this.capture, this.queue);
    this.lock = new LockWatcher(() => void this.warden.enforce());
    this.warden = new Warden(this.platform, this.clock, this.capture, this.timeline, this.lock, (label) => {
      this.tell(label);
      this.publish();
    });
    this.syncer = new Syncer(session, this.queue, new Verifier(link.deviceId, link.directiveKeys), log);
    this.nudges = new Nudges(session, () => this.conversation.come("light"));
    this.control = new Control(directory, {
      onUnlinked: () => void this.unlinked("This computer was unlinked."),
      onHold: (left) => {
        this.warden.hold(left === null ? null : this.clock.monotonic() + left);
        this.schedule();
      },
      onHandOver: () => this.conversation.come("light"),
    });
  }

  /** Runs until `end` is called or the portal unlinks the device. */
  run(): Promise<End> {
    return new Promise((resolve) => {
      this.ending = resolve;
      this.control.read();
      if (this.isEnding) return;
      this.publish();
      this.nudges.start();
      this.conversation.come("carry");
    });
  }

  /** Stops capture, keeps what there is, tells the portal if it answers at once. */
  async end(): Promise<void> {
    if (this.isEnding) return;
    this.isEnding = true;
    await this.capture.stop(this.clock.monotonic());
    this.timeline.finish();
    if (this.clock.isTrusted) this.queue.seal(this.costs.take(null), this.clock.now());
    const lastWord = this.syncer.sync({ ...this.about(), label: "agent-off" }, true).catch(() => null);
    await Promise.race([lastWord, new Promise((resolve) => setTimeout(resolve, LAST_WORD_WITHIN_MS))]);
    this.close(0);
  }

  private close(end: End): void {
    this.isEnding = true;
    if (this.timer !== null) clearTimeout(this.timer);
    this.control.close();
    this.nudges.stop();
    this.lock.stop();
    this.costs.keepToday(this.clock.now());
    this.publish();
    this.wire.close();
    this.queue.close();
    this.ending?.(end);
  }

  private async round(errand: Errand): Promise<Errand | null> {
    if (this.isEnding) return null;
    if (errand === "carry") await this.seal();
    const handing = this.control.awaitsPortal;
    const mark = this.clock.mark();
    const outcome = await this.syncer.sync(this.about(), errand === "carry" && !this.warden.savesBandwidth);
    if (this.isEnding) return null;
    // The machine slept, or its clock was set, in between: the answer's time cannot be placed.
    if (this.clock.hasPartedSince(mark)) return "light";
    if (outcome.kind !== "answered") return this.failed(outcome);
    this.lastSyncAt = outcome.response.serverTime;
    const wait = this.warden.savesBandwidth ? RARELY_MS : outcome.response.nextSyncMs;
    // That a directive is applied is told at once anyway.
    const atLeast = outcome.directive === null ? 0 : APPLIED_WITHIN_MS;
    this.pace.answered(this.clock.monotonic(), Math.max(wait, atLeast), errand === "carry");
    const more = this.take(outcome);
    if (handing) this.control.release();
    return outcome.more ? "carry" : more;
  }

  private about(): Omit<SyncRequest, "batches"> {
    return {
      agent: { version: VERSION, platform: this.platform },
      applied: this.applied,
      label: this.warden.label,
    };
  }

  private async seal(): Promise<void> {
    // A batch is dated by the portal's time; until that is known, records stay loose.
    if (!this.clock.isTrusted) return;
    const limits = this.warden.directive?.limits ?? null;
    const { usage, savings } = await this.costs.account(limits, this.clock.now());
    this.warden.save(savings);
    this.timeline.settle(this.clock.monotonic() - LATE_MS);
    this.queue.seal(usage, this.clock.now());
  }

  private failed(outcome: Exclude<Outcome, { kind: "answered" }>): null {
    const atLeast = outcome.kind === "later" ? outcome.retryAfterMs : 0;
    const isFirst = this.pace.failed(this.clock.monotonic(), atLeast);
    if (outcome.kind === "untrusted") {
      this.applied = null;
      this.warden.distrust();
      this.log(`the portal's answer is not trusted: ${outcome.why}`);
    } else if (isFirst) this.log(`the portal cannot be reached: ${outcome.why}`);
    return null;
  }

  private take({ directive, lease, sent, received }: Extract<Outcome, { kind: "answered" }>): Errand | null {
    const signed = directive ?? lease;
    if (signed === null) return null;
    const wasTrusted = this.clock.isTrusted;
    this.clock.anchor(signed.issuedAt, sent, received);
    if (!wasTrusted) this.timeline.clockFound();
    if (directive !== null) {
      this.pace.asked(null);
      void this.warden.adopt(directive).then(() => this.report(directive.epoch));
    } else if (lease !== null && !this.warden.prolong(lease)) {
      // The lease of another decision than the one in force: the whole directive is needed.
      const wasAsked = this.applied === null;
      this.applied = null;
      return wasAsked ? null : "light";
    }
    return null;
  }

  /** The directive is applied, not merely received: the portal is told at once. */
  private report(epoch: string): void {
    const isCurrent = this.warden.directive?.epoch === epoch && this.applied?.epoch !== epoch;
    if (!isCurrent || this.isEnding) return;
    this.applied = { epoch, at: Math.round(this.clock.now()) };
    this.conversation.come("light");
  }

  private quiet(): void {
    if (this.isEnding) return;
    this.publish();
    this.schedule();
  }

  private broken(error: unknown): void {
    if (!(error instanceof Revoked)) throw error;
    void this.unlinked(error.message);
  }

  private async unlinked(why: string): Promise<void> {
    if (this.isEnding) return;
    this.isEnding = true;
    await this.warden.unlink();
    const link = readLink(this.directory);
    if (link !== null) endLink(this.directory, link.portal, why);
    this.log(why);
    this.close(3);
  }

  private wake(): void {
    const now = this.clock.monotonic();
    this.clock.check();
    void this.warden.enforce();
    this.capture.tick(now - LATE_MS);
    this.timeline.settle(now - LATE_MS);
    const change = this.warden.changesAt;
    const untilChange = this.pace.untilChange(change, this.clock.now());
    if (now >= this.pace.next) this.conversation.come("carry");
    else if (untilChange !== null && untilChange <= 0) {
      this.pace.asked(change);
      this.conversation.come("light");
    }
    this.schedule();
  }

  /** Which application is in front is nobody's business, so the log does not tell when that changes. */
  private tell(label: CoverageLabel): void {
    const said = label === "excluded-app" ? "collected" : label;
    if (said !== this.said) this.log(said);
    this.said = said;
  }

  private schedule(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    if (this.isEnding) return;
    const now = this.clock.monotonic();
    const toMinuteEnd = MINUTE_MS - ((this.clock.now() - LATE_MS) % MINUTE_MS);
    const due = [this.warden.nextChange, now + toMinuteEnd];
    if (!this.conversation.isBusy) due.push(this.pace.next);
    if (this.capture.isRunning) due.push(now + LOOK_EVERY_MS);
    const untilChange = this.pace.untilChange(this.warden.changesAt, this.clock.now());
    if (untilChange !== null) due.push(now + untilChange);
    this.timer = setTimeout(() => this.wake(), Math.max(Math.min(...due) - now, SOONEST_MS));
  }

  private publish(): void {
    const { bytes, cpuMs } = this.costs.today(this.clock.now());
    publishStatus(this.directory, {
      pid: process.pid,
      updatedAt: Math.round(Date.now()),
      label: this.warden.label,
      reasons: this.warden.reasons,
      applied: this.applied,
      leaseUntil: this.warden.leaseUntil,
      lastSyncAt: this.lastSyncAt,
      isHooked: this.capture.state.isHooked,
      queueLength: this.queue.length,
      quarantined: this.queue.quarantined,
      bytesToday: bytes,
      cpuMsToday: cpuMs,
    });
  }
}
