import { wakeJob } from "../../../lib/jobs.ts";
import { Refusal } from "../../../lib/refusal.ts";
import { eraseActivity } from "../../activity/commands/erase-activity.ts";
import type { PersonActor } from "../../actor/schema.ts";
import { type Transaction, transact } from "../../audit/commands.ts";
import { eraseCaptures, SWEEP } from "../../capture/commands/delete-capture.ts";
import { eraseContests } from "../../correction/commands/erase-contests.ts";
import { eraseLetters } from "../../delivery/commands/erase-letters.ts";
import { eraseWords } from "../../exemption/commands/erase-words.ts";
import { eraseExports } from "../../export/commands/erase-exports.ts";
import { erasePauses } from "../../pause/commands/erase-pauses.ts";

/** What is typed to confirm. */
export const ERASE_WORD = "erase";

/** Of hundreds of thousands of records. */
const LIMIT_MS = 120_000;

/** How many of each were erased. */
export interface Erased {
  readonly records: number;
  /** Of their screen. */
  readonly pictures: number;
  /** Exports that were there, or being made. */
  readonly downloads: number;
  /** What they contested. */
  readonly corrections: number;
  readonly pauses: number;
  readonly files: number;
  readonly letters: number;
}

/**
 * Erases everything that is stored about the actor but for what has to stay (`REMAINS`), and destroys their keys: all
 * of it or nothing. Consent, exemptions and a pause in force stand as they are. `shownAt` is when the page that is
 * confirmed was read (milliseconds). Refuses: invalid (the word was not typed), conflict (erased since then already).
 */
export async function eraseAll(
  actor: PersonActor,
  input: { readonly word: string; readonly shownAt: number },
): Promise<Erased> {
  if (input.word.trim().toLowerCase() !== ERASE_WORD) throw notConfirmed();
  const work = async (tx: Transaction) => {
    await tx.lock(actor.id);
    const last = await tx.db.erasure.findFirst({ where: { employeeId: actor.id }, orderBy: { at: "desc" } });
    if (last && !(last.at.getTime() < input.shownAt)) throw erasedAlready();
    await tx.db.$queryRaw`select begin_erasure()`;
    // Each noun its own. Whoever adds a table that tells about a person adds to these, or to `REMAINS`.
    const erased: Erased = {
      downloads: await eraseExports(tx),
      corrections: await eraseContests(tx),
      pictures: await eraseCaptures(tx, actor.id),
      records: await eraseActivity(tx, actor.id),
      pauses: await erasePauses(tx),
      files: await eraseWords(tx, actor.id),
      letters: await eraseLetters(tx),
    };
    await tx.record({ kind: "erasure.done", subjectId: actor.id, details: { ...erased } });
    return erased;
  };
  const erased = await transact(actor, work, { limitMs: LIMIT_MS });
  await wakeJob(SWEEP);
  return erased;
}

function notConfirmed(): Refusal {
  const message = `Type the word ${ERASE_WORD} to confirm. Nothing was erased.`;
  return new Refusal("invalid", "not-confirmed", message, { fields: { word: message } });
}

function erasedAlready(): Refusal {
  return new Refusal(
    "conflict",
    "erased-already",
    "Everything was erased already since this page was shown, in another tab perhaps. There is nothing left to do.",
  );
}
