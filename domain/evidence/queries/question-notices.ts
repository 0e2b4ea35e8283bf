import type { Reader } from "../../../lib/db/reader.ts";
import { FEDERAL } from "../../jurisdiction/schema.ts";
import { overtakenAt } from "../../notice/rules.ts";
import type { CountedNotice } from "../schema/question.ts";

/** The notices of the places' lines that counted at some time from `from` to `until`, the federal line always. */
export async function noticesOf(
  db: Reader,
  employeeId: string,
  codes: readonly string[],
  { from, until }: { from: number; until: number },
): Promise<CountedNotice[]> {
  const line = await db.notice.findMany({
    where: { jurisdiction: { in: [...new Set([FEDERAL, ...codes])] } },
    omit: { content: true },
    orderBy: [{ jurisdiction: "asc" }, { version: "desc" }, { language: "asc" }],
  });
  const counted = line.filter((each) => {
    const versions = line.filter((other) => other.jurisdiction === each.jurisdiction);
    return each.effectiveAt.getTime() <= until && overtakenAt(versions, each.version) > from;
  });
  const facts = await factsOf(db, employeeId, counted, new Date(until));
  return counted.map(({ id, jurisdiction, language, version, title, sha256, effectiveAt }) => {
    const about = <T extends { noticeId: string }>(some: readonly T[]) =>
      some.filter((each) => each.noticeId === id);
    const [acknowledged] = about(facts.acknowledgements);
    return {
      jurisdiction,
      language,
      version,
      title,
      sha256,
      effectiveAt,
      served: about(facts.services).map((each) => ({ at: each.at, channel: each.channel })),
      seenAt: about(facts.sightings)[0]?.at ?? null,
      acknowledged: acknowledged ? { at: acknowledged.at, channel: acknowledged.channel } : null,
      authorised: about(facts.authorisations).map((each) => ({
        at: each.at,
        jurisdiction: each.jurisdiction,
        withdrawnAt: each.withdrawal && each.withdrawal.at.getTime() <= until ? each.withdrawal.at : null,
      })),
    };
  });
}

async function factsOf(db: Reader, employeeId: string, notices: readonly { id: string }[], until: Date) {
  const noticeId = { in: notices.map((each) => each.id) };
  const query = { where: { employeeId, noticeId, at: { lte: until } }, orderBy: { at: "asc" } } as const;
  return {
    services: await db.noticeService.findMany(query),
    sightings: await db.noticeSighting.findMany(query),
    acknowledgements: await db.acknowledgement.findMany(query),
    authorisations: await db.authorisation.findMany({ ...query, include: { withdrawal: true } }),
  };
}
