import type { Category } from "../domain/notice/schema.ts";
import type { Clock } from "./clock.ts";
import { HookProcess } from "./hook.ts";
import type { Frame, Input } from "./input.ts";
import type { Subject } from "./summarise.ts";

const READY_WITHIN_MS = 3_000;

/** From this monotonic instant on, input belongs to this subject, or to none. */
export interface Turn {
  subject: Subject | null;
  at: number;
  /** Another application came to the front. */
  switched: boolean;
}

export interface EarsListener {
  /** What was heard under the turn in force. */
  onInput(input: Input): void;
  /** The next turn is in force. */
  onTurn(turn: Turn): void;
  /** A frame came; it counts when it is given to `take`. Whether anything is heard may have changed. */
  onFrame(frame: Frame): void;
  onReady(): void;
  /** The hook ended without being asked to, or could not begin. */
  onLost(): void;
}

/**
 * The input hook and what it should hear. Which application an input belongs to is settled by order,
 * not by time: at every turn the hook is told to close its ear and open the next one, and its frames
 * bear the ear's number. Without a hook, turns are in force at once.
 */
export class Ears {
  /** CPU and memory of hook processes: those that ended, and the present one. */
  readonly cost = { endedCpuMs: 0, cpuMs: 0, rssMb: 0 };
  private hook: HookProcess | null = null;
  /** Processes that are not gone yet. */
  private alive = 0;
  private isReady = false;
  private ear = 0;
  /** Orders that the hook has not said to follow yet. */
  private unanswered = 0;
  private pending: Array<Turn & { ear: number }> = [];
  private subject: Subject | null = null;
  private waiting: Array<() => void> = [];
  private question = 0;
  private asking: Array<{ question: number; answer: (hasAnswered: boolean) => void }> = [];

  constructor(
    private readonly clock: Clock,
    private readonly listener: EarsListener,
  ) {}

  /** Whether a hook's process exists, if only for its last moment. */
  get isHooked(): boolean {
    return this.alive > 0;
  }

  /** Whether there is a subject to listen to, by the latest turn; null while the hook has still to follow it. */
  get isHearing(): boolean | null {
    return this.hasFollowed ? this.subject !== null : null;
  }

  /** Starts the hook's process if there is none. */
  open(): void {
    if (this.hook !== null) return;
    this.isReady = false;
    const hook: HookProcess = new HookProcess({
      onFrame: (frame) => {
        if (this.hook === hook) this.heard(frame);
      },
      onLost: () => {
        if (this.hook === hook) this.lost();
      },
    });
    this.hook = hook;
    this.alive++;
  }

  /** Resolves when the hook is in place and follows the latest turn, has failed, or takes too long. */
  ready(): Promise<void> {
    if (this.hasFollowed) return Promise.resolve();
    return new Promise((resolve) => {
      this.waiting.push(resolve);
      setTimeout(resolve, READY_WITHIN_MS).unref();
    });
  }

  /**
   * Resolves with true once all that was heard until now was told, with false where no hook can say. What it heard a
   * moment before the question may still come after it.
   */
  confirm(): Promise<boolean> {
    const hook = this.hook;
    if (hook === null || !this.isReady) return Promise.resolve(false);
    return new Promise((resolve) => {
      const overdue = setTimeout(() => answer(false), READY_WITHIN_MS);
      const answer = (hasAnswered: boolean) => {
        clearTimeout(overdue);
        resolve(hasAnswered);
      };
      this.asking.push({ question: ++this.question, answer });
      hook.ask({ question: this.question });
    });
  }

  /** Nothing is heard from this call on; resolves when the hook's process is gone. */
  async close(): Promise<void> {
    const hook = this.hook;
    this.hook = null;
    this.isReady = false;
    this.unanswered = 0;
    this.subject = null;
    this.pending = [];
    this.answerWaiting();
    for (const { answer } of this.asking.splice(0)) answer(false);
    this.cost.endedCpuMs += this.cost.cpuMs;
    Object.assign(this.cost, { cpuMs: 0, rssMb: 0 });
    if (hook === null) return;
    await hook.stop();
    this.alive--;
  }

  /** Turns that are not yet in force will not be. */
  forget(): void {
    this.pending = [];
  }

  turn(subject: Subject | null, switched: boolean): void {
    this.subject = subject;
    const turn = { subject, switched, at: this.clock.monotonic() };
    if (this.hook === null || !this.isReady) return this.listener.onTurn(turn);
    this.pending.push({ ...turn, ear: this.order() });
  }

  /** Counts what a frame holds; without its inputs, only the turn that it ends. */
  take(frame: Frame, withInputs: boolean): void {
    if (withInputs) for (const input of frame.inputs) this.listener.onInput(input);
    const next = this.pending[0];
    if (!frame.last || next?.ear !== frame.ear + 1) return;
    this.pending.shift();
    this.listener.onTurn(next);
  }

  private get hasFollowed(): boolean {
    return this.hook === null || (this.isReady && this.unanswered === 0);
  }

  private heard(frame: Frame): void {
    this.cost.cpuMs = frame.cpuMs;
    this.cost.rssMb = frame.rssMb;
    if (!this.isReady) this.began();
    else if (frame.last) this.unanswered--;
    if (this.hasFollowed) this.answerWaiting();
    this.listener.onFrame(frame);
    if (frame.answers !== null) this.answered(frame.answers);
  }

  private answered(question: number): void {
    const told = this.asking.filter((each) => each.question <= question);
    this.asking = this.asking.filter((each) => each.question > question);
    for (const { answer } of told) answer(true);
  }

  private began(): void {
    this.isReady = true;
    // The turn is in force already: only the ear has to open.
    this.order();
    this.listener.onReady();
  }

  private order(): number {
    const hears = (category: Category) => this.subject?.categories.has(category) ?? false;
    this.hook?.listen({
      ear: ++this.ear,
      keyboard: hears("keyboard"),
      pointer: hears("pointer"),
      presses: hears("screen"),
    });
    this.unanswered++;
    return this.ear;
  }

  private lost(): void {
    void this.close();
    this.listener.onLost();
  }

  private answerWaiting(): void {
    for (const resolve of this.waiting.splice(0)) resolve();
  }
}
