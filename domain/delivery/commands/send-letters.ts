import { env } from "../../../lib/env.ts";
import { closeMail, isMailOn, MailFailure, sendLetter } from "../../../lib/mail.ts";
import type { JobActor } from "../../actor/schema.ts";
import { type Transaction, transact } from "../../audit/commands.ts";
import { type RequestLetter, requestLetterOf } from "../rules/request-letter.ts";

/** Nothing is due, or another process sends it now. */
class NothingDue extends Error {}

interface Waiting {
  id: string;
  person_id: string;
  kind: RequestLetter;
  request_id: string;
  is_applicant: boolean;
  name: string;
  email: string;
  tries: number;
}

/** Between two tries of a letter that was not accepted, longer each time, at most this. */
const LONGEST_WAIT_MS = 6 * 3_600_000;

/**
 * Sends what waits in the outbox, the oldest first. Each letter is claimed, sent and crossed out in one transaction;
 * one that is cut off between the server's yes and the commit is sent again under the same Message-ID, by which mail
 * programs know it for the same (RFC 5322 section 3.6.4). One that is not accepted waits and is tried again.
 */
export async function sendLetters(actor: JobActor, stopping?: AbortSignal): Promise<void> {
  if (!isMailOn()) return;
  try {
    for (let isServerWell = true; isServerWell && !stopping?.aborted; ) isServerWell = await sendNext(actor);
  } catch (error) {
    if (!(error instanceof NothingDue)) throw error;
  } finally {
    closeMail();
  }
}

/** Whether the mail server is well enough for the next one. */
function sendNext(actor: JobActor): Promise<boolean> {
  return transact(actor, async (tx) => {
    const letter = await claim(tx);
    const failure = await trySending(letter);
    const wait = Math.min(60_000 * 2 ** letter.tries, LONGEST_WAIT_MS);
    await tx.db.letter.update({
      where: { id: letter.id },
      data: failure
        ? { tries: { increment: 1 }, nextAt: new Date(tx.now.getTime() + wait) }
        : { tries: { increment: 1 }, sentAt: tx.now },
    });
    await tx.record({
      kind: failure ? "letter.refused" : "letter.sent",
      subjectId: letter.person_id,
      objectId: letter.id,
      details: { kind: letter.kind },
    });
    return failure?.of !== "server";
  });
}

async function claim(tx: Transaction): Promise<Waiting> {
  const [letter] = await tx.db.$queryRaw<Waiting[]>`
    select l.id, l.person_id, l.kind, l.request_id, p.name, p.email, l.tries, l.is_applicant
    from letter l join person p on p.id = l.person_id and p.active
    where l.sent_at is null and l.next_at <= sayso_now()
    order by l.next_at limit 1 for update of l skip locked`;
  if (!letter) throw new NothingDue();
  return letter;
}

async function trySending(letter: Waiting): Promise<MailFailure | null> {
  const portalUrl = env().NEXTAUTH_URL.replace(/\/$/, "");
  const content = requestLetterOf({
    kind: letter.kind,
    name: letter.name,
    isApplicant: letter.is_applicant,
    requestId: letter.request_id,
    portalUrl,
  });
  try {
    await sendLetter({
      to: letter.email,
      messageId: `<${letter.id}@${new URL(portalUrl).hostname}>`,
      ...content,
    });
    return null;
  } catch (error) {
    if (error instanceof MailFailure) return error;
    throw error;
  }
}
