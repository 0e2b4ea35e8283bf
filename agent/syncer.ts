import { gzipSync } from "node:zlib";
import { type Batch, type SyncRequest, type SyncResponse, syncResponse } from "../domain/activity/schema.ts";
import type { Directive, Lease } from "../domain/directive/schema.ts";
import { Untrusted, type Verifier } from "./directive.ts";
import type { Queue } from "./queue.ts";
import { DOOR, parse, type Session } from "./session.ts";
import { type Answer, Unreachable } from "./wire.ts";

const MOST_BATCHES = 20;
/** Under the portal's limit of one megabyte, with room for the rest of the request. */
const MOST_BYTES = 900_000;
/** These 4xx answers are about the moment, not about what was sent. */
const TRY_LATER = new Set([408, 421, 425, 429]);

export type Outcome =
  | {
      kind: "answered";
      response: SyncResponse;
      directive: Directive | null;
      lease: Lease | null;
      sent: number;
      received: number;
      more: boolean;
    }
  | { kind: "later"; why: string; retryAfterMs: number }
  | { kind: "untrusted"; why: string };

/** One conversation with the portal: batches go in, a directive or a lease and the batches' results come out. */
export class Syncer {
  private most = MOST_BATCHES;

  constructor(
    private readonly session: Session,
    private readonly queue: Queue,
    private readonly verifier: Verifier,
    private readonly log: (line: string) => void,
  ) {}

  /** `carry`: whether queued batches go along. Throws `Revoked`. */
  async sync(about: Omit<SyncRequest, "batches">, carry: boolean): Promise<Outcome> {
    for (;;) {
      const batches = carry ? this.queue.next(this.most, MOST_BYTES) : [];
      let answer: Answer;
      try {
        answer = await this.post({ ...about, batches });
      } catch (error) {
        if (error instanceof Unreachable) return { kind: "later", why: error.message, retryAfterMs: 0 };
        throw error;
      }
      if (answer.status === 200) return this.answered(answer, batches);
      if (!this.isAboutBatches(answer, batches)) {
        return { kind: "later", why: `it answered ${answer.status}`, retryAfterMs: retryAfterMs(answer) };
      }
      this.narrowDown(answer, batches);
    }
  }

  private post(request: SyncRequest): Promise<Answer> {
    const json = Buffer.from(JSON.stringify(request));
    const packed = gzipSync(json);
    const smaller = packed.length + "content-encoding: gzip\r\n".length < json.length;
    return this.session.call({
      method: "POST",
      path: `${DOOR}/sync`,
      headers: { "content-type": "application/json", ...(smaller ? { "content-encoding": "gzip" } : {}) },
      body: smaller ? packed : json,
    });
  }

  private async answered(answer: Answer, batches: Batch[]): Promise<Outcome> {
    const told = syncResponse.safeParse(parse(answer.body));
    if (!told.success)
      return { kind: "later", why: "its answer was not of the agreed shape", retryAfterMs: 0 };
    const response = told.data;
    try {
      const directive =
        response.directive === undefined ? null : await this.verifier.directive(response.directive);
      const lease = response.lease === undefined ? null : await this.verifier.lease(response.lease);
      const settled = this.settle(response, batches);
      this.most = Math.min(MOST_BATCHES, this.most * 2);
      const { sent, received } = answer;
      return {
        kind: "answered",
        response,
        directive,
        lease,
        sent,
        received,
        more: settled > 0 && this.queue.length > 0,
      };
    } catch (error) {
      // Whoever signed this may not have stored what was sent: the batches stay.
      if (error instanceof Untrusted) return { kind: "untrusted", why: error.message };
      throw error;
    }
  }

  private settle({ results }: SyncResponse, batches: Batch[]): number {
    const sent = new Set(batches.map(({ id }) => id));
    const final = results.filter(({ id }) => sent.has(id));
    for (const { id, status, discarded } of final) {
      this.queue.settle(id);
      const reasons = discarded.map(({ reason, steps }) => `${reason} ${steps}`).join(", ");
      if (status === "cut" || status === "discarded")
        this.log(`the portal did not keep all of a batch: ${reasons}`);
    }
    return final.length;
  }

  private isAboutBatches({ status, headers }: Answer, batches: Batch[]): boolean {
    if (batches.length === 0 || status < 400 || status >= 500 || TRY_LATER.has(status)) return false;
    // A proxy in between may say 403 or 404 for reasons of its own; the portal's refusals are problems.
    return status === 413 || (headers["content-type"] ?? "").startsWith("application/problem+json");
  }

  /** Fewer batches, to find the one that is refused; that one is halved if it is too large, else set aside. */
  private narrowDown({ status, body }: Answer, batches: Batch[]): void {
    const [only, ...others] = batches;
    if (only === undefined) return;
    if (others.length > 0) {
      this.most = Math.ceil(batches.length / 2);
      return;
    }
    if (status === 413 && this.queue.split(only)) return;
    this.queue.quarantine(only.id, `${status} ${problemOf(body)}`.trim());
    this.log(`the portal refuses a batch (${status}); it is set aside`);
  }
}

function problemOf(body: string): string {
  const problem = parse(body);
  const isProblem = typeof problem === "object" && problem !== null && "title" in problem;
  return isProblem && typeof problem.title === "string" ? problem.title : "";
}

/** RFC 9110 section 10.2.3: seconds, or a date. */
export function retryAfterMs({ headers }: Pick<Answer, "headers">, now = Date.now()): number {
  const told = headers["retry-after"];
  if (told === undefined) return 0;
  const seconds = Number(told);
  const ms = Number.isNaN(seconds) ? Date.parse(told) - now : seconds * 1000;
  return Number.isNaN(ms) ? 0 : Math.min(Math.max(ms, 0), 3_600_000);
}
