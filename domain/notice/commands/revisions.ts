import { z } from "zod";
import { violation } from "../../../lib/db/violation.ts";
import { Refusal } from "../../../lib/refusal.ts";
import type { PersonActor } from "../../actor/schema.ts";
import type { Transaction } from "../../audit/commands.ts";
import { canonicalNotice } from "../rules/canonical.ts";
import { type DraftForm, noticeOf } from "../rules/draft.ts";

/** A draft that is neither published nor discarded, and its last revision. */
export type OpenDraft = Awaited<ReturnType<typeof findOpenDraft>>;

/** Refuses (not_found) an unknown draft, and (conflict) one that is published or discarded. */
export async function findOpenDraft(tx: Transaction, id: string) {
  const draft = isUuid(id)
    ? await tx.db.noticeDraft.findUnique({
        where: { id },
        include: {
          end: true,
          revisions: { orderBy: { number: "desc" }, take: 1, include: { return: true } },
        },
      })
    : null;
  const last = draft?.revisions[0];
  if (!draft || !last) throw new Refusal("not_found", "no-such-draft", "There is no such draft.");
  if (draft.end) throw new Refusal("conflict", "discarded", "This draft was discarded. Begin another one.");
  if (await tx.db.notice.findUnique({ where: { draftId: id }, select: { id: true } }))
    throw new Refusal("conflict", "published", "This draft was published. Begin another one.");
  return { draft, last };
}

function isUuid(id: string): boolean {
  return z.uuid().safeParse(id).success;
}

/** What a revision keeps beside who saved it and when. */
export interface NewRevision {
  readonly number: number;
  readonly form: DraftForm;
  readonly substance: boolean;
  /** Null: from the moment at which it is approved. */
  readonly effectiveAt: Date | null;
  readonly isReady: boolean;
}

/** Adds a revision. Refuses (conflict) when somebody else's came first. */
export async function addRevision(
  tx: Transaction,
  draftId: string,
  revision: NewRevision,
  editedBy: string | null,
): Promise<void> {
  const filled = noticeOf(revision.form);
  const bytes = filled.missing ? null : canonicalNotice(filled.title, filled.body);
  try {
    await tx.db.noticeRevision.create({
      data: {
        draftId,
        ...revision,
        title: revision.form.title.trim(),
        content: bytes?.content ?? null,
        sha256: bytes?.sha256 ?? null,
        editedBy,
      },
      select: { number: true },
    });
  } catch (error) {
    if (violation(error)) throw savedMeanwhile();
    throw error;
  }
}

/**
 * Refuses whoever may not approve a draft or send it back: (forbidden) its editors; (conflict) a revision that is
 * not the last, that was not put forward, or that was sent back.
 * @param revision the number of the revision that was read
 */
export async function expectMayDecide(
  tx: Transaction,
  actor: PersonActor,
  { draft, last }: OpenDraft,
  revision: number,
): Promise<void> {
  if (last.number !== revision) {
    const text =
      "Somebody saved this draft after you opened it. Read what they saved before you decide on it.";
    throw new Refusal("conflict", "saved-meanwhile", text);
  }
  const where = { draftId: draft.id, editedBy: actor.id };
  if (await tx.db.noticeRevision.findFirst({ where, select: { number: true } })) {
    const text =
      "You wrote some of this draft. Somebody of legal who did not write any of it approves it, or sends it back.";
    throw new Refusal("forbidden", "own-draft", text);
  }
  if (!last.isReady)
    throw new Refusal("conflict", "not-put-forward", "This draft was not put forward for approval yet.");
  if (last.return) {
    const text = "This revision was sent back. It can be approved once it was changed and put forward again.";
    throw new Refusal("conflict", "sent-back", text);
  }
}

export function savedMeanwhile(): Refusal {
  const text =
    "Somebody else saved this draft after you opened it, or you did in another tab, so this was not saved. What you entered is still here.";
  return new Refusal("conflict", "saved-meanwhile", text, {
    fields: { basedOn: "Look at what they saved." },
  });
}

/** One at a time on a draft: what saves, discards, publishes it or sends it back waits here for the others. */
export async function lockDraft(tx: Transaction, draftId: string): Promise<void> {
  await tx.db.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`draft ${draftId}`}, 0))`;
}
