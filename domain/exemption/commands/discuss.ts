import { v7 as uuidv7 } from "uuid";
import { checked } from "../../../lib/checked.ts";
import type { PersonActor } from "../../actor/schema.ts";
import { transact } from "../../audit/commands.ts";
import { applicantOf, holdWordKeyOfRequest } from "../queries/word-key.ts";
import { type Stage, said } from "../schema.ts";
import type { StepRef } from "./decide.ts";
import { orRefusal } from "./refuse.ts";
import { orWhoWasFirst } from "./who-was-first.ts";

/**
 * Asks the applicant for more. The step's clock waits for the answer. Refuses: not_found, invalid, forbidden (not
 * theirs to decide), conflict (settled, the last question is open, three were asked).
 */
export function askApplicant(
  actor: PersonActor,
  { requestId, stage, group }: StepRef,
  input: unknown,
): Promise<void> {
  return say(actor, { requestId, stage, grp: group, kind: "question" }, input);
}

/** The applicant's answer: the step's clock begins anew. Refuses: not_found, invalid, conflict (answered, settled). */
export function answerQuestion(
  actor: PersonActor,
  { requestId, stage, group, questionId }: StepRef & { readonly questionId: string },
  input: unknown,
): Promise<void> {
  return say(actor, { requestId, stage, grp: group, kind: "answer", answers: questionId }, input);
}

/** Says something to the other side. Refuses: not_found, invalid, forbidden, conflict (settled). */
export function comment(
  actor: PersonActor,
  { requestId, stage }: { readonly requestId: string; readonly stage: Stage },
  input: unknown,
): Promise<void> {
  return say(actor, { requestId, stage, kind: "comment" }, input);
}

interface Message {
  readonly requestId: string;
  readonly stage: Stage;
  readonly grp?: string;
  readonly kind: "question" | "answer" | "comment";
  readonly answers?: string;
}
const ACT = {
  question: "exemption.asked",
  answer: "exemption.answered",
  comment: "exemption.commented",
} as const;

async function say(actor: PersonActor, message: Message, input: unknown): Promise<void> {
  const text = checked(said, input);
  const id = uuidv7();
  const write = orRefusal(
    transact(actor, async (tx) => {
      const key = await holdWordKeyOfRequest(tx.db, message.requestId);
      const employeeId = await applicantOf(tx.db, message.requestId);
      const words = key.seal(text, `message:${id}`);
      await tx.db.exemptionMessage.create({
        data: { id, ...message, employeeId, authorId: actor.id, words },
      });
      await tx.record({ kind: ACT[message.kind], subjectId: employeeId, objectId: message.requestId });
    }),
  );
  await orWhoWasFirst(actor, message, write);
}
