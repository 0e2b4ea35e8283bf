import { Refusal } from "../../../lib/refusal.ts";
import type { PersonActor } from "../../actor/schema.ts";
import { howItEnded } from "../queries/how-it-ended.ts";
import { endedInWords } from "../rules/ending.ts";
import type { Group, Stage } from "../schema.ts";

/**
 * Runs what an approver writes. Where it came too late, it refuses (conflict) with who was first and what they
 * decided, also to whoever may no longer see the request.
 */
export async function orWhoWasFirst<T>(
  actor: PersonActor,
  step: { readonly requestId: string; readonly stage: Stage; readonly group?: Group },
  write: Promise<T>,
): Promise<T> {
  try {
    return await write;
  } catch (error) {
    if (!(error instanceof Refusal) || error.code === "invalid") throw error;
    const endings = await howItEnded(actor, step.requestId);
    const own = endings.find(
      ({ stage, group }) => stage === step.stage && (step.group === undefined || group === step.group),
    );
    if (!own) throw error;
    const sentence = endedInWords(own, actor.name);
    throw new Refusal("conflict", "settled", `${sentence} Nothing of yours was recorded now.`);
  }
}
