import { env } from "../../../lib/env.ts";
import { closeMail, isMailOn, MailFailure, SENT_TOGETHER, sendLetter } from "../../../lib/mail.ts";
import type { JobActor } from "../../actor/schema.ts";
import { keepProgress, type Transaction, transact } from "../../audit/commands.ts";
import { type CorrectionNews, correctionLetterOf } from "../rules/correction-letter.ts";
import { exportLetterOf } from "../rules/export-letter.ts";
import { type RequestNews, requestLetterOf } from "../rules/request-letter.ts";

/** What a run did. */
export interface Posted {
  readonly sent: number;
  /** Letters that the mail server did not want. */
  readonly refused: number;
  /** Those of them that are not tried again. */
  readonly givenUp: number;
  /** Why the run ended before the outbox was empty, in a word for the log; null when it was. */
  readonly stopped: string | null;
}

/** Nothing is due, or other processes are sending it. */
class NothingDue extends Error {}
/** The letter could not be handed over for no fault of its own. */
class ServerUnwell extends Error {
  constructor(
    readonly letterId: string,
    readonly kind: string,
  ) {
    super("the mail server is not well");
  }
}

/** The database holds no kind that has no words for whom it goes to, and about no request only these. */
type News =
  | (RequestNews & { readonly request_id: string })
  | ((CorrectionNews | { readonly kind: "export-ready" }) & { readonly request_id: null });
type Waiting = News & {
  readonly id: string;
  readonly person_id: string;
  readonly name: string;
  readonly email: string;
  readonly tries: number;
};

const MINUTE_MS = 60_000;
/** Between two tries of a letter that was refused: twice as long each time, at most this. */
const LONGEST_WAIT_MS = 6 * 60 * MINUTE_MS;
/** With these waits some three days, a weekend included (RFC 5321 section 4.5.4.1). */
export const MOST_TRIES = 20;
/** A server that refuses one letter after the other is broken, whatever it says. */
const REFUSED_IN_A_ROW = 20;

/**
 * Sends what waits in the outbox to whoever is active, the longest due first. A letter is claimed, handed over and
 * crossed out in one transaction, so two replicas never send the same one. One that is cut off between the server's
 * yes and the commit is handed over again, under the same Message-ID, by which mail programs may know it for the same
 * (RFC 5322 section 3.6.4). While the server is away letters wait; one that it refuses is tried `MOST_TRIES` times.
 * @param stopping ends the run within a second; a letter under way then is sent by the next one
 */
export async function sendLetters(actor: JobActor, stopping?: AbortSignal): Promise<Posted> {
  const run = new Run(actor, stopping);
  if (!isMailOn()) return run.outcome;
  await keepProgress(actor, putAside);
  const senders = await Promise.allSettled(Array.from({ length: SENT_TOGETHER }, () => run.goOn()));
  closeMail();
  for (const each of senders) if (each.status === "rejected") throw each.reason;
  return run.outcome;
}

class Run {
  private sent = 0;
  private refused = 0;
  private givenUp = 0;
  private refusedInARow = 0;
  private stopped: string | null = null;
  private isEmpty = false;

  constructor(
    private readonly actor: JobActor,
    private readonly stopping: AbortSignal | undefined,
  ) {}

  get outcome(): Posted {
    const { sent, refused, givenUp, stopped } = this;
    return { sent, refused, givenUp, stopped };
  }

  async goOn(): Promise<void> {
    while (this.stopped === null && !this.isEmpty) {
      if (this.stopping?.aborted) this.stopped = "stopping";
      else await this.sendNext();
    }
  }

  private async sendNext(): Promise<void> {
    try {
      this.count(await transact(this.actor, (tx) => sendOne(tx, this.stopping)));
    } catch (error) {
      if (error instanceof NothingDue) this.isEmpty = true;
      else if (error instanceof ServerUnwell) await this.putOff(error);
      else {
        this.stopped ??= "fault";
        throw error;
      }
    }
  }

  private count(outcome: "sent" | "refused" | "given-up"): void {
    if (outcome === "sent") {
      this.sent += 1;
      this.refusedInARow = 0;
      return;
    }
    this.refused += 1;
    this.refusedInARow += 1;
    if (outcome === "given-up") this.givenUp += 1;
    if (this.refusedInARow >= REFUSED_IN_A_ROW) this.stopped ??= "refuses-everything";
  }

  /** Others come before it then: it may be this one that the server cannot bear. */
  private async putOff({ letterId, kind }: ServerUnwell): Promise<void> {
    this.stopped ??= kind;
    if (kind !== "stopping") await keepProgress(this.actor, (db) => waitAsLongAgain(db, letterId));
  }
}

/** One letter, of which nothing is changed when the server is unwell. */
async function sendOne(tx: Transaction, stopping?: AbortSignal): Promise<"sent" | "refused" | "given-up"> {
  const letter = await claim(tx);
  const isRefused = await handOver(letter, stopping);
  const isGivenUp = isRefused && letter.tries + 1 >= MOST_TRIES;
  const wait = Math.min(MINUTE_MS * 2 ** letter.tries, LONGEST_WAIT_MS);
  const outcome = isGivenUp ? "given-up" : isRefused ? "refused" : "sent";
  await tx.db.$executeRaw`
    update letter set tries = tries + 1,
      sent_at = case when ${isRefused} then null else sayso_now() end,
      next_at = case when ${isGivenUp} then 'infinity' else sayso_now() + make_interval(secs => ${wait / 1000}::float8) end
    where id = ${letter.id}::uuid`;
  await tx.record({
    kind: `letter.${outcome}`,
    subjectId: letter.person_id,
    objectId: letter.id,
    details: { kind: letter.kind },
  });
  return outcome;
}

/**
 * Takes out of the way what is not sent now, or each claim would walk over all of it: for good what is older than a
 * month, which says nothing any more, and for a day what is for somebody who has left, since they may come back.
 */
async function putAside(db: Transaction["db"]): Promise<void> {
  await db.$executeRaw`
    update letter l set next_at = case when l.at > sayso_now() - interval '30 days'
      then sayso_now() + interval '1 day' else 'infinity' end
    where l.sent_at is null and l.next_at <= sayso_now() and (l.at <= sayso_now() - interval '30 days'
      or not exists (select from person p where p.id = l.person_id and p.active))`;
}

async function claim(tx: Transaction): Promise<Waiting> {
  const [letter] = await tx.db.$queryRaw<Waiting[]>`
    select l.id, l.person_id, l.kind, l.request_id, p.name, p.email, l.tries, l.is_applicant as "isApplicant"
    from letter l join person p on p.id = l.person_id and p.active
    where l.sent_at is null and l.next_at <= sayso_now() and l.at > sayso_now() - interval '30 days'
    order by l.next_at limit 1 for update of l skip locked`;
  if (!letter) throw new NothingDue();
  return letter;
}

function aboutNoRequest(
  facts: (CorrectionNews | { readonly kind: "export-ready" }) & {
    readonly name: string;
    readonly portalUrl: string;
  },
) {
  return facts.kind === "export-ready" ? exportLetterOf(facts) : correctionLetterOf(facts);
}

/** Whether the server refused it. */
async function handOver(letter: Waiting, stopping?: AbortSignal): Promise<boolean> {
  const portalUrl = env().NEXTAUTH_URL.replace(/\/$/, "");
  const content =
    letter.request_id === null
      ? aboutNoRequest({ ...letter, portalUrl })
      : requestLetterOf({ ...letter, requestId: letter.request_id, portalUrl });
  const messageId = `<${letter.id}@${new URL(portalUrl).hostname}>`;
  try {
    await sendLetter({ to: letter.email, messageId, ...content }, stopping);
    return false;
  } catch (error) {
    if (!(error instanceof MailFailure)) throw error;
    if (error.of === "server") throw new ServerUnwell(letter.id, error.kind);
    return true;
  }
}

/** As long as it has waited already, from a minute to half an hour: a server that was away long is asked less often. */
async function waitAsLongAgain(db: Transaction["db"], letterId: string): Promise<void> {
  await db.$executeRaw`
    update letter set next_at = sayso_now()
      + least(greatest(sayso_now() - at, interval '1 minute'), interval '30 minutes')
    where id = ${letterId}::uuid and sent_at is null`;
}
