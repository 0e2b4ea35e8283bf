import { checked } from "../../../lib/checked.ts";
import { Refusal } from "../../../lib/refusal.ts";
import type { PersonActor } from "../../actor/schema.ts";
import { transact } from "../../audit/commands.ts";
import { applicantOf, holdWordKeyOfRequest, type WordKey } from "../queries/word-key.ts";
import { type Decision, decision, type Group, type Stage } from "../schema.ts";
import { scopeColumns } from "./apply.ts";
import { orRefusal } from "./refuse.ts";
import { orWhoWasFirst } from "./who-was-first.ts";

/** One step of one request. */
export interface StepRef {
  readonly requestId: string;
  readonly stage: Stage;
  readonly group: Group;
}

/** What came of a decision: whether it settled the stage, or others are still asked. */
export interface Deciding {
  readonly isSettled: boolean;
}

/**
 * Decides one step. With the last yes of a stage the exemption is in force; with the first no it is settled. Refuses:
 * not_found (not theirs to see), invalid (a field, a scope wider than what was asked), forbidden (not theirs to
 * decide), conflict (settled, with who was first; or nothing would be left together with what others approved).
 */
export async function decideExemption(actor: PersonActor, step: StepRef, input: unknown): Promise<Deciding> {
  const decided = checked(decision, input);
  if (decided.kind === "denied" && step.stage === "request") checkRemedy(decided.remedy);
  if (step.stage === "appeal") checkReasoned(decided.words);
  const write = orRefusal(
    transact(actor, async (tx) => {
      const key = await holdWordKeyOfRequest(tx.db, step.requestId);
      const { requestId, stage, group } = step;
      const employeeId = await applicantOf(tx.db, requestId);
      await tx.db.exemptionDecision.create({
        data: {
          requestId,
          stage,
          grp: group,
          employeeId,
          decidedBy: actor.id,
          kind: decided.kind,
          ...sealed(key, step, decided),
        },
      });
      await tx.record({
        kind: "exemption.decided",
        subjectId: employeeId,
        objectId: requestId,
        details: { stage, group, decision: decided.kind },
      });
      const outcome = await tx.db.exemptionOutcome.findUnique({
        where: { requestId_stage: { requestId, stage } },
      });
      return { isSettled: outcome !== null };
    }),
  );
  return orWhoWasFirst(actor, step, write);
}

function checkRemedy(remedy: string): void {
  if (remedy !== "") return;
  const message = "Say what would change it: nobody should have to guess.";
  throw new Refusal("invalid", "malformed", message, { fields: { remedy: message } });
}

function checkReasoned(words: string): void {
  if (words !== "") return;
  const message = "Say why: whoever appealed is owed a reason, whatever you decide.";
  throw new Refusal("invalid", "malformed", message, { fields: { words: message } });
}

function sealed(key: WordKey, { requestId, stage, group }: StepRef, decided: Decision) {
  const place = `${requestId}:${stage}:${group}`;
  return {
    ...(decided.words && { words: key.seal(decided.words, `decision:${place}`) }),
    ...(decided.kind === "denied" &&
      stage === "request" && { remedy: key.seal(decided.remedy, `remedy:${place}`) }),
    ...(decided.kind === "narrowed" && scopeColumns(decided.scope)),
  };
}
