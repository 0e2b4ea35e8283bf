import type { Segment } from "../domain/activity/schema.ts";
import type { CoverageLabel } from "../domain/directive/schema.ts";
import type { Clock } from "./clock.ts";
import { type Spared, subjectOfWindow } from "./directive.ts";
import { Ears, type Turn } from "./ears.ts";
import type { Frame, Input } from "./input.ts";
import { isSameSubject, needsHook } from "./subject.ts";
import { type Subject, Summariser } from "./summarise.ts";
import { isWayland, LOCK_SCREENS, type WindowWatcher, watchWindows } from "./window.ts";

const RETRY_FIRST_MS = 1_000;
const RETRY_MOST_MS = 60_000;

export interface CaptureState {
  /** The approved application in front, as far as known. */
  front: Subject | null;
  /**
   * What is in front is in fact listened to. As it was before, while another window's program is looked up and
   * until the hook has followed the turn: what it heard before that is counted still.
   */
  isHearing: boolean;
  /** What is in front is left out, wholly or in part, by an exemption. As it was before, while that is looked up. */
  isSpared: boolean;
  /** Why nothing can be captured although it may be. */
  trouble: CoverageLabel | null;
  /** An input hook's process exists. */
  isHooked: boolean;
}

export interface CaptureListener {
  onSegment(segment: Segment): void;
  /** The state is not what it was. */
  onChange(): void;
  /** Asked for everything that was heard; false throws it away. */
  mayHear(): boolean;
  /** Some key was pressed, another window may have come to the front, or what may be collected has changed. */
  onUnrest?(): void;
}

/** Window watcher, input hook and summariser, running only between `start` and `stop`. */
export class Capture {
  readonly state: CaptureState = {
    front: null,
    isHearing: false,
    isSpared: false,
    trouble: null,
    isHooked: false,
  };
  private readonly summariser: Summariser;
  private readonly ears: Ears;
  private subjects: Map<string, Subject> | null = null;
  private spared: Spared = new Map();
  private programs: string[] = [];
  /** The last program known to be in front: null if not approved, undefined before the first. */
  private lastId: string | null | undefined;
  /** Another window has come to the front, and its program is not known yet: nothing new is heard. */
  private isLooking = false;
  private watcher: WindowWatcher | null = null;
  /** Frames that wait for a polled watcher to say that the window in front is still the same. */
  private waiting: Frame[] = [];
  private failures = 0;
  private retry: NodeJS.Timeout | null = null;

  constructor(
    private readonly clock: Clock,
    private readonly listener: CaptureListener,
  ) {
    this.summariser = new Summariser((segment) => listener.onSegment(segment));
    this.ears = new Ears(clock, {
      onInput: (input) => this.feed(input),
      onTurn: (turn) => this.turned(turn),
      onFrame: (frame) => this.heard(frame),
      onReady: () => this.recovered(),
      onLost: () => this.fail(this.state.trouble ?? "permission-lost"),
    });
  }

  get isRunning(): boolean {
    return this.subjects !== null;
  }

  get cost(): Ears["cost"] {
    return this.ears.cost;
  }

  /**
   * The application in front and the names of its program, if pictures may be taken in it and every key pressed in it is
   * heard of; else null.
   */
  get sitter(): { application: string; programs: readonly string[] } | null {
    const { front, isHearing, trouble } = this.state;
    const isKnown = isHearing && !this.isLooking && trouble === null;
    return isKnown && front?.categories.has("screen")
      ? { application: front.id, programs: this.programs }
      : null;
  }

  /** True once every key that was pressed until now has been told of, false where none can be. */
  confirm(): Promise<boolean> {
    return this.ears.confirm();
  }

  /** Starts, or goes on under a changed directive. Resolves when what is wanted is in place, or cannot be. */
  async start(subjects: Map<string, Subject>, spared: Spared = new Map()): Promise<void> {
    this.listener.onUnrest?.();
    this.summariser.end(this.tenths());
    this.subjects = subjects;
    this.spared = spared;
    this.ears.forget();
    this.waiting = [];
    if (isWayland()) return this.fail("permission-lost");
    this.watcher ??= watchWindows({
      onFront: (programs) => this.fronted(programs),
      onLost: () => this.lostDisplay(),
    });
    const closed = needsHook(subjects) ? null : this.ears.close();
    if (closed === null) this.ears.open();
    this.turn(this.subjectInFront(), false);
    await (closed ?? this.ears.ready());
    this.change({});
  }

  /**
   * Nothing is heard from this call on; resolves when the hook's process is gone. The open segment
   * is cut at `until` (monotonic), when the permission ended; null throws it away.
   */
  async stop(until: number | null): Promise<void> {
    this.listener.onUnrest?.();
    if (until === null) this.summariser.discard();
    else this.summariser.end(this.tenths(Math.min(until, this.clock.monotonic())));
    this.subjects = null;
    this.spared = new Map();
    this.programs = [];
    this.lastId = undefined;
    this.waiting = [];
    this.watcher?.stop();
    this.watcher = null;
    if (this.retry !== null) clearTimeout(this.retry);
    this.retry = null;
    this.failures = 0;
    const closed = this.ears.close();
    this.isLooking = false;
    this.change({ front: null, trouble: null });
    await closed;
    this.change({});
  }

  /** Closes segments whose minute is over at this monotonic instant. */
  tick(monotonic: number): void {
    this.summariser.tick(this.tenths(monotonic));
  }

  private fronted(programs: string[] | null): void {
    if (this.subjects === null) return;
    const same = programs?.join() === this.programs.join();
    if (!same || !this.watcher?.isPolled) this.listener.onUnrest?.();
    this.programs = programs ?? [];
    if (this.watcher?.isPolled) this.release(same);
    this.isLooking = programs === null;
    if (programs === null) {
      if (this.state.front !== null) this.turn(null, false);
      return;
    }
    this.lookForLock(programs);
    const subject = this.subjectInFront();
    const switched = this.lastId !== undefined && this.lastId !== subject?.id;
    if (programs.length > 0) this.lastId = subject?.id ?? null;
    if (!same && !isSameSubject(subject, this.state.front)) this.turn(subject, switched);
    else this.change({});
  }

  private lookForLock(programs: string[]): void {
    if (this.state.trouble === "permission-lost") return;
    this.change({ trouble: programs.some((name) => LOCK_SCREENS.has(name)) ? "locked" : null });
  }

  private subjectInFront(): Subject | null {
    return this.subjects && subjectOfWindow(this.programs, this.subjects, this.spared);
  }

  private turn(subject: Subject | null, switched: boolean): void {
    this.ears.turn(subject, switched);
    this.change({ front: subject });
  }

  private turned({ subject, at, switched }: Turn): void {
    if (subject === null) this.summariser.end(this.tenths(at));
    else this.summariser.begin(subject, Math.ceil(this.clock.serverAt(at) / 100), switched);
  }

  private heard(frame: Frame): void {
    if (frame.pressed) this.listener.onUnrest?.();
    if (this.subjects === null || !this.listener.mayHear()) return;
    if (this.watcher?.isPolled) this.waiting.push(frame);
    else this.ears.take(frame, true);
    this.change({});
  }

  /** A polled watcher has looked again: what was heard since the last look counts only if nothing changed. */
  private release(same: boolean): void {
    for (const frame of this.waiting.splice(0)) this.ears.take(frame, same);
  }

  private feed(input: Input): void {
    this.summariser.feed({ ...input, at: Math.round(this.clock.serverAt(input.at * 100) / 100) });
  }

  private recovered(): void {
    this.failures = 0;
    this.listener.onUnrest?.();
    this.change({ trouble: this.state.trouble === "locked" ? "locked" : null });
  }

  private lostDisplay(): void {
    this.watcher = null;
    this.programs = [];
    this.fail("display-lost");
  }

  /** Something that capture needs is not there: nothing is captured, and it is tried again later. */
  private fail(trouble: CoverageLabel): void {
    this.listener.onUnrest?.();
    this.summariser.end(this.tenths());
    const closed = this.ears.close();
    this.isLooking = false;
    this.change({ front: null, trouble });
    void closed.then(() => this.change({}));
    const wait = Math.min(RETRY_FIRST_MS * 2 ** this.failures++, RETRY_MOST_MS);
    this.retry ??= setTimeout(() => {
      this.retry = null;
      if (this.subjects !== null) void this.start(this.subjects, this.spared);
    }, wait);
  }

  private change(to: Partial<CaptureState>): void {
    const isHearing = this.isLooking ? null : this.ears.isHearing;
    Object.assign(this.state, to, {
      isHearing: isHearing ?? this.state.isHearing,
      isSpared: this.isLooking ? this.state.isSpared : this.programs.some((each) => this.spared.has(each)),
      isHooked: this.ears.isHooked,
    });
    this.listener.onChange();
  }

  private tenths(monotonic = this.clock.monotonic()): number {
    return Math.floor(this.clock.serverAt(monotonic) / 100);
  }
}
