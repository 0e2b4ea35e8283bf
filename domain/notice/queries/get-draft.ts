import { z } from "zod";
import { type Reader, read } from "../../../lib/db/reader.ts";
import { Refusal } from "../../../lib/refusal.ts";
import type { PersonActor } from "../../actor/schema.ts";
import { namesOf } from "../../jurisdiction/queries/names-of.ts";
import { requireLegal } from "../policy.ts";
import { type DraftForm, entered } from "../rules/draft.ts";
import { inForce } from "../rules.ts";
import { type NoticeBody, noticeContent } from "../schema.ts";
import { placeOf } from "./place-of.ts";

/** A draft as it was last saved, and what may become of it. */
export interface Draft {
  readonly id: string;
  readonly jurisdiction: string;
  readonly placeName: string;
  readonly language: string;
  /** Of a translation: the version whose words it says again. */
  readonly translates: number | null;
  readonly revision: number;
  readonly form: DraftForm;
  readonly substance: boolean;
  readonly effectiveAt: Date | null;
  readonly isReady: boolean;
  readonly savedAt: Date;
  /** By whom it was last saved, and by whom ever; an import has no name. */
  readonly editor: string | null;
  readonly editors: readonly string[];
  /** May approve it, or send it back. */
  readonly mayApprove: boolean;
  /** Revisions that were sent back, the latest first. */
  readonly returns: readonly DraftReturn[];
  readonly isSentBack: boolean;
  /** `published` names the notice that it became. */
  readonly state: "open" | "discarded" | { readonly published: string };
  readonly requiredWording: readonly string[];
  /** What people are given now, or what is translated: to compare with. */
  readonly base: { readonly version: number; readonly title: string; readonly body: NoticeBody } | null;
  readonly isFirst: boolean;
}

/** What somebody who might have approved a revision said against it. */
export interface DraftReturn {
  readonly revision: number;
  readonly by: string;
  readonly at: Date;
  readonly reason: string;
}

/** A draft for its editors and approvers. Refuses (not_found) an unknown one, (forbidden) whoever is not of legal. */
export async function getDraft(actor: PersonActor, id: string): Promise<Draft> {
  requireLegal(actor);
  return read(actor, async (db, now) => {
    const draft = await findOne(db, id);
    const [last] = draft.revisions;
    if (!last) throw new Error(`draft ${id} has no revision`);
    const editors = await namesOf(
      db,
      draft.revisions.map(({ editedBy }) => editedBy),
    );
    const returns = await returnsOf(db, draft.revisions);
    const isSentBack = last.return !== null;
    const published = await db.notice.findUnique({ where: { draftId: id }, select: { id: true } });
    const line = await db.notice.findMany({ where: { jurisdiction: draft.jurisdiction, language: "en" } });
    const base = draft.translates
      ? line.find(({ version }) => version === draft.translates)
      : inForce(line, now);
    const { name: placeName, requiredWording } = await placeOf(db, draft.jurisdiction);
    const isOpen = !draft.end && !published;
    const stored = z.record(z.string(), z.unknown()).parse(last.form);
    return {
      id,
      jurisdiction: draft.jurisdiction,
      placeName,
      language: draft.language,
      translates: draft.translates,
      revision: last.number,
      form: entered((field) => stored[field]),
      substance: last.substance,
      effectiveAt: last.effectiveAt,
      isReady: last.isReady,
      savedAt: last.at,
      editor: last.editedBy && (editors.get(last.editedBy) ?? null),
      editors: [...editors.values()],
      mayApprove:
        isOpen &&
        last.isReady &&
        !isSentBack &&
        draft.revisions.every(({ editedBy }) => editedBy !== actor.id),
      returns,
      isSentBack,
      state: published ? { published: published.id } : draft.end ? "discarded" : "open",
      requiredWording: draft.translates ? [] : requiredWording,
      base: base ? { version: base.version, ...textOf(base.content) } : null,
      isFirst: line.length === 0,
    };
  });
}

function textOf(content: string): { title: string; body: NoticeBody } {
  const { title, ...body } = noticeContent.parse(JSON.parse(content));
  return { title, body };
}

async function returnsOf(
  db: Reader,
  revisions: Awaited<ReturnType<typeof findOne>>["revisions"],
): Promise<DraftReturn[]> {
  const returns = revisions.flatMap((each) => each.return ?? []);
  const names = await namesOf(
    db,
    returns.map(({ returnedBy }) => returnedBy),
  );
  return returns.map(({ number, returnedBy, at, reason }) => ({
    revision: number,
    by: names.get(returnedBy) ?? "Somebody",
    at,
    reason,
  }));
}

async function findOne(db: Reader, id: string) {
  const draft = z.uuid().safeParse(id).success
    ? await db.noticeDraft.findUnique({
        where: { id },
        include: { end: true, revisions: { orderBy: { number: "desc" }, include: { return: true } } },
      })
    : null;
  if (!draft) throw new Refusal("not_found", "no-such-draft", "There is no such draft.");
  return draft;
}
