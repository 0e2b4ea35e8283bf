import { type CoverageLabel, platform } from "../domain/directive/schema.ts";
import { Capture } from "./capture.ts";
import { Clock } from "./clock.ts";
import { Control } from "./control.ts";
import { Costs } from "./costs.ts";
import { Verifier } from "./directive.ts";
import { Exchange, LATE_MS } from "./exchange.ts";
import type { DeviceKey } from "./keys.ts";
import { endLink, type Link, readLink } from "./link.ts";
import { LockWatcher } from "./lock.ts";
import { Pictures } from "./picture/pictures.ts";
import { Queue } from "./queue.ts";
import { Revoked, Session } from "./session.ts";
import { publishStatus } from "./status.ts";
import { Nudges } from "./stream.ts";
import { Syncer } from "./syncer.ts";
import { Timeline } from "./timeline.ts";
import { Warden } from "./warden.ts";
import { Wire } from "./wire.ts";

const MINUTE_MS = 60_000;
/** With capture on, how long a jump of the clock can stay unseen while there is no input. */
const LOOK_EVERY_MS = 15_000;
const LAST_WORD_WITHIN_MS = 2_000;
const SOONEST_MS = 5;

/** How the agent ended: 0 as asked, 3 unlinked. */
export type End = 0 | 3;

/** The running agent: its parts, and the one timer that drives them. */
export class Agent {
  private readonly clock = new Clock();
  private readonly wire: Wire;
  private readonly queue: Queue;
  private readonly capture: Capture;
  private readonly pictures: Pictures;
  private readonly costs: Costs;
  private readonly timeline: Timeline;
  private readonly lock: LockWatcher;
  private readonly warden: Warden;
  private readonly control: Control;
  private readonly exchange: Exchange;
  private readonly nudges: Nudges;
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
    const { clock } = this;
    const here = platform.parse(process.platform);
    this.queue = new Queue(directory);
    this.wire = new Wire(link.portal, () => clock.monotonic());
    this.timeline = new Timeline(clock, this.queue);
    this.capture = new Capture(clock, {
      onSegment: (segment) => {
        this.queue.keepSegment(segment);
        this.timeline.collected(segment.from * 100);
      },
      onChange: () => this.warden.relabel(),
      mayHear: () => this.warden.mayHear(),
      onUnrest: () => this.pictures.unrest(),
    });
    const session = new Session(directory, this.wire, key, link);
    this.pictures = new Pictures(directory, session, clock, {
      sitter: () => (this.warden.mayHear() ? this.capture.sitter : null),
      confirm: () => this.capture.confirm(),
      directive: () => this.warden.directive,
      mayExchange: () => !this.warden.savesBandwidth,
      bytesToday: () => this.costs.today(clock.now()).bytes,
      onChange: () => this.publish(),
      onRevoked: (error) => this.broken(error),
      log,
    });
    this.costs = new Costs(this.wire, this.capture, this.queue, this.pictures);
    this.lock = new LockWatcher(() => void this.warden.enforce());
    this.warden = new Warden(here, clock, this.capture, this.timeline, this.lock, (label) =>
      this.labelled(label),
    );
    this.control = new Control(directory, {
      onUnlinked: () => void this.unlinked("This computer was unlinked."),
      onHold: (left) => {
        this.warden.hold(left === null ? null : clock.monotonic() + left);
        this.schedule();
      },
      onHandOver: () => this.exchange.conversation.come("light"),
    });
    const syncer = new Syncer(session, this.queue, new Verifier(link.deviceId, link.directiveKeys), log);
    this.exchange = new Exchange(
      { ...this.parts(), syncer },
      here,
      log,
      () => this.quiet(),
      (error) => this.broken(error),
    );
    this.nudges = new Nudges(session, () => this.exchange.conversation.come("light"));
    clock.onJump = () => {
      this.timeline.clockLost();
      this.exchange.conversation.come("light");
    };
  }

  /** Runs until `end` is called or the portal unlinks the device. */
  run(): Promise<End> {
    return new Promise((resolve) => {
      this.ending = resolve;
      this.control.read();
      if (this.isEnding) return;
      this.publish();
      this.nudges.start();
      this.pictures.start();
      this.exchange.conversation.come("carry");
    });
  }

  /** Stops capture, keeps what there is, tells the portal if it answers at once. */
  async end(): Promise<void> {
    if (this.isEnding) return;
    this.isEnding = true;
    this.pictures.stop();
    await this.capture.stop(this.clock.monotonic());
    this.timeline.finish();
    const lastWord = this.exchange.lastWord().catch(() => undefined);
    await Promise.race([lastWord, new Promise((resolve) => setTimeout(resolve, LAST_WORD_WITHIN_MS))]);
    this.close(0);
  }

  private parts() {
    const { clock, control, costs, queue, timeline, warden } = this;
    return { clock, control, costs, queue, timeline, warden };
  }

  private quiet(): void {
    if (this.isEnding) return;
    this.pictures.heardFromPortal();
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
    this.exchange.end();
    this.pictures.stop();
    await this.warden.unlink();
    const link = readLink(this.directory);
    if (link !== null) endLink(this.directory, link.portal, why);
    this.log(why);
    this.close(3);
  }

  private close(end: End): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.control.close();
    this.nudges.stop();
    this.lock.stop();
    this.costs.keepToday(this.clock.now());
    this.publish();
    this.wire.close();
    this.pictures.close();
    this.queue.close();
    this.ending?.(end);
  }

  private wake(): void {
    const now = this.clock.monotonic();
    this.clock.check();
    void this.warden.enforce();
    this.capture.tick(now - LATE_MS);
    this.timeline.settle(now - LATE_MS);
    const { pace, conversation } = this.exchange;
    const change = this.warden.changesAt;
    const untilChange = pace.untilChange(change, this.clock.now());
    if (now >= pace.next) conversation.come("carry");
    else if (untilChange !== null && untilChange <= 0) {
      pace.asked(change);
      conversation.come("light");
    }
    this.schedule();
  }

  private schedule(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    if (this.isEnding) return;
    const { pace, conversation } = this.exchange;
    const now = this.clock.monotonic();
    const due = [this.warden.nextChange, now + MINUTE_MS - ((this.clock.now() - LATE_MS) % MINUTE_MS)];
    if (!conversation.isBusy) due.push(pace.next);
    if (this.capture.isRunning) due.push(now + LOOK_EVERY_MS);
    const untilChange = pace.untilChange(this.warden.changesAt, this.clock.now());
    if (untilChange !== null) due.push(now + untilChange);
    this.timer = setTimeout(() => this.wake(), Math.max(Math.min(...due) - now, SOONEST_MS));
  }

  /** Which application is in front is nobody's business, so the log does not tell when that changes. */
  private labelled(label: CoverageLabel): void {
    const isOfTheFront =
      label === "excluded-app" || (label === "exempt" && this.warden.directive?.label === "collected");
    const said = isOfTheFront ? "collected" : label;
    if (said !== this.said) this.log(said);
    this.said = said;
    this.publish();
  }

  private publish(): void {
    const { bytes, cpuMs } = this.costs.today(this.clock.now());
    publishStatus(this.directory, {
      pid: process.pid,
      updatedAt: Math.round(Date.now()),
      label: this.warden.label,
      reasons: this.warden.reasons,
      applied: this.exchange.applied,
      leaseUntil: this.warden.leaseUntil,
      lastSyncAt: this.exchange.lastSyncAt,
      isHooked: this.capture.state.isHooked,
      queueLength: this.queue.length,
      quarantined: this.queue.quarantined,
      unreadable: this.queue.unreadable,
      pictures: this.pictures.counts,
      bytesToday: bytes,
      cpuMsToday: cpuMs,
    });
  }
}
