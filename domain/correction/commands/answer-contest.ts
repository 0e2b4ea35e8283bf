import { z } from "zod";
import { checked } from "../../../lib/checked.ts";
import { wakeJob } from "../../../lib/jobs.ts";
import { Refusal } from "../../../lib/refusal.ts";
import type { PersonActor } from "../../actor/schema.ts";
import { transact } from "../../audit/commands.ts";
import { SWEEP } from "../../capture/commands/delete-capture.ts";
import { mayAnswerContests } from "../policy.ts";
import { keyOfContest } from "../queries/key-of-contest.ts";
import { answerInput, type Contestable } from "../schema.ts";
import { orRefusal } from "./refuse.ts";

/**
 * Answers a contest, and says of what it was: `upheld` deletes the record at once, with what it had added to its day,
 * or the picture; `stands` lets it be as any other. Refuses: not_found (no such contest, or not the actor's to answer:
 * never one of their own), invalid (a field), conflict (somebody answered it first, or what was contested is gone).
 */
export async function answerContest(
  actor: PersonActor,
  { contestId, ...input }: { readonly contestId: string; readonly outcome: unknown; readonly words: unknown },
): Promise<{ what: Contestable }> {
  if (!mayAnswerContests(actor.roles) || !z.uuid().safeParse(contestId).success) throw unknown();
  const { outcome, words } = checked(answerInput, input);
  const answered = await orRefusal(
    transact(actor, async (tx) => {
      const found = await keyOfContest(tx.db, contestId);
      if (!found) throw unknown();
      const { employeeId, key } = found;
      await tx.db.$executeRaw`
        insert into contest_answer (employee_id, contest_id, outcome, words, answered_by)
        values (${employeeId}::uuid, ${contestId}::uuid, ${outcome}, ${key.seal(words, `answer:${contestId}`)},
          ${actor.id}::uuid)`;
      await tx.record({
        kind: "correction.answered",
        subjectId: employeeId,
        objectId: contestId,
        details: { outcome },
      });
      const { captureId } = await tx.db.contest.findUniqueOrThrow({
        where: { employeeId_id: { employeeId, id: contestId } },
        select: { captureId: true },
      });
      const what: Contestable = captureId === null ? "record" : "picture";
      return { what };
    }),
  );
  if (answered.what === "picture" && outcome === "upheld") await wakeJob(SWEEP);
  return answered;
}

function unknown(): Refusal {
  return new Refusal("not_found", "no-such-contest", "There is nothing here for you to answer.");
}
