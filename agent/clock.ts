/** Milliseconds of a clock that never runs backwards and that all processes of the machine share. */
export function monotonic(): number {
  return Number(process.hrtime.bigint() / 1_000n) / 1_000;
}

export interface ClockSource {
  /** Milliseconds since the epoch, as the machine believes. */
  wall(): number;
  monotonic(): number;
}

export const machineClock: ClockSource = { wall: Date.now, monotonic };

/** Wall and monotonic clock may part by this much before it is called a jump (NTP slews more slowly). */
const TOLERANCE_MS = 2_000;

interface Anchor {
  server: number;
  wall: number;
  monotonic: number;
  uncertainty: number;
}

/**
 * Server time, carried forward by the monotonic clock, so that setting the machine's clock changes
 * nothing. When wall and monotonic clock part (the clock was set, or the machine slept), server
 * time is unknown until the next anchor: fail closed.
 */
export class Clock {
  private anchored: Anchor | null = null;
  private hasJumped = false;
  /** Called once when server time is lost, while the old one can still be asked for. */
  onJump: () => void = () => undefined;

  constructor(private readonly source: ClockSource = machineClock) {}

  get isTrusted(): boolean {
    return this.anchored !== null && !this.hasJumped;
  }

  get jumped(): boolean {
    return this.hasJumped;
  }

  monotonic(): number {
    return this.source.monotonic();
  }

  /** Both clocks now, to see later whether they have parted meanwhile. */
  mark(): { wall: number; monotonic: number } {
    return { wall: this.source.wall(), monotonic: this.source.monotonic() };
  }

  hasPartedSince(mark: { wall: number; monotonic: number }): boolean {
    const { wall, monotonic } = this.mark();
    return Math.abs(wall - mark.wall - (monotonic - mark.monotonic)) > TOLERANCE_MS;
  }

  /** `server` was the time between `sent` and `received` (monotonic); the middle is the best guess. */
  anchor(server: number, sent: number, received: number): void {
    const middle = (sent + received) / 2;
    const now = this.source.monotonic();
    const wall = this.source.wall() - (now - middle);
    this.anchored = { server, wall, monotonic: middle, uncertainty: (received - sent) / 2 };
    this.hasJumped = false;
  }

  /** Looks for a jump; true when server time is not to be trusted now. */
  check(): boolean {
    const anchor = this.anchored;
    if (anchor === null) return true;
    if (!this.hasJumped && this.hasPartedSince(anchor)) {
      this.hasJumped = true;
      this.onJump();
    }
    return this.hasJumped;
  }

  /** Server time in milliseconds at a monotonic instant; before any anchor, what the wall clock says. */
  serverAt(monotonic: number): number {
    const anchor = this.anchored;
    if (anchor === null) return this.source.wall() + (monotonic - this.source.monotonic());
    return anchor.server + (monotonic - anchor.monotonic);
  }

  /** The best guess of server time now. */
  now(): number {
    return this.serverAt(this.source.monotonic());
  }

  /** The latest that server time can be now: what a lease is measured with. */
  latest(): number {
    return this.now() + (this.anchored?.uncertainty ?? 0);
  }

  /** The monotonic instant of a server time. */
  monotonicAt(server: number): number {
    return this.source.monotonic() + (server - this.now());
  }
}
