import { Refusal } from "../../../lib/refusal.ts";
import type { PersonActor } from "../../actor/schema.ts";
import { getRequest } from "../queries/get-request.ts";
import { getScopePlace } from "../queries/place-of-request.ts";
import { type PartForm, readPart } from "../rules/part.ts";
import { type Deciding, decideExemption, type StepRef } from "./decide.ts";
import { orWhoWasFirst } from "./who-was-first.ts";

/**
 * Approves a part of what was asked, as a form was filled in. Refuses: not_found, invalid (a field, wider than what was
 * asked, all of it), and what `decideExemption` refuses.
 */
export function approvePart(
  actor: PersonActor,
  step: StepRef,
  { form, words }: { readonly form: PartForm; readonly words: unknown },
): Promise<Deciding> {
  return orWhoWasFirst(actor, step, narrow(actor, step, form, words));
}

async function narrow(actor: PersonActor, step: StepRef, form: PartForm, words: unknown): Promise<Deciding> {
  const { scope: asked } = await getRequest(actor, step.requestId);
  const { timeZone, listed } = await getScopePlace(actor, step.requestId);
  const { scope, errors } = readPart(asked, form, listed, timeZone);
  if (errors) {
    const message = "Something is missing or wrong. Nothing was recorded yet.";
    throw new Refusal("invalid", "malformed", message, { fields: { ...errors } });
  }
  return decideExemption(actor, step, { kind: "narrowed", words, scope });
}
