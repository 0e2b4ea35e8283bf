import type { Reader } from "../../lib/db/reader.ts";
import { read } from "../../lib/db/reader.ts";
import { Refusal } from "../../lib/refusal.ts";
import type { PersonActor } from "../actor/schema.ts";
import { FEDERAL } from "../jurisdiction/schema.ts";
import { inForce } from "./rules.ts";
import { type Notice, noticeContent } from "./schema.ts";

/** Whose notice consent is asked for in: the federal one, which is everyone's. States' own are given beside it. */
export const PROGRAM_JURISDICTION = FEDERAL;

/** The notice that is in force at `now`, within a transaction. Refuses (not_found) when none is. */
export async function noticeInForce(db: Reader, now: Date): Promise<Notice> {
  const notices = await db.notice.findMany({ where: { jurisdiction: PROGRAM_JURISDICTION, language: "en" } });
  const row = inForce(notices, now);
  if (!row) throw new Refusal("not_found", "no-notice", "No notice has been published yet.");
  const { title, ...body } = noticeContent.parse(JSON.parse(row.content));
  return { ...row, title, body };
}

/** What the actor was given, and what became of it; each a fact of its own. */
export interface NoticeState {
  readonly notice: Notice;
  readonly servedAt: Date | null;
  readonly seenAt: Date | null;
  readonly acknowledgedAt: Date | null;
}

export function getNoticeState(actor: PersonActor): Promise<NoticeState> {
  return read(actor, async (db, now) => {
    const notice = await noticeInForce(db, now);
    const where = { employeeId: actor.id, noticeId: notice.id };
    const served = await db.noticeService.findFirst({ where, orderBy: { at: "asc" } });
    const seen = await db.noticeSighting.findFirst({ where });
    const acknowledged = await db.acknowledgement.findFirst({ where });
    return {
      notice,
      servedAt: served?.at ?? null,
      seenAt: seen?.at ?? null,
      acknowledgedAt: acknowledged?.at ?? null,
    };
  });
}
