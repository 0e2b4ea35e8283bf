import { sendLetter } from "../../../lib/mail.ts";
import type { JobActor } from "../../actor/schema.ts";
import { type Transaction, transact } from "../../audit/commands.ts";
import { dueLetters } from "../queries/due-letters.ts";
import { letterFacts } from "../queries/letter-facts.ts";
import { letterOf } from "../rules/letter.ts";
import type { DueLetter } from "../schema.ts";

/** Found out within the transaction: somebody else sent it, sends it now, or it is no longer due. */
class NotDue extends Error {}

/**
 * Sends one letter, and records that it was served once the mail server has accepted it. Returns false when it
 * was not due after all. Throws a MailFailure, and records nothing, when it was not accepted.
 *
 * At least once: should the process or the database die between the server's yes and the commit, the letter is
 * sent a second time. It is never recorded as served without having been accepted.
 */
export async function mailNotice(actor: JobActor, letter: DueLetter, portalUrl: string): Promise<boolean> {
  try {
    await transact(actor, (tx) => send(tx, letter, portalUrl));
    return true;
  } catch (error) {
    if (error instanceof NotDue) return false;
    throw error;
  }
}

async function send(tx: Transaction, { employeeId, noticeId }: DueLetter, portalUrl: string): Promise<void> {
  // Of all replicas one sends this letter; what the one before it recorded is seen behind the lock. Nothing else
  // waits for it, however long the mail server takes.
  const [lock] = await tx.db.$queryRaw<{ held: boolean }[]>`
    select pg_try_advisory_xact_lock(hashtextextended(${`letter ${employeeId} ${noticeId}`}, 0)) as held`;
  if (!lock?.held) throw new NotDue();
  const due = (await dueLetters(tx.db, [employeeId])).find((each) => each.noticeId === noticeId);
  if (!due) throw new NotDue();
  const { email, facts } = await letterFacts(tx.db, due);
  await sendLetter({ to: email, ...letterOf({ ...facts, portalUrl }) });
  const { reason, code } = due;
  await tx.db.noticeMail.create({ data: { employeeId, noticeId, jurisdiction: code, reason } });
  await tx.db.noticeService.createMany({
    data: [{ employeeId, noticeId, channel: "mail" }],
    skipDuplicates: true,
  });
  await tx.record({
    kind: "notice.mailed",
    subjectId: employeeId,
    objectId: noticeId,
    details: { reason, jurisdiction: code },
  });
}
