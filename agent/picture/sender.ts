import { createHash } from "node:crypto";
import { type CaptureHeaders, captureResult } from "../../domain/activity/schema.ts";
import { Pace } from "../pace.ts";
import { DOOR, parse, Revoked, type Session } from "../session.ts";
import { retryAfterMs } from "../syncer.ts";
import { type Answer, Unreachable } from "../wire.ts";
import type { Album, Picture } from "./album.ts";

/** These say that the picture is not what the portal takes; it would say so again. */
const REFUSED = new Set([404, 413, 415, 422]);

export interface SenderListener {
  /** Whether so many bytes may be sent at this moment. */
  maySend(bytes: number): boolean;
  monotonic(): number;
  log(line: string): void;
  onRevoked(error: Revoked): void;
  /** Pictures were sent or refused. */
  onSent(): void;
}

/** Brings pictures to the portal, one after another, beside the conversation: a slow upload keeps no directive waiting. */
export class Sender {
  private readonly pace = new Pace();
  private isBusy = false;
  private wasCalled = false;
  private isOver = false;

  constructor(
    private readonly session: Session,
    private readonly album: Album,
    private readonly listener: SenderListener,
  ) {}

  /** Sends what waits, if it may be sent now. Called whenever that may have become true. */
  wake(): void {
    this.wasCalled = true;
    if (this.isBusy || this.isOver || this.listener.monotonic() < this.pace.next) return;
    this.isBusy = true;
    this.wasCalled = false;
    this.sendAll()
      .catch((error) => this.failed(error))
      .finally(() => {
        this.isBusy = false;
        if (this.wasCalled) this.wake();
      });
  }

  stop(): void {
    this.isOver = true;
  }

  /** What the disk does not let forget is sent again: the portal knows it by its id. */
  private failed(error: unknown): void {
    if (this.isOver) return;
    if (error instanceof Revoked) return this.listener.onRevoked(error);
    this.later(0);
    this.listener.log(
      `pictures cannot be sent: ${error instanceof Error ? error.message : "no reason given"}`,
    );
  }

  private async sendAll(): Promise<void> {
    for (let picture = this.album.next(); picture !== null; picture = this.album.next()) {
      if (this.isOver || !this.listener.maySend(picture.png.length)) return;
      if (!(await this.send(picture))) return;
      this.listener.onSent();
    }
  }

  /** True once the portal has answered for the picture, whatever it said. */
  private async send(picture: Picture): Promise<boolean> {
    const answer = await this.put(picture);
    if (this.isOver) return false;
    if (answer instanceof Unreachable) return this.later(0);
    if (isFinal(answer)) this.album.settle(picture.id);
    else if (isRefusal(answer)) {
      this.album.quarantine(picture.id);
      this.listener.log(`the portal refuses a picture (${answer.status}); it is dropped`);
    } else return this.later(retryAfterMs(answer));
    this.pace.answered(this.listener.monotonic(), 0, true);
    return true;
  }

  private async put({ id, application, png }: Picture): Promise<Answer | Unreachable> {
    const headers: CaptureHeaders = {
      "content-type": "image/png",
      "sayso-application": application,
      "content-digest": `sha-256=:${createHash("sha256").update(png).digest("base64")}:`,
    };
    try {
      return await this.session.call({ method: "PUT", path: `${DOOR}/captures/${id}`, headers, body: png });
    } catch (error) {
      if (error instanceof Unreachable) return error;
      throw error;
    }
  }

  private later(atLeastMs: number): false {
    this.pace.failed(this.listener.monotonic(), atLeastMs);
    return false;
  }
}

function isFinal({ status, body }: Answer): boolean {
  return (status === 200 || status === 201) && captureResult.safeParse(parse(body)).success;
}

/** A proxy in between may say 404 for reasons of its own; the portal's refusals are problems. */
function isRefusal({ status, headers }: Answer): boolean {
  if (!REFUSED.has(status)) return false;
  return status === 413 || (headers["content-type"] ?? "").startsWith("application/problem+json");
}
