import { violation } from "../../../lib/db/violation.ts";
import { Refusal } from "../../../lib/refusal.ts";
import type { PersonActor } from "../../actor/schema.ts";
import { type Transaction, transact } from "../../audit/commands.ts";
import { requireLegal } from "../policy.ts";
import { noticeContent } from "../schema.ts";
import { expectLater, expectNewText, expectSubstance, expectWording } from "./publishable.ts";
import { expectMayDecide, findOpenDraft, lockDraft, type OpenDraft } from "./revisions.ts";

/**
 * Publishes a draft, by the approval of somebody of legal who edited none of it: in force from this moment, or
 * from the day that its last revision states. Its text can never change after. Refuses (not_found) an unknown
 * draft; (forbidden) its editors; (conflict) a closed draft, a revision that is not the last, one that was not put
 * forward or was sent back, a text that was published before, a day that has passed or lies before that of the version it
 * follows; (invalid) a text without the words that the law prescribes, and one of
 * substance that would ask nobody again.
 * @param input.revision the number of the revision that was read and is approved
 */
export async function approveDraft(
  actor: PersonActor,
  input: { draftId: string; revision: number },
): Promise<{ id: string; sha256: string }> {
  requireLegal(actor);
  return transact(actor, async (tx) => {
    await lockDraft(tx, input.draftId);
    const open = await findOpenDraft(tx, input.draftId);
    await expectMayDecide(tx, actor, open, input.revision);
    const at = await tx.lockEveryone();
    const notice = await publish(tx, actor, open, at);
    await tx.record({
      kind: "notice.published",
      objectId: notice.id,
      details: { version: notice.version, draft: open.draft.id, revision: open.last.number },
    });
    return notice;
  });
}

async function publish(tx: Transaction, actor: PersonActor, { draft, last }: OpenDraft, at: Date) {
  const { content, sha256 } = last;
  if (content === null || sha256 === null)
    throw new Refusal("conflict", "incomplete", "This draft is not whole yet.");
  await expectNewText(tx, sha256);
  const body = noticeContent.parse(JSON.parse(content));
  await expectWording(tx, draft, body);
  await expectSubstance(tx, draft, last.substance, body);
  if (last.effectiveAt && last.effectiveAt < at) {
    const text =
      "The day from which it was to be in force has passed. It has to be saved with a later one first.";
    throw new Refusal("conflict", "in-the-past", text);
  }
  const { jurisdiction, language, translates } = draft;
  const before = await tx.db.notice.findFirst({
    where: { jurisdiction, version: translates ?? undefined },
    // The original before its translations, which take effect no earlier.
    orderBy: [{ version: "desc" }, { effectiveAt: "asc" }],
  });
  const effectiveAt = last.effectiveAt ?? at;
  expectLater(effectiveAt, before);
  const data = {
    jurisdiction,
    language,
    version: translates ?? (before?.version ?? 0) + 1,
    title: last.title,
    content,
    sha256,
    substance: translates === null && (before === null || last.substance),
    effectiveAt,
    publishedBy: actor.id,
    publishedAt: at,
    draftId: draft.id,
    draftRevision: last.number,
  };
  const select = { id: true, sha256: true, version: true };
  return tx.db.notice.create({ data, select }).catch(alreadyThere);
}

/** Another translation into the same language came first. */
function alreadyThere(error: unknown): never {
  if (!/unique|P2002|_key/i.test(violation(error) ?? "")) throw error;
  throw new Refusal("conflict", "published-before", "This version was published in this language already.");
}
