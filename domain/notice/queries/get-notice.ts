import { z } from "zod";
import { type Reader, read } from "../../../lib/db/reader.ts";
import { Refusal } from "../../../lib/refusal.ts";
import type { PersonActor } from "../../actor/schema.ts";
import { namesOf } from "../../jurisdiction/queries/names-of.ts";
import { requireLegal } from "../policy.ts";
import { replacedAt, type Standing, standingOf } from "../rules/line.ts";
import { type NoticeBody, noticeContent } from "../schema.ts";
import { placeOf } from "./place-of.ts";

/** A published notice, as the other versions of its line show it. */
export interface LineVersion {
  readonly id: string;
  readonly version: number;
  readonly language: string;
  readonly title: string;
  readonly substance: boolean;
  readonly effectiveAt: Date;
  readonly standing: Standing;
}

export interface PublishedNotice extends LineVersion {
  readonly jurisdiction: string;
  readonly placeName: string;
  readonly body: NoticeBody;
  readonly sha256: string;
  /** How many bytes the hash is of. */
  readonly bytes: number;
  readonly publishedAt: Date;
  readonly replacedAt: Date | null;
  /** Null for the first version, which the portal's set-up brought. */
  readonly approvedBy: string | null;
  /** Who wrote it; nobody where an import brought it. */
  readonly writtenBy: readonly string[];
  /** All of the line, the newest first, this one too. */
  readonly line: readonly LineVersion[];
}

/** A published notice with its history. Refuses (not_found) an unknown one, (forbidden) whoever is not of legal. */
export async function getNotice(actor: PersonActor, id: string): Promise<PublishedNotice> {
  requireLegal(actor);
  return read(actor, async (db, now) => {
    const { content, publishedBy, draftId, ...notice } = await findOne(db, id);
    const others = await db.notice.findMany({
      where: { jurisdiction: notice.jurisdiction },
      orderBy: [{ version: "desc" }, { language: "asc" }],
    });
    const english = others.filter((each) => each.language === "en");
    const standing = (each: (typeof others)[number] | typeof notice) => standingOf(each, english, now);
    const editors = draftId
      ? await db.noticeRevision.findMany({
          where: { draftId },
          distinct: ["editedBy"],
          orderBy: { number: "asc" },
        })
      : [];
    const names = await namesOf(db, [publishedBy, ...editors.map((each) => each.editedBy)]);
    const { title: _, ...body } = noticeContent.parse(JSON.parse(content));
    return {
      ...notice,
      body,
      placeName: (await placeOf(db, notice.jurisdiction)).name,
      bytes: Buffer.byteLength(content, "utf8"),
      standing: standing(notice),
      replacedAt: replacedAt(notice.version, english),
      approvedBy: publishedBy && (names.get(publishedBy) ?? null),
      writtenBy: editors.flatMap(({ editedBy }) => (editedBy && names.get(editedBy)) || []),
      line: others.map((each) => ({ ...each, standing: standing(each) })),
    };
  });
}

/** The exact bytes that a notice's hash is of. Refuses (not_found) an unknown one, and whoever is not of legal. */
export async function getNoticeBytes(
  actor: PersonActor,
  id: string,
): Promise<{ content: string; sha256: string; jurisdiction: string; version: number; language: string }> {
  if (!actor.roles.includes("legal")) throw noSuchNotice();
  return read(actor, (db) => findOne(db, id));
}

async function findOne(db: Reader, id: string) {
  const notice = z.uuid().safeParse(id).success ? await db.notice.findUnique({ where: { id } }) : null;
  if (!notice) throw noSuchNotice();
  return notice;
}

function noSuchNotice(): Refusal {
  return new Refusal("not_found", "no-such-notice", "There is no such notice.");
}
