import { unwrapDataKey } from "../../../lib/crypto.ts";
import type { ExportActor } from "../../actor/schema.ts";
import { wordKey } from "../../exemption/queries/word-key.ts";
import { overPages } from "./over-pages.ts";

/** A contest as it stands in `corrections.jsonl`. Words are null where nothing was said, or their key was destroyed. */
export interface OwnContestLine {
  readonly id: string;
  readonly at: Date;
  readonly deviceId: string | null;
  readonly startedAt: Date | null;
  readonly captureId: string | null;
  readonly reason: string;
  readonly words: string | null;
  readonly answer: {
    readonly at: Date;
    readonly outcome: string;
    readonly answeredBy: string;
    readonly words: string | null;
  } | null;
}

/** What the actor's person said is wrong, and how it was answered, with the words of both. */
export function overContests(actor: ExportActor): AsyncGenerator<OwnContestLine[]> {
  return overPages(actor, async (db, after: OwnContestLine | null, take) => {
    const rows = await db.contest.findMany({
      where: { employeeId: actor.id, ...(after && { id: { gt: after.id } }) },
      include: { answer: true },
      orderBy: { id: "asc" },
      take,
    });
    const kept = await db.wordKey.findUnique({ where: { employeeId: actor.id } });
    const key = kept && wordKey(unwrapDataKey(actor.id, kept.wrapped));
    return rows.map(({ id, at, deviceId, startedAt, captureId, reason, words, answer }) => ({
      id,
      at,
      deviceId,
      startedAt,
      captureId,
      reason,
      words: words && key ? key.open(words, `contest:${id}`) : null,
      answer: answer && {
        at: answer.at,
        outcome: answer.outcome,
        answeredBy: answer.answeredBy,
        words: key ? key.open(answer.words, `answer:${id}`) : null,
      },
    }));
  });
}
