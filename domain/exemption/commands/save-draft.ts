import { v7 as uuidv7 } from "uuid";
import { checked } from "../../../lib/checked.ts";
import { Refusal } from "../../../lib/refusal.ts";
import type { PersonActor } from "../../actor/schema.ts";
import { keepDraft, type Transaction, transact } from "../../audit/commands.ts";
import { deedsOf } from "../policy.ts";
import { findRenewal } from "../queries/find-renewal.ts";
import { savedDraft } from "../queries/get-draft.ts";
import { getRequest } from "../queries/get-request.ts";
import { holdOwnWordKey } from "../queries/word-key.ts";
import { isBlank, renewalOf } from "../rules/draft.ts";
import type { RequestView } from "../schema/request-view.ts";
import { type DraftForm, draftForm } from "../schema.ts";
import { orRefusal } from "./refuse.ts";

/**
 * Keeps the form as it is filled in, whatever is still missing; the last one saved counts. Its id becomes the
 * request's; `draftId` is the one that was written on, null when there was none yet. Refuses: invalid (not this form,
 * or too long), conflict (that draft was sent or thrown away).
 */
export async function saveExemptionDraft(
  actor: PersonActor,
  input: unknown,
  draftId: string | null = null,
): Promise<{ id: string; savedAt: number }> {
  const form = checked(draftForm, input);
  return orRefusal(
    keepDraft(actor, async (db) => {
      const there = await db.exemptionDraft.findUnique({ where: { employeeId: actor.id } });
      if (draftId !== null && there?.id !== draftId) throw gone();
      return draftId === null ? put(db, actor, form) : putAnew(db, actor, form, draftId);
    }),
  );
}

/**
 * Throws the draft away, and the files that were attached to it. Refuses: conflict (it was sent or thrown away
 * already).
 */
export async function discardExemptionDraft(actor: PersonActor): Promise<void> {
  await transact(actor, async (tx) => {
    await tx.lock(actor.id);
    await discard(tx, actor);
  });
}

/**
 * Drafts the renewal of one's own exemption: what is in force, from when it ends. A draft of this very renewal stays
 * as it is. Refuses: not_found, conflict (not in force, being renewed already; another draft is there and
 * `replaces` is not said).
 */
export async function draftRenewal(
  actor: PersonActor,
  { requestId, replaces }: { readonly requestId: string; readonly replaces: boolean },
): Promise<void> {
  const request = await getRequest(actor, requestId);
  const granted = request.inForce
    .filter(({ kind, endedAt }) => kind === "granted" && endedAt === null)
    .reduce<RequestView["inForce"][number] | null>(
      (last, each) => (last && last.scope.until > each.scope.until ? last : each),
      null,
    );
  if (!granted || !deedsOf(request, actor.id).has("renew") || (await findRenewal(actor, requestId)))
    throw new Refusal(
      "conflict",
      "not-renewable",
      "This exemption is no longer in force, or it is being renewed already.",
    );
  const form = renewalOf({ ...request, scope: granted.scope }, actor.timeZone);
  await orRefusal(
    transact(actor, async (tx) => {
      await tx.lock(actor.id);
      const draft = await savedDraft(tx.db, actor);
      await tx.record({ kind: "exemption.renewal-drafted", subjectId: actor.id, objectId: requestId });
      if (draft?.form.renews === requestId) return;
      if (draft && !replaces && !(isBlank(draft.form) && draft.files.length === 0))
        throw new Refusal("conflict", "draft-there", DRAFT_THERE, { fields: { replaces: DRAFT_THERE } });
      if (draft) await discard(tx, actor);
      await put(tx.db, actor, form);
    }),
  );
}

const DRAFT_THERE = "There is a draft of another request. It would be thrown away, and its files with it.";

/** Bytes, sealed; the table holds the same. */
const LARGEST_DRAFT = 65_536;

async function put(
  db: Transaction["db"],
  actor: PersonActor,
  form: DraftForm,
): Promise<{ id: string; savedAt: number }> {
  const sealed = await sealedForm(db, actor, form);
  const { id, savedAt } = await db.exemptionDraft.upsert({
    where: { employeeId: actor.id },
    create: { employeeId: actor.id, id: uuidv7(), form: sealed },
    update: { form: sealed, savedAt: new Date() },
  });
  return { id, savedAt: savedAt.getTime() };
}

/** The same into the very draft that was written on: one that was sent a moment ago does not come back. */
async function putAnew(
  db: Transaction["db"],
  actor: PersonActor,
  form: DraftForm,
  id: string,
): Promise<{ id: string; savedAt: number }> {
  const savedAt = new Date();
  const { count } = await db.exemptionDraft.updateMany({
    where: { employeeId: actor.id, id },
    data: { form: await sealedForm(db, actor, form), savedAt },
  });
  if (count === 0) throw gone();
  return { id, savedAt: savedAt.getTime() };
}

async function sealedForm(
  db: Transaction["db"],
  actor: PersonActor,
  form: DraftForm,
): Promise<Uint8Array<ArrayBuffer>> {
  const key = await holdOwnWordKey(db, actor.id);
  const sealed = key.seal(JSON.stringify(form), `draft:${actor.id}`);
  if (sealed.length <= LARGEST_DRAFT) return sealed;
  throw new Refusal("invalid", "too-large", "This is more than a draft can hold.");
}

async function discard(tx: Transaction, actor: PersonActor): Promise<void> {
  const draft = await tx.db.exemptionDraft.findUnique({ where: { employeeId: actor.id } });
  if (!draft) throw gone();
  await tx.db.exemptionFile.deleteMany({ where: { requestId: draft.id } });
  await tx.db.exemptionDraft.delete({ where: { employeeId: actor.id } });
  await tx.record({ kind: "exemption.draft-discarded", subjectId: actor.id, objectId: draft.id });
}

function gone(): Refusal {
  return new Refusal(
    "conflict",
    "no-draft",
    "This draft was sent or thrown away already, in another tab perhaps.",
  );
}
