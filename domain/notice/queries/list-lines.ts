import { type Reader, read } from "../../../lib/db/reader.ts";
import type { PersonActor } from "../../actor/schema.ts";
import { FEDERAL, lawBody } from "../../jurisdiction/schema.ts";
import { requireLegal } from "../policy.ts";
import { standingOf } from "../rules/line.ts";
import { missingWording } from "../rules/wording.ts";
import { noticeContent } from "../schema.ts";
import { type DraftSummary, listOpenDrafts } from "./list-open-drafts.ts";

export interface NoticeSummary {
  readonly id: string;
  readonly version: number;
  readonly title: string;
  readonly effectiveAt: Date;
  readonly substance: boolean;
}

/** What a place has by way of notices. */
export interface NoticeLine {
  readonly code: string;
  readonly name: string;
  /** Of its own; the federal one stands for a place without. */
  readonly inForce: NoticeSummary | null;
  readonly coming: readonly NoticeSummary[];
  readonly languages: readonly string[];
  readonly drafts: readonly DraftSummary[];
  /** Whether the notice that people there are given lacks words that the place's law prescribes: they are held. */
  readonly lacksWording: boolean;
}

/** Every place with a row of law, the federal one first, then by name. Refuses (forbidden) whoever is not of legal. */
export async function listLines(actor: PersonActor): Promise<NoticeLine[]> {
  requireLegal(actor);
  return read(actor, async (db, now) => {
    const laws = await db.jurisdiction.findMany({
      where: { untilAt: null },
      select: { code: true, body: true },
    });
    const notices = await db.notice.findMany({ orderBy: [{ version: "asc" }, { language: "asc" }] });
    const drafts = await listOpenDrafts(db, actor);
    const inForceOf = (code: string) =>
      notices.find(
        (each) =>
          each.jurisdiction === code && each.language === "en" && standing(notices, each, now) === "in-force",
      );
    const lines = laws.map(({ code, body }): NoticeLine => {
      const { name, requiredWording } = lawBody.pick({ name: true, requiredWording: true }).parse(body);
      const own = inForceOf(code);
      const given = own ?? inForceOf(FEDERAL);
      return {
        code,
        name,
        inForce: own ?? null,
        coming: notices.filter(
          (each) => each.jurisdiction === code && each.language === "en" && each.effectiveAt > now,
        ),
        languages: notices
          .filter(
            (each) => each.jurisdiction === code && each.version === own?.version && each.effectiveAt <= now,
          )
          .map((each) => each.language),
        drafts: drafts.filter((each) => each.jurisdiction === code),
        lacksWording: missingWording(given && statementsOf(given.content), requiredWording).length > 0,
      };
    });
    return lines.sort(federalFirst);
  });
}

type StoredNotice = Awaited<ReturnType<Reader["notice"]["findMany"]>>[number];

function standing(notices: readonly StoredNotice[], notice: StoredNotice, now: Date) {
  const line = notices.filter((each) => each.jurisdiction === notice.jurisdiction && each.language === "en");
  return standingOf(notice, line, now);
}

function statementsOf(content: string): string[] | undefined {
  return noticeContent.parse(JSON.parse(content)).statements;
}

function federalFirst(a: NoticeLine, b: NoticeLine): number {
  return Number(b.code === FEDERAL) - Number(a.code === FEDERAL) || a.name.localeCompare(b.name, "en");
}
