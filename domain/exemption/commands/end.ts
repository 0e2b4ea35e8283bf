import { checked } from "../../../lib/checked.ts";
import { Refusal } from "../../../lib/refusal.ts";
import type { PersonActor } from "../../actor/schema.ts";
import { type Transaction, transact } from "../../audit/commands.ts";
import { applicantOf, holdWordKeyOfRequest } from "../queries/word-key.ts";
import { reason, type Stage } from "../schema.ts";
import { orRefusal } from "./refuse.ts";
import { orWhoSettled } from "./who-was-first.ts";

/**
 * Takes back one's own request, or appeal, while it is pending. Refuses: not_found, conflict (settled in the
 * meantime, with who decided it).
 */
export async function withdrawRequest(actor: PersonActor, requestId: string, stage: Stage): Promise<void> {
  const write = orRefusal(
    transact(actor, async (tx) => {
      await tx.lock(actor.id);
      await expectOwn(tx, actor, requestId);
      await tx.db.exemptionOutcome.create({
        data: { requestId, stage, employeeId: actor.id, kind: "withdrawn" },
      });
      await tx.record({
        kind: "exemption.withdrawn",
        subjectId: actor.id,
        objectId: requestId,
        details: { stage },
      });
    }),
  );
  await orWhoSettled(actor, { requestId, stage }, write);
}

/**
 * Gives up one's own exemption: from this moment collection is as it was without it. Refuses: not_found, conflict
 * (not in force, or ended already).
 */
export async function giveUpExemption(actor: PersonActor, requestId: string): Promise<void> {
  await orRefusal(
    transact(actor, async (tx) => {
      await tx.lock(actor.id);
      await expectOwn(tx, actor, requestId);
      const appeal = await tx.db.exemptionStep.findFirst({
        where: { requestId, stage: "appeal", closedAt: null },
      });
      // Whoever gives it up does not ask for more of it either.
      if (appeal)
        await tx.db.exemptionOutcome.create({
          data: { requestId, stage: "appeal", employeeId: actor.id, kind: "withdrawn" },
        });
      await tx.db.exemptionEnd.create({
        data: {
          requestId,
          employeeId: actor.id,
          kind: "withdrawn",
          endedBy: actor.id,
          effectiveAt: new Date(),
        },
      });
      await tx.record({ kind: "exemption.given-up", subjectId: actor.id, objectId: requestId });
    }),
  );
}

/**
 * Ends an exemption that the actor decided, after the program's days of notice. Refuses: not_found, invalid (no
 * reason), forbidden (others decided it), conflict (not in force, or ended already).
 */
export async function revokeExemption(actor: PersonActor, requestId: string, input: unknown): Promise<void> {
  const words = checked(reason, input);
  await orRefusal(
    transact(actor, async (tx) => {
      const key = await holdWordKeyOfRequest(tx.db, requestId);
      const employeeId = await applicantOf(tx.db, requestId);
      await tx.db.exemptionEnd.create({
        data: {
          requestId,
          employeeId,
          kind: "revoked",
          endedBy: actor.id,
          words: key.seal(words, `end:${requestId}`),
          effectiveAt: new Date(),
        },
      });
      await tx.record({ kind: "exemption.revoked", subjectId: employeeId, objectId: requestId });
    }),
  );
}

/**
 * Asks somebody else, outside the reporting line, to decide anew; theirs is final. Refuses: not_found, invalid,
 * conflict (nothing was turned down, appealed already, too late, nobody can decide it).
 */
export async function appealExemption(actor: PersonActor, requestId: string, input: unknown): Promise<void> {
  const words = checked(reason, input);
  await orRefusal(
    transact(actor, async (tx) => {
      await tx.lock(actor.id);
      await expectOwn(tx, actor, requestId);
      const key = await holdWordKeyOfRequest(tx.db, requestId);
      await tx.db.exemptionAppeal.create({
        data: { requestId, employeeId: actor.id, words: key.seal(words, `appeal:${requestId}`) },
      });
      await tx.record({ kind: "exemption.appealed", subjectId: actor.id, objectId: requestId });
    }),
  );
}

async function expectOwn(tx: Transaction, actor: PersonActor, requestId: string): Promise<void> {
  const own = await tx.db.exemptionRequest.count({ where: { id: requestId, employeeId: actor.id } });
  if (!own) throw new Refusal("not_found", "no-such-request", "There is no such request.");
}
