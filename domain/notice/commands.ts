import { z } from "zod";
import { violation } from "../../lib/db/violation.ts";
import { Refusal } from "../../lib/refusal.ts";
import type { JobActor, PersonActor } from "../actor/schema.ts";
import { type Transaction, transact } from "../audit/commands.ts";
import { canonicalNotice } from "./rules/canonical.ts";
import { inForce } from "./rules.ts";
import { type NoticeBody, noticeHash } from "./schema.ts";

/**
 * Records that the portal put the notice in front of the actor. Once per notice; later times change
 * nothing. Refuses (not_found) an unknown notice.
 */
export function recordNoticeServed(actor: PersonActor, input: { noticeId: string }): Promise<void> {
  return once(
    transact(actor, async (tx) => {
      await requireNotice(tx, { id: input.noticeId });
      await tx.db.noticeService.create({
        data: { employeeId: actor.id, noticeId: input.noticeId, channel: "portal", at: tx.now },
      });
      await tx.record({ kind: "notice.served", subjectId: actor.id, objectId: input.noticeId });
    }),
  );
}

/**
 * Records that the actor's browser showed the notice to its end. Seeing is not acknowledging. Refuses
 * (not_found) an unknown notice.
 */
export function recordNoticeSeen(actor: PersonActor, input: { noticeId: string }): Promise<void> {
  return once(
    transact(actor, async (tx) => {
      await requireNotice(tx, { id: input.noticeId });
      await tx.db.noticeSighting.create({
        data: { employeeId: actor.id, noticeId: input.noticeId, at: tx.now },
      });
      await tx.record({ kind: "notice.seen", subjectId: actor.id, objectId: input.noticeId });
    }),
  );
}

/**
 * Binds "I was given this notice" to the exact text, by its hash. It is not consent. Refuses (not_found) an
 * unknown hash, and (conflict) a text that is not in force yet or no longer is: it would count for nothing.
 */
export async function acknowledgeNotice(actor: PersonActor, input: { noticeHash: string }): Promise<void> {
  const hash = noticeHash.safeParse(input.noticeHash);
  if (!hash.success) throw new Refusal("invalid", "not-a-notice", "This is not a notice's hash.");
  await once(
    transact(actor, async (tx) => {
      const notice = await requireNotice(tx, { sha256: hash.data });
      const at = await tx.lock(actor.id);
      await requireInForce(tx, notice.id, at);
      await tx.db.acknowledgement.create({
        data: { employeeId: actor.id, noticeId: notice.id, channel: "portal", at },
      });
      await tx.record({ kind: "notice.acknowledged", subjectId: actor.id, objectId: notice.id });
    }),
  );
}

async function requireNotice(
  tx: Transaction,
  where: { id: string } | { sha256: string },
): Promise<{ id: string }> {
  const malformed = "id" in where && !z.uuid().safeParse(where.id).success;
  const notice = malformed ? null : await tx.db.notice.findUnique({ where, select: { id: true } });
  if (!notice) throw new Refusal("not_found", "no-such-notice", "There is no such notice.");
  return notice;
}

async function requireInForce(tx: Transaction, id: string, at: Date): Promise<void> {
  const notice = await tx.db.notice.findUniqueOrThrow({ where: { id } });
  if (notice.effectiveAt > at) {
    const text = "This notice is not in force yet. It can be acknowledged from the day on which it is.";
    throw new Refusal("conflict", "not-yet-in-force", text);
  }
  const line = await tx.db.notice.findMany({ where: { jurisdiction: notice.jurisdiction } });
  if (inForce(line, at)?.version !== notice.version) {
    const text = "This notice was replaced by a newer one. Please read the newer one first.";
    throw new Refusal("conflict", "no-longer-in-force", text);
  }
}

/** The fact is recorded already: the first time is the one that counts. */
async function once(recorded: Promise<void>): Promise<void> {
  try {
    await recorded;
  } catch (error) {
    if (!isRepeat(error)) throw error;
  }
}

function isRepeat(error: unknown): boolean {
  return /unique|pkey|P2002|duplicate/i.test(violation(error) ?? "");
}

export interface NewNotice {
  readonly jurisdiction: string;
  readonly title: string;
  readonly body: NoticeBody;
  /** Whether it changes what is collected, why, for how long or for whom; then everyone is asked again. */
  readonly substance: boolean;
}

/**
 * Publishes the first version for a jurisdiction, in force from this moment: a portal's set-up has to begin with
 * something. Its text can never change. Refuses (conflict) a text that was published before, and a later
 * version: two people of legal publish that (commands/approve-draft.ts).
 */
export function publishNotice(actor: JobActor, input: NewNotice): Promise<{ id: string; sha256: string }> {
  return transact(actor, async (tx) => {
    const at = await tx.lockEveryone();
    const { content, sha256 } = canonicalNotice(input.title, input.body);
    if (await tx.db.notice.findUnique({ where: { sha256 } })) {
      throw new Refusal("conflict", "published-before", "This very text was published before.");
    }
    if (await tx.db.notice.findFirst({ where: { jurisdiction: input.jurisdiction } })) {
      const text = "Only the first version comes from a set-up. Two people of legal publish every later one.";
      throw new Refusal("conflict", "not-the-first", text);
    }
    const notice = await tx.db.notice.create({
      data: {
        jurisdiction: input.jurisdiction,
        version: 1,
        title: input.title,
        content,
        sha256,
        substance: true,
        publishedAt: at,
        effectiveAt: at,
      },
    });
    await tx.record({ kind: "notice.published", objectId: notice.id, details: { version: notice.version } });
    return { id: notice.id, sha256 };
  });
}
