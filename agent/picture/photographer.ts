import { v7 as uuidv7 } from "uuid";
import type { Clock } from "../clock.ts";
import type { Album, Picture } from "./album.ts";
import type { Day } from "./album-rows.ts";
import { Grab } from "./grabber.ts";
import { afterTaking, againIn, dayAt, dueAt } from "./ration.ts";

/** No key is pressed, and no other window comes to the front, so long before a picture and after it. */
export const QUIET_MS = 5_000;
/** The hook may learn of a key so much after it was pressed. */
const HEARSAY_MS = 500;
/** What may be pictured changes with `unrest` alone; yet a timer for hours would not notice a sleep. */
const LOOK_EVERY_MS = 60_000;
const SOONEST_MS = 100;
/** After one that could not be kept. */
const FULL_MS = 600_000;

/** Whose window may be pictured, by which names its program is known. */
export interface Sitter {
  readonly application: string;
  readonly programs: readonly string[];
}

export interface Studio {
  /** Pictures in a day, by the directive in force. */
  perDay(): number;
  /** The application in front, if a picture may be taken of its window at this moment; else null. */
  sitter(): Sitter | null;
  /** True once all keys that were pressed until now were told of by `unrest`. */
  confirm(): Promise<boolean>;
  /** A picture was kept. */
  onPicture(): void;
  log(line: string): void;
}

/**
 * Takes pictures, few a day and far apart. None is taken before five quiet seconds have passed, and none is kept unless
 * five more pass in which no key is pressed, no other window comes to the front, and nothing of what is allowed changes:
 * whatever happens ends the process that holds it.
 */
export class Photographer {
  /** CPU milliseconds of the processes that took pictures. */
  cpuMs = 0;
  private grab: Grab | null = null;
  private onDrop: () => void = () => undefined;
  private quietSince: number;
  private notBefore = 0;
  private timer: NodeJS.Timeout | null = null;
  private state: "idle" | "at-work" | "over" = "idle";

  constructor(
    private readonly clock: Clock,
    private readonly album: Album,
    private readonly studio: Studio,
    private readonly random: () => number = Math.random,
  ) {
    this.quietSince = clock.monotonic();
  }

  /** Something happened that a picture must not be near: one that is in the making is thrown away. */
  unrest(): void {
    this.quietSince = this.clock.monotonic();
    this.grab?.drop();
    this.grab = null;
    this.onDrop();
    this.schedule();
  }

  stop(): void {
    this.state = "over";
    if (this.timer !== null) clearTimeout(this.timer);
    this.unrest();
  }

  get today(): Day {
    return dayAt(this.album.day, this.clock.now());
  }

  /** Whether a picture is being tried. */
  get isAtWork(): boolean {
    return this.state === "at-work";
  }

  /** The process that makes it. */
  get holder(): number | undefined {
    return this.grab?.pid;
  }

  private schedule(): void {
    if (this.state !== "idle") return;
    if (this.timer !== null) clearTimeout(this.timer);
    const wait = Math.min(Math.max(this.untilDue(), SOONEST_MS), LOOK_EVERY_MS);
    this.timer = setTimeout(() => this.look(), wait);
  }

  private look(): void {
    if (this.untilDue() > 0) return this.schedule();
    this.state = "at-work";
    this.attempt()
      .catch((error: Error) => this.failed(error))
      .finally(() => {
        if (this.state !== "over") this.state = "idle";
        this.schedule();
      });
  }

  /** The disk is full, or the like: the picture is lost, and the next one waits. */
  private failed({ message }: Error): void {
    this.notBefore = this.clock.monotonic() + FULL_MS;
    this.studio.log(`a picture could not be kept, and is lost: ${message}`);
  }

  /** Milliseconds until a picture may be tried; infinite while none may be. */
  private untilDue(): number {
    const due = dueAt(this.today, this.studio.perDay());
    if (due === null || !this.clock.isTrusted) return Number.POSITIVE_INFINITY;
    const now = this.clock.monotonic();
    const wait = Math.max(due - this.clock.now(), this.quietSince + QUIET_MS - now, this.notBefore - now);
    return wait <= 0 && this.studio.sitter() === null ? Number.POSITIVE_INFINITY : wait;
  }

  /** One picture, from looking whether it is quiet to keeping it; whatever comes in between ends it. */
  private async attempt(): Promise<void> {
    const began = this.clock.monotonic();
    const sitter = this.studio.sitter();
    if (sitter === null || !(await this.isQuietSince(began - QUIET_MS))) return;
    this.notBefore = began + againIn(this.random());
    const grab = new Grab();
    this.grab = grab;
    const png = await this.sit(grab, sitter, began);
    grab.drop();
    if (this.grab === grab) this.grab = null;
    if (png !== null) this.keep({ ...png, application: sitter.application });
  }

  private async sit(grab: Grab, { programs }: Sitter, began: number) {
    const taken = await grab.order({ kind: "take", programs });
    if (taken?.kind !== "taken") return this.spent(taken?.cpuMs);
    await this.passed(taken.at + QUIET_MS + HEARSAY_MS);
    if (this.grab !== grab || !(await this.isQuietSince(began))) return this.spent(taken.cpuMs);
    const told = await grab.order({ kind: "hand-over" });
    this.spent(told?.cpuMs ?? taken.cpuMs);
    // Whatever came while it was handed over came in time to stop it.
    if (this.grab !== grab || told?.kind !== "picture" || this.studio.sitter() === null) return null;
    return { taken: this.clock.serverAt(taken.at), png: Buffer.from(told.png, "base64") };
  }

  private spent(cpuMs = 0): null {
    this.cpuMs += cpuMs;
    return null;
  }

  private async isQuietSince(since: number): Promise<boolean> {
    return (await this.studio.confirm()) && this.quietSince <= since;
  }

  /** Resolves at this monotonic instant, or as soon as there is nothing more to wait for. */
  private passed(monotonic: number): Promise<void> {
    return new Promise((resolve) => {
      const wait = setTimeout(resolve, monotonic - this.clock.monotonic());
      this.onDrop = () => {
        clearTimeout(wait);
        resolve();
      };
    });
  }

  private keep({ taken, ...picture }: Omit<Picture, "id"> & { taken: number }): void {
    const id = uuidv7({ msecs: Math.round(taken) });
    const now = this.clock.now();
    const today = afterTaking(this.today, now, this.studio.perDay(), this.random());
    const dropped = this.album.keep({ ...picture, id }, now, today);
    this.studio.log("took a picture of the window in front, with all that is written in it made illegible");
    if (dropped > 0) this.studio.log(`${dropped} older pictures were dropped: too many wait to be sent`);
    this.studio.onPicture();
  }
}
