import type { PersonActor } from "../../domain/actor/schema.ts";
import { approveDraft } from "../../domain/notice/commands/approve-draft.ts";
import { beginDraft } from "../../domain/notice/commands/begin-draft.ts";
import { saveDraft } from "../../domain/notice/commands/save-draft.ts";
import { formOf } from "../../domain/notice/rules/draft.ts";
import type { NoticeBody } from "../../domain/notice/schema.ts";

/** The next notice of a place, for tests. */
export interface NextNotice {
  /** The federal one unless said otherwise. */
  readonly jurisdiction?: string;
  readonly title: string;
  readonly body: NoticeBody;
  readonly substance: boolean;
  /** From the moment it is approved, unless said otherwise. */
  readonly effectiveAt?: Date | null;
}

/** Publishes it as people do: one of legal writes it and puts it forward, another one approves it. */
export async function publishNext(
  { legal, secondLegal }: Readonly<Record<"legal" | "secondLegal", PersonActor>>,
  { jurisdiction = "US", title, body, substance, effectiveAt = null }: NextNotice,
): Promise<{ id: string; sha256: string }> {
  const { id: draftId } = await beginDraft(legal, { jurisdiction, from: "nothing" });
  const form = formOf(title, body);
  const saved = { draftId, basedOn: 1, form, substance, effectiveAt, isReady: true };
  const { number } = await saveDraft(legal, saved);
  return approveDraft(secondLegal, { draftId, revision: number });
}
