/** How far a long work is: so many of so many, and what is being done. */
export interface HowFar {
  readonly done: number;
  readonly total: number;
  readonly said: string;
}

/** Often enough to be seen to move, and to be known to be alive. */
const BEAT_MS = 3_000;

/** How far a work is, told every few seconds: also a sign of life. */
export class Progress {
  private done = 0;
  private total = 1;
  private said = "";
  private readonly beat: NodeJS.Timeout;

  constructor(
    private readonly teller: (far: HowFar) => Promise<void>,
    private readonly stopping: AbortSignal | undefined,
  ) {
    this.beat = setInterval(() => this.tell(), BEAT_MS);
  }

  expect(total: number): void {
    this.total = Math.max(1, total);
    this.tell();
  }

  /** Throws, as `say` does, when the process is to end: then somebody else does it. */
  add(done: number): void {
    this.stopping?.throwIfAborted();
    this.done = Math.min(this.total, this.done + done);
  }

  say(what: string): void {
    this.stopping?.throwIfAborted();
    this.said = what;
  }

  end(): void {
    clearInterval(this.beat);
  }

  private tell(): void {
    const { done, total, said } = this;
    // A beat that is missed is made up for by the next.
    this.teller({ done, total, said }).catch(() => undefined);
  }
}
