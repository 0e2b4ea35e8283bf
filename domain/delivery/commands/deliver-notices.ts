import { env } from "../../../lib/env.ts";
import { closeMail, isMailOn, MailFailure, SENT_TOGETHER } from "../../../lib/mail.ts";
import type { JobActor } from "../../actor/schema.ts";
import { type DuePage, listDueLetters } from "../queries/due-letters.ts";
import type { DueLetter } from "../schema.ts";
import { mailNotice } from "./mail-notice.ts";

/** What a run did. */
export interface Delivered {
  readonly sent: number;
  /** Letters that the mail server did not want. */
  readonly refused: number;
  /** Why the run ended before everyone was looked at, in a word for the log; null when everyone was. */
  readonly stopped: string | null;
}

const PEOPLE_AT_ONCE = 2_000;
/** A run ends before the queue takes it for lost; the next one begins anew. */
const RUN_MS = 240_000;
/** A server that refuses one letter after the other is broken, whatever it says. */
const REFUSED_IN_A_ROW = 20;
/** An address that was refused is tried again after this, and after a restart. */
const AGAIN_AFTER_MS = 6 * 3_600_000;
const REMEMBERED = 100_000;

const refusedUntil = new Map<string, number>();
/** Letters that ended a run: others of their page come before them. */
const troubling = new Set<string>();
const FIRST = "00000000-0000-0000-0000-000000000000";
/** After whom the next run begins: where the last one had to end, so that nobody is always the last. */
let begin = FIRST;

/**
 * Serves by mail what is due to whom (domain/delivery/queries/due-letters.ts). A letter that is not accepted
 * changes nothing, so it is due again in the next run. Without a mail server nobody is looked at.
 * @param stopping ends the run after the letters under way
 * @param peopleAtOnce how many are looked at together
 */
export async function deliverNotices(
  actor: JobActor,
  stopping?: AbortSignal,
  peopleAtOnce = PEOPLE_AT_ONCE,
): Promise<Delivered> {
  const run = new Run(actor, stopping);
  if (!isMailOn()) return run.outcome;
  const from = begin;
  let after = from;
  let isPastEnd = false;
  try {
    for (let isDone = false; !isDone && run.goesOn; ) {
      const { letters, next }: DuePage = await listDueLetters(actor, { after, limit: peopleAtOnce });
      // Whatever ends the run among these, a fault of ours too, the next one goes on behind them.
      begin = next ?? FIRST;
      await run.send(letters);
      if (run.isCutShort) begin = after;
      isDone = next === null ? isPastEnd || from === FIRST : isPastEnd && next >= from;
      isPastEnd ||= next === null;
      after = next ?? FIRST;
    }
    return run.outcome;
  } finally {
    closeMail();
  }
}

class Run {
  private sent = 0;
  private refused = 0;
  private refusedInARow = 0;
  private stopped: string | null = null;
  private readonly deadline = Date.now() + RUN_MS;

  constructor(
    private readonly actor: JobActor,
    private readonly stopping: AbortSignal | undefined,
  ) {}

  get outcome(): Delivered {
    return { sent: this.sent, refused: this.refused, stopped: this.stopped };
  }

  get goesOn(): boolean {
    if (this.stopping?.aborted) this.stopped ??= "stopping";
    if (Date.now() > this.deadline) this.stopped ??= "out-of-time";
    return this.stopped === null;
  }

  /** Whether it ended for no fault of a letter's. */
  get isCutShort(): boolean {
    return this.stopped === "stopping" || this.stopped === "out-of-time";
  }

  /** As many at once as there are connections to the mail server. */
  async send(letters: readonly DueLetter[]): Promise<void> {
    const waiting = letters
      .toSorted((a, b) => Number(troubling.has(keyOf(a))) - Number(troubling.has(keyOf(b))))
      .values();
    const sender = async () => {
      for (const letter of waiting) {
        if (!this.goesOn) return;
        await this.sendOne(letter);
      }
    };
    await Promise.all(Array.from({ length: SENT_TOGETHER }, sender));
  }

  private async sendOne(letter: DueLetter): Promise<void> {
    const key = keyOf(letter);
    if ((refusedUntil.get(key) ?? 0) > Date.now()) return;
    try {
      if (await mailNotice(this.actor, letter, portalUrl())) this.sent += 1;
      this.refusedInARow = 0;
      refusedUntil.delete(key);
      troubling.delete(key);
    } catch (error) {
      if (error instanceof MailFailure && error.of === "letter") return this.noteRefused(key);
      if (troubling.size >= REMEMBERED) troubling.clear();
      troubling.add(key);
      if (!(error instanceof MailFailure)) throw error;
      this.stopped ??= error.kind;
    }
  }

  private noteRefused(key: string): void {
    this.refused += 1;
    this.refusedInARow += 1;
    if (this.refusedInARow >= REFUSED_IN_A_ROW) this.stopped ??= "refuses-everything";
    if (refusedUntil.size >= REMEMBERED) refusedUntil.clear();
    refusedUntil.set(key, Date.now() + AGAIN_AFTER_MS);
  }
}

function keyOf({ employeeId, noticeId }: DueLetter): string {
  return `${employeeId} ${noticeId}`;
}

function portalUrl(): string {
  return env().NEXTAUTH_URL.replace(/\/$/, "");
}
