import type { Reader } from "../../../lib/db/reader.ts";
import type { PersonActor } from "../../actor/schema.ts";
import { namesOf } from "../../jurisdiction/queries/names-of.ts";

/** A draft that is neither published nor discarded. */
export interface DraftSummary {
  readonly id: string;
  readonly jurisdiction: string;
  readonly language: string;
  readonly title: string;
  /** By whom it was last saved; null when an import brought it. */
  readonly editor: string | null;
  readonly savedAt: Date;
  readonly isReady: boolean;
  /** Whether it was put forward and sent back, and nobody wrote on since. */
  readonly isSentBack: boolean;
  /** Whether it waits for an approval that this very reader may give. */
  readonly waitsForYou: boolean;
}

export async function listOpenDrafts(db: Reader, actor: PersonActor): Promise<DraftSummary[]> {
  const drafts = await db.noticeDraft.findMany({
    where: { end: null, revisions: { none: { notices: { some: {} } } } },
    include: {
      revisions: {
        orderBy: { number: "desc" },
        select: {
          title: true,
          editedBy: true,
          at: true,
          isReady: true,
          return: { select: { number: true } },
        },
      },
    },
    orderBy: { at: "desc" },
  });
  const editors = drafts.flatMap(({ revisions }) => revisions.map(({ editedBy }) => editedBy));
  const names = await namesOf(db, editors);
  return drafts.flatMap(({ id, jurisdiction, language, revisions }) => {
    const [last] = revisions;
    if (!last) return [];
    const isOwn = revisions.some(({ editedBy }) => editedBy === actor.id);
    return {
      id,
      jurisdiction,
      language,
      title: last.title,
      editor: last.editedBy && (names.get(last.editedBy) ?? null),
      savedAt: last.at,
      isReady: last.isReady,
      isSentBack: last.return !== null,
      waitsForYou: last.isReady && !last.return && !isOwn,
    };
  });
}
