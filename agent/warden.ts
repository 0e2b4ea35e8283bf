import type { CoverageLabel, Directive, Lease, Platform, Reason } from "../domain/directive/schema.ts";
import type { Capture } from "./capture.ts";
import type { Clock } from "./clock.ts";
import { Mandate, sparedOf, subjectsOf } from "./directive.ts";
import { labelOf, obstacle, type Situation } from "./label.ts";
import type { LockWatcher } from "./lock.ts";
import type { Subject } from "./summarise.ts";
import type { Timeline } from "./timeline.ts";

const LOCAL_REASONS: Partial<Record<CoverageLabel, string>> = {
  paused: "You paused collection on this computer.",
  offline: "The portal cannot be reached, or its permission has run out.",
  untrusted: "What the portal sent does not bear its signature.",
  "clock-changed": "The clock of this computer was changed; the portal is asked for the time.",
  "permission-lost": "The system does not let the agent see input.",
  "display-lost": "The agent has no display.",
  locked: "The screen is locked.",
  "power-saving": "The battery is low.",
  "bandwidth-saving": "The network is metered, or today's share of it is used up.",
  "excluded-app": "The application in front is not one that anything is collected in.",
  unlinked: "This computer is not linked any more.",
};

/** Sees to it that capture runs while, and only while, nothing stands against it. */
export class Warden {
  private mandate: Mandate | null = null;
  private subjects = new Map<string, Subject>();
  private spared: ReturnType<typeof sparedOf> = new Map();
  private inPlace: Map<string, Subject> | null = null;
  private holdEnds: number | null = null;
  private flags = { isUnlinked: false, isUntrusted: false, savesPower: false, savesBandwidth: false };
  private label_: CoverageLabel = "offline";

  constructor(
    private readonly platform: Platform,
    private readonly clock: Clock,
    private readonly capture: Capture,
    private readonly timeline: Timeline,
    private readonly lock: LockWatcher,
    private readonly onLabel: (label: CoverageLabel) => void,
  ) {}

  get label(): CoverageLabel {
    return this.label_;
  }

  get savesBandwidth(): boolean {
    return this.flags.savesBandwidth;
  }

  get directive(): Directive | null {
    return this.mandate?.directive ?? null;
  }

  get leaseUntil(): number | null {
    return this.mandate?.validUntil ?? null;
  }

  /** When the decision in force is due to change by itself (server ms). */
  get changesAt(): number | null {
    return this.mandate?.changesAtMs ?? null;
  }

  /** Why it is as it is, in words for the person at the computer. */
  get reasons(): Reason[] {
    const told = this.directive?.reasons ?? [];
    if (this.label_ === this.directive?.label && this.holdEnds === null) return told;
    const exempt = told.filter(({ label }) => label === "exempt");
    if (this.label_ === "exempt") return exempt;
    const local = { label: this.label_, text: LOCAL_REASONS[this.label_] ?? "" };
    return this.label_ === "excluded-app" ? [local, ...exempt] : [local];
  }

  /** The next monotonic instant at which something ends by itself. */
  get nextChange(): number {
    const lease = this.mandate?.isAlive(this.clock.latest())
      ? this.clock.monotonicAt(this.mandate.validUntil)
      : null;
    return Math.min(lease ?? Number.POSITIVE_INFINITY, this.holdEnds ?? Number.POSITIVE_INFINITY);
  }

  /** A verified directive takes the place of the one in force. Resolves when it is applied. */
  adopt(directive: Directive): Promise<void> {
    const isNew = directive.epoch !== this.directive?.epoch;
    this.mandate = new Mandate(directive);
    if (isNew) {
      this.subjects = subjectsOf(directive, this.platform);
      this.spared = sparedOf(directive, this.platform);
    }
    this.flags.isUntrusted = false;
    return this.enforce();
  }

  /** A verified lease; false when it is not for the directive in force. */
  prolong(lease: Lease): boolean {
    const fits = this.mandate?.prolong(lease) ?? false;
    if (fits) this.flags.isUntrusted = false;
    void this.enforce();
    return fits;
  }

  /** What came was not signed as it must be: nothing is permitted any more. */
  distrust(): void {
    this.mandate = null;
    this.flags.isUntrusted = true;
    void this.enforce();
  }

  unlink(): Promise<void> {
    this.flags.isUnlinked = true;
    return this.enforce();
  }

  /** The person holds collection on this device until a monotonic instant; null ends that. */
  hold(until: number | null): void {
    this.holdEnds = until;
    void this.enforce();
  }

  save(savings: { savesPower: boolean; savesBandwidth: boolean }): void {
    Object.assign(this.flags, savings);
    void this.enforce();
  }

  /** Whether input may be heard at this very moment. */
  mayHear(): boolean {
    const may = !this.clock.check() && (this.mandate?.isAlive(this.clock.latest()) ?? false);
    if (!may) void this.enforce();
    return may;
  }

  /** Brings capture in line with the situation. Stopping begins before this returns; resolves when it is done. */
  async enforce(): Promise<void> {
    const why = obstacle(this.situation());
    let done: Promise<void> | null = null;
    if (why !== null && this.capture.isRunning) {
      this.inPlace = null;
      done = this.capture.stop(why === "clock-changed" ? null : this.permittedUntil());
    } else if (why === null && this.inPlace !== this.subjects) {
      this.inPlace = this.subjects;
      done = this.capture.start(this.subjects, this.spared);
    }
    this.relabel();
    await done;
  }

  /** The label follows what capture says of itself. */
  relabel(): void {
    const label = labelOf(this.situation(), this.capture.state);
    if (label === this.label_) return;
    this.label_ = label;
    this.timeline.become(label);
    this.onLabel(label);
  }

  private permittedUntil(): number {
    const now = this.clock.monotonic();
    return this.mandate === null ? now : Math.min(now, this.clock.monotonicAt(this.mandate.validUntil));
  }

  private situation(): Situation {
    if (this.holdEnds !== null && this.clock.monotonic() >= this.holdEnds) this.holdEnds = null;
    const alive = this.mandate?.isAlive(this.clock.latest()) ?? false;
    return {
      ...this.flags,
      isHeld: this.holdEnds !== null,
      hasClockJumped: this.clock.jumped,
      decided: alive ? (this.mandate?.directive.label ?? null) : null,
      isLocked: this.lock.isLocked,
    };
  }
}
