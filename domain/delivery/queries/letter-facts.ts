import type { Reader } from "../../../lib/db/reader.ts";
import { standingNotices } from "../../notice/queries/standing-notices.ts";
import { noticeContent } from "../../notice/schema.ts";
import type { LetterFacts } from "../rules/letter.ts";
import type { DueLetter } from "../schema.ts";

/** Whom a letter goes to, and all that stands in it, within a transaction. */
export async function letterFacts(
  db: Reader,
  letter: DueLetter,
): Promise<{ email: string; facts: Omit<LetterFacts, "portalUrl"> }> {
  const person = await db.person.findUniqueOrThrow({
    where: { id: letter.employeeId },
    select: { name: true, email: true, timeZone: true },
  });
  const row = await db.notice.findUniqueOrThrow({ where: { id: letter.noticeId } });
  const { title, ...body } = noticeContent.parse(JSON.parse(row.content));
  const standing = await standingNotices(db);
  const names = new Map(standing.map(({ code, name }) => [code, name]));
  const facts = {
    name: person.name,
    timeZone: person.timeZone,
    reason: letter.reason,
    place: letter.code,
    asks: letter.asks,
    names,
    languages: standing.find(({ code }) => code === letter.code)?.languages ?? [],
    notice: { title, body, version: row.version, sha256: row.sha256, effectiveAt: row.effectiveAt },
  };
  return { email: person.email, facts };
}
