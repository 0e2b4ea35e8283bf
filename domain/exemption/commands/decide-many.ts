import { z } from "zod";
import { checked } from "../../../lib/checked.ts";
import { Refusal } from "../../../lib/refusal.ts";
import type { PersonActor } from "../../actor/schema.ts";
import { listGrounds } from "../queries/list-grounds.ts";
import { decision, GROUPS, STAGES } from "../schema.ts";
import { decideExemption, type StepRef } from "./decide.ts";

/** Requests that one go may decide. */
export const MOST_AT_ONCE = 50;

const stepRefs = z
  .array(z.strictObject({ requestId: z.uuid(), stage: z.enum(STAGES), group: z.enum(GROUPS) }))
  .min(1, "Choose at least one request.")
  .max(MOST_AT_ONCE, `Choose at most ${MOST_AT_ONCE} requests at once.`);

/** A part of a request is approved by itself: what is a part of one is none of another. */
const kind = z.object({ kind: z.enum(["approved", "denied"]) });

/** What became of one of them: null where it was decided, else the sentence that says why it was not. */
export interface Decided {
  readonly requestId: string;
  readonly refusal: string | null;
}

/**
 * Decides several like requests alike: each by itself, with a decision and an act of its own, so that one that cannot
 * be decided any more keeps no other back. Refuses: invalid (a field, none or too many, an approval in part, requests
 * on different grounds or at different steps).
 */
export async function decideMany(actor: PersonActor, steps: unknown, input: unknown): Promise<Decided[]> {
  const refs = uniquely(inField("steps", () => checked(stepRefs, steps)));
  if (!kind.safeParse(input).success) throw wrong("decision", "Choose whether to approve or to deny them.");
  checked(decision, input);
  const [first] = refs;
  const grounds = await listGrounds(
    actor,
    refs.map(({ requestId }) => requestId),
  );
  if (
    new Set(grounds).size > 1 ||
    refs.some(({ stage, group }) => stage !== first?.stage || group !== first.group)
  )
    throw wrong("steps", "Choose requests on the same ground, which you decide in the same part.");
  const results: Decided[] = [];
  for (const ref of refs) results.push({ requestId: ref.requestId, refusal: await tried(actor, ref, input) });
  return results;
}

async function tried(actor: PersonActor, ref: StepRef, input: unknown): Promise<string | null> {
  try {
    await decideExemption(actor, ref, input);
    return null;
  } catch (error) {
    // What is wrong with the words is wrong for all of them.
    if (!(error instanceof Refusal) || error.code === "invalid") throw error;
    return error.message;
  }
}

function uniquely(refs: readonly StepRef[]): StepRef[] {
  return [...new Map(refs.map((each) => [`${each.requestId} ${each.stage} ${each.group}`, each])).values()];
}

function inField<T>(field: string, check: () => T): T {
  try {
    return check();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw wrong(field, Object.values(error.detail.fields ?? {})[0] ?? error.message);
  }
}

function wrong(field: string, sentence: string): Refusal {
  return new Refusal("invalid", "malformed", sentence, { fields: { [field]: sentence } });
}
