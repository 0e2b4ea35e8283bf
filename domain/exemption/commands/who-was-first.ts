import { Refusal } from "../../../lib/refusal.ts";
import type { PersonActor } from "../../actor/schema.ts";
import { getRequest } from "../queries/get-request.ts";
import { howItEnded } from "../queries/how-it-ended.ts";
import { decidedInWords, endedInWords } from "../rules/ending.ts";
import type { Outcome } from "../rules/state.ts";
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
    throw settled(endedInWords(own, actor.name));
  }
}

const DECIDED: readonly Outcome[] = ["approved", "narrowed", "denied"];

/** Runs what an applicant takes back. Where somebody decided it first, it refuses (conflict) with who, and what. */
export async function orWhoSettled<T>(
  actor: PersonActor,
  { requestId, stage }: { readonly requestId: string; readonly stage: Stage },
  write: Promise<T>,
): Promise<T> {
  try {
    return await write;
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== "conflict") throw error;
    const { steps, outcomes } = await getRequest(actor, requestId);
    // What was taken back already, or lapsed, was decided by nobody, whatever one group said before.
    if (!outcomes.some((each) => each.stage === stage && DECIDED.includes(each.kind))) throw error;
    const decisions = steps.flatMap((each) => (each.stage === stage && each.decision ? [each.decision] : []));
    const [last] = decisions.toSorted((a, b) => b.at - a.at);
    if (!last) throw error;
    throw settled(decidedInWords(last.kind, last.by.name));
  }
}

function settled(sentence: string): Refusal {
  return new Refusal("conflict", "settled", `${sentence} Nothing of yours was recorded now.`);
}
