import type { Directive } from "../../domain/directive/schema.ts";
import type { Clock } from "../clock.ts";
import type { Revoked, Session } from "../session.ts";
import type { Published } from "../status.ts";
import { Album } from "./album.ts";
import { Photographer, type Sitter } from "./photographer.ts";
import { Sender } from "./sender.ts";

/** What pictures need to know of the rest of the agent, and what they tell it. */
export interface Surroundings {
  /** The application in front, if collection runs at this moment and its window may be pictured; else null. */
  sitter(): Sitter | null;
  confirm(): Promise<boolean>;
  /** The one in force, or null: none yet, or what came last is not trusted. */
  directive(): Directive | null;
  /** False while bandwidth is saved. */
  mayExchange(): boolean;
  bytesToday(): number;
  onChange(): void;
  onRevoked(error: Revoked): void;
  log(line: string): void;
}

/** Screen pictures, from taking them to having brought them to the portal. */
export class Pictures {
  private readonly album: Album;
  private readonly photographer: Photographer;
  private readonly sender: Sender;

  constructor(
    directory: string,
    session: Session,
    clock: Clock,
    private readonly around: Surroundings,
  ) {
    this.album = new Album(directory);
    this.photographer = new Photographer(clock, this.album, {
      perDay: () => around.directive()?.limits.capturesPerDay ?? 0,
      sitter: () => around.sitter(),
      confirm: () => around.confirm(),
      onPicture: () => {
        around.onChange();
        this.sender.wake();
      },
      log: around.log,
    });
    this.sender = new Sender(session, this.album, {
      maySend: (bytes) => this.maySend(bytes),
      monotonic: () => clock.monotonic(),
      onSent: () => around.onChange(),
      onRevoked: around.onRevoked,
      log: around.log,
    });
  }

  /** CPU milliseconds of the processes that took pictures. */
  get cpuMs(): number {
    return this.photographer.cpuMs;
  }

  get counts(): Published["pictures"] {
    const { length, refused, dropped } = this.album;
    return { today: this.photographer.today.taken, waiting: length, refused, dropped };
  }

  start(): void {
    this.unrest();
  }

  /** Something happened that a picture must not be near. */
  unrest(): void {
    this.photographer.unrest();
  }

  /** An exchange with the portal is over: what may be pictured, and what may be sent, is known anew. */
  heardFromPortal(): void {
    this.forget();
    this.sender.wake();
  }

  /** No picture is taken or sent any more. */
  stop(): void {
    this.photographer.stop();
    this.sender.stop();
  }

  close(): void {
    this.album.close();
  }

  /** Drops what may not be pictured any more. A pause only stops: what was taken before it stays. */
  private forget(): void {
    const directive = this.around.directive();
    if (directive === null || directive.label === "paused") return;
    const allowed = directive.applications.filter(({ categories }) => categories.includes("screen"));
    const dropped = this.album.dropUnless((application) => allowed.some(({ id }) => id === application));
    if (dropped > 0) this.around.log(`${dropped} pictures were dropped: they are not allowed any more`);
  }

  private maySend(bytes: number): boolean {
    const directive = this.around.directive();
    if (directive === null || !this.around.mayExchange()) return false;
    return this.around.bytesToday() + bytes <= directive.limits.bytesPerDay;
  }
}
