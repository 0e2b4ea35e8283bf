import { type FSWatcher, watch } from "node:fs";
import type { SyncRequest } from "../domain/activity/schema.ts";
import { platform } from "../domain/directive/schema.ts";
import { Capture } from "./capture.ts";
import { Clock } from "./clock.ts";
import { Costs } from "./costs.ts";
import { Verifier } from "./directive.ts";
import { endHold, readHold, remaining } from "./hold.ts";
import type { DeviceKey } from "./keys.ts";
import { endLink, isLinked, type Link, readLink } from "./link.ts";
import { LockWatcher } from "./lock.ts";
import { Power } from "./power.ts";
import { Queue } from "./queue.ts";
import { Revoked, Session } from "./session.ts";
import { controlDirectory } from "./state-dir.ts";
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
const BACK_OFF_FIRST_MS = 1_000;
const BACK_OFF_MOST_MS = 60_000;
/** While bandwidth is saved. */
const RARELY_MS = 30 * MINUTE_MS;
/** A due change is asked about just after it, so that the portal has made it. */
const AFTER_CHANGE_MS = 50;
const LAST_WORD_WITHIN_MS = 2_000;

/** How the agent ended: 0 as asked, 3 unlinked. */
export type End = 0 | 3;

/** The running agent: one conversation at a time with the portal, one timer, and what they lead to. */
export class Agent {
  private readonly clock = new Clock();
  private readonly platform = platform.parse(process.platform);
  private readonly power = new Power();
  private readonly wire: Wire;
  private readonly queue: Queue;
  private readonly capture: Capture;
  private readonly costs: Costs;
  private readonly timeline: Timeline;
  private readonly lock: LockWatcher;
  private readonly warden: Warden;
  private readonly syncer: Syncer;
  private readonly nudges: Nudges;
  private control: FSWatcher | null = null;
  private applied: SyncRequest["applied"] = null;
  private busy = false;
  private again: "carry" | "light" | null = null;
  private failures = 0;
  private nextSync = 0;
  private askedAboutChange: number | null = null;
  private isHandedOver = false;
  private jumpSeen = false;
  private lastSyncAt: number | null = null;
  private timer: NodeJS.Timeout | null = null;
  private ending: ((end: End) => void) | null = null;
  private isEnding = false;

  constructor(
    private readonly directory: string,
    link: Link,
    key: DeviceKey,
    private readonly log: (line: string) => void,
  ) {
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
      log(label);
      this.publish();
    });
    this.syncer = new Syncer(session, this.queue, new Verifier(link.deviceId, link.directiveKeys), log);
    this.nudges = new Nudges(session, () => this.come("light"));
  }

  /** Runs until `end` is called or the portal unlinks the device. */
  run(): Promise<End> {
    return new Promise((resolve) => {
      this.ending = resolve;
      this.control = watch(controlDirectory(this.directory), () => this.readControl());
      this.readControl();
      this.publish();
      this.nudges.start();
      this.come("carry");
    });
  }

  /** Stops capture, keeps what there is, tells the portal if it answers at once. */
  async end(): Promise<void> {
    if (this.isEnding) return;
    this.isEnding = true;
    await this.capture.stop(this.clock.monotonic());
    this.timeline.finish();
    this.queue.seal(this.costs.take(null), Date.now());
    const lastWord = this.syncer.sync({ ...this.about(), label: "agent-off" }, true).catch(() => null);
    await Promise.race([lastWord, new Promise((resolve) => setTimeout(resolve, LAST_WORD_WITHIN_MS))]);
    this.close(0);
  }

  private close(end: End): void {
    this.isEnding = true;
    if (this.timer !== null) clearTimeout(this.timer);
    this.control?.close();
    this.nudges.stop();
    this.lock.stop();
    this.costs.keepToday(this.clock.now());
    this.publish();
    this.wire.close();
    this.queue.close();
    this.ending?.(end);
  }

  /** Comes to the portal now, or as soon as the conversation under way is over. */
  private come(how: "carry" | "light"): void {
    if (this.busy) {
      this.again = this.again === "carry" ? "carry" : how;
      return;
    }
    this.busy = true;
    void this.converse(how);
  }

  private async converse(first: "carry" | "light"): Promise<void> {
    try {
      for (let how: typeof this.again = first; how !== null && !this.isEnding; ) how = await this.round(how);
    } catch (error) {
      if (error instanceof Revoked) return void this.unlinked(error.message);
      throw error;
    } finally {
      this.busy = false;
    }
    if (this.isEnding) return;
    this.publish();
    this.schedule();
  }

  private async round(how: "carry" | "light"): Promise<typeof this.again> {
    this.again = null;
    if (how === "carry") await this.seal();
    const handing = this.isHandedOver;
    const [wall, monotonic] = [Date.now(), this.clock.monotonic()];
    const outcome = await this.syncer.sync(this.about(), how === "carry" && !this.warden.savesBandwidth);
    if (this.isEnding) return null;
    // The machine slept, or its clock was set, in between: the answer's time cannot be placed.
    if (Math.abs(Date.now() - wall - (this.clock.monotonic() - monotonic)) > LATE_MS) return "light";
    if (outcome.kind !== "answered") return this.failed(outcome);
    this.failures = 0;
    this.lastSyncAt = outcome.response.serverTime;
    const wait = this.warden.savesBandwidth ? RARELY_MS : outcome.response.nextSyncMs;
    this.nextSync = this.clock.monotonic() + wait;
    this.take(outcome);
    if (handing) {
      this.isHandedOver = false;
      endHold(this.directory);
      this.warden.hold(null);
    }
    return outcome.more ? "carry" : this.again;
  }

  private about(): Omit<SyncRequest, "batches"> {
    return {
      agent: { version: VERSION, platform: this.platform },
      applied: this.applied,
      label: this.warden.label,
    };
  }

  private async seal(): Promise<void> {
    const battery = await this.power.battery();
    const limits = this.warden.directive?.limits;
    if (limits !== undefined) {
      const spent = this.costs.today(this.clock.now()).bytes >= limits.bytesPerDay;
      this.warden.save({
        savesPower: battery !== null && !battery.isCharging && battery.percent < limits.minBatteryPercent,
        savesBandwidth: spent || (limits.deferOnMetered && (await this.power.isMetered())),
      });
    }
    this.timeline.settle(this.clock.monotonic() - LATE_MS);
    this.queue.seal(this.costs.take(battery?.percent ?? null), Date.now());
    this.costs.keepToday(this.clock.now());
  }

  private failed(outcome: Exclude<Outcome, { kind: "answered" }>): null {
    const backOff = Math.min(BACK_OFF_MOST_MS, BACK_OFF_FIRST_MS * 2 ** this.failures++);
    const atLeast = outcome.kind === "later" ? outcome.retryAfterMs : 0;
    this.nextSync = this.clock.monotonic() + atLeast + Math.random() * backOff;
    if (outcome.kind === "untrusted") {
      this.applied = null;
      this.warden.distrust();
      this.log(`the portal's answer is not trusted: ${outcome.why}`);
    } else if (this.failures === 1) this.log(`the portal cannot be reached: ${outcome.why}`);
    return null;
  }

  private take({ response, directive, lease, sent, received }: Extract<Outcome, { kind: "answered" }>): void {
    const signed = directive ?? lease;
    if (signed === null) return;
    const wasTrusted = this.clock.isTrusted;
    this.clock.anchor(signed.issuedAt, sent, received);
    this.jumpSeen = false;
    if (!wasTrusted) this.timeline.clockFound();
    if (directive !== null) {
      this.askedAboutChange = null;
      const adopted = this.warden.adopt(directive);
      void adopted.then(() => this.report(directive.epoch));
    }
    if (lease !== null && !this.warden.prolong(lease)) {
      this.applied = null;
      this.again = "light";
    }
    if (Math.abs(response.serverTime - signed.issuedAt) > MINUTE_MS) this.log("the portal's clocks disagree");
  }

  /** The directive is applied, not merely received: the portal is told at once. */
  private report(epoch: string): void {
    if (this.warden.directive?.epoch !== epoch || this.isEnding) return;
    this.applied = { epoch, at: Math.round(this.clock.now()) };
    this.come("light");
  }

  private async unlinked(why: string): Promise<void> {
    this.isEnding = true;
    await this.warden.unlink();
    const link = readLink(this.directory);
    if (link !== null) endLink(this.directory, link.portal, why);
    this.log(why);
    this.close(3);
  }

  private readControl(): void {
    if (this.isEnding) return;
    if (!isLinked(readLink(this.directory))) return void this.unlinked("This computer was unlinked.");
    const hold = readHold(this.directory);
    const left = hold === null ? 0 : remaining(hold, Date.now());
    this.warden.hold(left > 0 ? this.clock.monotonic() + left : null);
    if (hold?.acknowledged && !this.isHandedOver) {
      this.isHandedOver = true;
      this.come("light");
    }
    this.schedule();
  }

  private wake(): void {
    const now = this.clock.monotonic();
    if (this.clock.check() && this.clock.jumped && !this.jumpSeen) {
      this.jumpSeen = true;
      this.timeline.clockLost();
      this.come("light");
    }
    void this.warden.enforce();
    this.capture.tick(now - LATE_MS);
    this.timeline.settle(now - LATE_MS);
    const change = this.warden.changesAt;
    if (now >= this.nextSync) this.come("carry");
    else if (
      change !== null &&
      change !== this.askedAboutChange &&
      this.clock.now() >= change + AFTER_CHANGE_MS
    ) {
      this.askedAboutChange = change;
      this.come("light");
    }
    this.schedule();
  }

  private schedule(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    if (this.isEnding) return;
    const now = this.clock.monotonic();
    const toMinuteEnd = MINUTE_MS - (this.clock.now() % MINUTE_MS) + LATE_MS;
    const change = this.warden.changesAt;
    const due = Math.min(
      this.busy ? Number.POSITIVE_INFINITY : this.nextSync,
      this.warden.nextChange,
      now + toMinuteEnd,
      this.capture.isRunning ? now + LOOK_EVERY_MS : Number.POSITIVE_INFINITY,
      change !== null && change !== this.askedAboutChange
        ? this.clock.monotonicAt(change) + AFTER_CHANGE_MS
        : Number.POSITIVE_INFINITY,
    );
    this.timer = setTimeout(() => this.wake(), Math.max(due - now, 5));
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
