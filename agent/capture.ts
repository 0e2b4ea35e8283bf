import type { Segment } from "../domain/activity/schema.ts";
import type { CoverageLabel } from "../domain/directive/schema.ts";
import type { Clock } from "./clock.ts";
import { HookProcess } from "./hook.ts";
import type { Frame } from "./input.ts";
import { type Subject, Summariser } from "./summarise.ts";
import { type WindowWatcher, watchWindows } from "./window.ts";

const RETRY_FIRST_MS = 1_000;
const RETRY_MOST_MS = 60_000;
const HOOK_READY_WITHIN_MS = 3_000;
/** Programs whose window in front means that the screen is locked. */
const LOCK_SCREENS = new Set([
  "loginwindow",
  "lockapp",
  "logonui",
  "xscreensaver",
  "gnome-screensaver",
  "light-locker",
]);

export interface CaptureState {
  /** The approved application in front, as far as known. */
  front: Subject | null;
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
}

interface Turn {
  ear: number;
  subject: Subject | null;
  /** Monotonic milliseconds. */
  at: number;
  switched: boolean;
}

/**
 * Window watcher, input hook and summariser, running only between `start` and `stop`. Which
 * application an input belongs to is settled by order, not by time: at every change of the front
 * window the hook is told to close its ear and open the next one, and its frames bear the ear's number.
 */
export class Capture {
  readonly state: CaptureState = { front: null, trouble: null, isHooked: false };
  /** CPU and memory of hook processes: those that ended, and the present one. */
  readonly cost = { endedCpuMs: 0, cpuMs: 0, rssMb: 0 };
  private readonly summariser: Summariser;
  private subjects: Map<string, Subject> | null = null;
  private programs: string[] = [];
  /** The last program known to be in front: null if not approved, undefined before the first. */
  private lastId: string | null | undefined;
  private watcher: WindowWatcher | null = null;
  private hook: HookProcess | null = null;
  private isReady = false;
  private ears = 0;
  private turns: Turn[] = [];
  /** Frames that wait for a polled watcher to say that the window in front is still the same. */
  private waiting: Frame[] = [];
  private failures = 0;
  private retry: NodeJS.Timeout | null = null;
  private ready: Array<() => void> = [];

  constructor(
    private readonly clock: Clock,
    private readonly listener: CaptureListener,
  ) {
    this.summariser = new Summariser((segment) => listener.onSegment(segment));
  }

  get isRunning(): boolean {
    return this.subjects !== null;
  }

  /** Starts, or goes on under a changed directive. Resolves when what is wanted is in place, or cannot be. */
  async start(subjects: Map<string, Subject>): Promise<void> {
    this.summariser.end(this.tenthsNow());
    this.subjects = subjects;
    this.turns = [];
    this.waiting = [];
    if (isWayland()) return this.fail("permission-lost");
    this.watcher ??= watchWindows({
      onFront: (programs) => this.fronted(programs),
      onLost: () => this.lostDisplay(),
    });
    if (needsHook(subjects)) {
      this.hook ??= this.spawnHook();
      this.turn(this.subjectInFront(), false);
      await this.hookReady();
    } else {
      await this.endHook();
      this.turn(this.subjectInFront(), false);
    }
  }

  /**
   * Nothing is heard from this call on; resolves when the hook's process is gone. The open segment
   * is cut at `until` (monotonic), when the permission ended; null throws it away.
   */
  async stop(until: number | null): Promise<void> {
    if (until === null) this.summariser.discard();
    else this.summariser.end(this.tenths(Math.min(until, this.clock.monotonic())));
    this.subjects = null;
    this.programs = [];
    this.lastId = undefined;
    this.turns = [];
    this.waiting = [];
    this.watcher?.stop();
    this.watcher = null;
    if (this.retry !== null) clearTimeout(this.retry);
    this.retry = null;
    this.failures = 0;
    this.change({ front: null, trouble: null });
    await this.endHook();
  }

  /** Closes segments whose minute is over at this monotonic instant. */
  tick(monotonic: number): void {
    this.summariser.tick(this.tenths(monotonic));
  }

  private fronted(programs: string[]): void {
    if (this.subjects === null) return;
    const same = programs.join() === this.programs.join();
    this.programs = programs;
    if (this.watcher?.isPolled) this.release(same);
    if (this.state.trouble !== "permission-lost") {
      this.change({ trouble: programs.some((name) => LOCK_SCREENS.has(name)) ? "locked" : null });
    }
    const subject = this.subjectInFront();
    const switched = this.lastId !== undefined && this.lastId !== subject?.id;
    if (programs.length > 0) this.lastId = subject?.id ?? null;
    if (!same && subject?.id !== this.state.front?.id) this.turn(subject, switched);
  }

  private subjectInFront(): Subject | null {
    for (const program of this.programs) {
      const subject = this.subjects?.get(program);
      if (subject !== undefined) return subject;
    }
    return null;
  }

  /** Another subject is in front. With a hook, what it heard before comes first. */
  private turn(subject: Subject | null, switched: boolean): void {
    const turn = { ear: ++this.ears, subject, at: this.clock.monotonic(), switched };
    this.change({ front: subject });
    if (this.hook === null || !this.isReady) return this.take(turn);
    this.turns.push(turn);
    this.order(turn);
  }

  private order({ ear, subject }: Turn): void {
    const hears = (category: "keyboard" | "pointer") => subject?.categories.has(category) ?? false;
    this.hook?.listen({ ear, keyboard: hears("keyboard"), pointer: hears("pointer") });
  }

  private take({ subject, at, switched }: Turn): void {
    if (subject === null) this.summariser.end(this.tenths(at));
    else this.summariser.begin(subject, Math.ceil(this.clock.serverAt(at) / 100), switched);
  }

  private heard(frame: Frame): void {
    this.cost.cpuMs = frame.cpuMs;
    this.cost.rssMb = frame.rssMb;
    if (!this.isReady) this.hookBegan();
    if (this.subjects === null || !this.listener.mayHear()) return;
    if (this.watcher?.isPolled) this.waiting.push(frame);
    else this.feed(frame);
  }

  /** A polled watcher has looked again: what was heard since the last look counts only if nothing changed. */
  private release(same: boolean): void {
    const frames = this.waiting.splice(0);
    for (const frame of frames) this.feed(same ? frame : { ...frame, inputs: [] });
  }

  private feed(frame: Frame): void {
    for (const input of frame.inputs) {
      this.summariser.feed({ ...input, at: Math.round(this.clock.serverAt(input.at * 100) / 100) });
    }
    const next = this.turns[0];
    if (!frame.last || next?.ear !== frame.ear + 1) return;
    this.turns.shift();
    this.take(next);
  }

  private spawnHook(): HookProcess {
    this.isReady = false;
    this.change({ isHooked: true });
    const hook: HookProcess = new HookProcess({
      onFrame: (frame) => {
        if (this.hook === hook) this.heard(frame);
      },
      onLost: () => {
        if (this.hook === hook) this.lostHook();
      },
    });
    return hook;
  }

  private hookBegan(): void {
    this.isReady = true;
    this.failures = 0;
    this.change({ trouble: null });
    for (const resolve of this.ready.splice(0)) resolve();
    // The subject is known to the summariser already: only the ear has to open.
    this.order({ ear: ++this.ears, subject: this.state.front, at: 0, switched: false });
  }

  private hookReady(): Promise<void> {
    if (this.isReady || this.hook === null) return Promise.resolve();
    return new Promise((resolve) => {
      this.ready.push(resolve);
      setTimeout(resolve, HOOK_READY_WITHIN_MS).unref();
    });
  }

  private async endHook(): Promise<void> {
    const hook = this.hook;
    this.hook = null;
    this.isReady = false;
    for (const resolve of this.ready.splice(0)) resolve();
    if (hook === null) return;
    this.cost.endedCpuMs += this.cost.cpuMs;
    Object.assign(this.cost, { cpuMs: 0, rssMb: 0 });
    await hook.stop();
    if (this.hook === null) this.change({ isHooked: false });
  }

  private lostHook(): void {
    void this.endHook();
    this.fail(this.state.trouble ?? "permission-lost");
  }

  private lostDisplay(): void {
    this.watcher = null;
    this.programs = [];
    this.fail("display-lost");
  }

  /** Something that capture needs is not there: nothing is captured, and it is tried again later. */
  private fail(trouble: CoverageLabel): void {
    this.summariser.end(this.tenthsNow());
    this.turns = [];
    this.change({ front: null, trouble });
    void this.endHook();
    const wait = Math.min(RETRY_FIRST_MS * 2 ** this.failures++, RETRY_MOST_MS);
    this.retry ??= setTimeout(() => {
      this.retry = null;
      if (this.subjects !== null) void this.start(this.subjects);
    }, wait);
  }

  private change(to: Partial<CaptureState>): void {
    Object.assign(this.state, to);
    this.listener.onChange();
  }

  private tenthsNow(): number {
    return this.tenths(this.clock.monotonic());
  }

  private tenths(monotonic: number): number {
    return Math.floor(this.clock.serverAt(monotonic) / 100);
  }
}

function needsHook(subjects: Map<string, Subject>): boolean {
  return [...subjects.values()].some(
    ({ categories }) => categories.has("keyboard") || categories.has("pointer"),
  );
}

/** Wayland hands no program the input of others: what XWayland shows is only a part, so nothing is taken. */
function isWayland(): boolean {
  if (process.platform !== "linux") return false;
  return process.env.XDG_SESSION_TYPE === "wayland" || Boolean(process.env.WAYLAND_DISPLAY);
}
