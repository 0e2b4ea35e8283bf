import { Refusal } from "../../../lib/refusal.ts";
import type { JobActor } from "../../actor/schema.ts";
import { type Transaction, transact } from "../../audit/commands.ts";
import { type NewNotice, publishNotice } from "../commands.ts";
import { canonicalNotice } from "../rules/canonical.ts";
import { type DraftForm, formOf, noticeOf } from "../rules/draft.ts";
import { addRevision } from "./revisions.ts";

/** What became of a notice that an import brought. */
export type Brought = "published" | "drafted" | "waiting" | "known";

/**
 * Takes over a notice from a company's file. The first of a place is published; one that reads differently
 * from all before it becomes a draft, put forward for the approval of a legal reviewer. The same file again
 * changes nothing: it was published before (`known`), or waits still (`waiting`).
 */
export async function bringNotice(actor: JobActor, brought: NewNotice): Promise<Brought> {
  const form = formOf(brought.title, brought.body);
  const filled = noticeOf(form);
  if (filled.missing) {
    const [field = "notice"] = Object.keys(filled.missing);
    throw new Refusal("invalid", "incomplete", `${brought.jurisdiction}: ${field} cannot be used as it is.`);
  }
  const input = { ...brought, title: filled.title, body: filled.body };
  try {
    await publishNotice(actor, input);
    return "published";
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (error.reason === "published-before") return "known";
    if (error.reason !== "not-the-first") throw error;
  }
  return draftNotice(actor, input, form);
}

async function draftNotice(actor: JobActor, input: NewNotice, form: DraftForm): Promise<Brought> {
  const { sha256 } = canonicalNotice(input.title, input.body);
  try {
    await transact(actor, async (tx) => {
      await tx.db.$executeRaw`select pg_advisory_xact_lock(hashtext('notices'))`;
      if (await isWaiting(tx, input.jurisdiction, sha256))
        throw new Refusal("conflict", "drafted-before", "This very text waits for approval already.");
      const draft = await tx.db.noticeDraft.create({
        data: { jurisdiction: input.jurisdiction, language: "en" },
      });
      const revision = { number: 1, form, substance: input.substance, effectiveAt: null, isReady: true };
      await addRevision(tx, draft.id, revision, null);
      await tx.record({ kind: "notice-draft.put-forward", objectId: draft.id, details: { revision: 1 } });
    });
    return "drafted";
  } catch (error) {
    if (error instanceof Refusal && error.reason === "drafted-before") return "waiting";
    throw error;
  }
}

/** Whether an import brought this text before, and nobody has decided on it. What was discarded is not asked again either. */
async function isWaiting(tx: Transaction, jurisdiction: string, sha256: string): Promise<boolean> {
  const draft = await tx.db.noticeDraft.findFirst({
    where: { jurisdiction, begunBy: null, revisions: { some: { sha256, editedBy: null } } },
    select: { id: true },
  });
  return draft !== null;
}
