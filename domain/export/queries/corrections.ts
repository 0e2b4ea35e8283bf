import { unwrapDataKey } from "../../../lib/crypto.ts";
import type { ExportActor } from "../../actor/schema.ts";
import { wordKey } from "../../exemption/queries/word-key.ts";
import { overPages } from "./over-pages.ts";

/** What was contested, as it is stored, its words opened; null where nothing was said. Moments in ISO 8601. */
export interface ExportedCorrection {
  readonly id: string;
  readonly at: string;
  /** Of a record: its computer and when it began. */
  readonly deviceId: string | null;
  readonly startedAt: string | null;
  /** Of a picture. */
  readonly captureId: string | null;
  readonly reason: string;
  readonly words: string | null;
  /** Null while it waits. */
  readonly answer: {
    readonly at: string;
    readonly outcome: string;
    readonly words: string;
    readonly answeredBy: string;
  } | null;
}

/** Everything that the actor's person contested, in order. */
export function overCorrections(actor: ExportActor): AsyncGenerator<ExportedCorrection[]> {
  return overPages(actor, async (db, after: ExportedCorrection | null, take) => {
    const rows = await db.contest.findMany({
      where: { employeeId: actor.id, ...(after && { id: { gt: after.id } }) },
      include: { answer: true },
      orderBy: { id: "asc" },
      take,
    });
    if (rows.length === 0) return [];
    // Whoever contested something has one.
    const { wrapped } = await db.wordKey.findUniqueOrThrow({ where: { employeeId: actor.id } });
    const key = wordKey(unwrapDataKey(actor.id, wrapped));
    return rows.map(({ id, answer, ...row }) => ({
      id,
      at: row.at.toISOString(),
      deviceId: row.deviceId,
      startedAt: row.startedAt?.toISOString() ?? null,
      captureId: row.captureId,
      reason: row.reason,
      words: row.words && key.open(row.words, `contest:${id}`),
      answer: answer && {
        at: answer.at.toISOString(),
        outcome: answer.outcome,
        words: key.open(answer.words, `answer:${id}`),
        answeredBy: answer.answeredBy,
      },
    }));
  });
}
