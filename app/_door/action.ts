import { refresh } from "next/cache";
import type { FormState } from "../../components/ui/form-state.ts";
import type { PersonActor } from "../../domain/actor/schema.ts";
import { rateLimit } from "../../lib/rate-limit.ts";
import { Refusal } from "../../lib/refusal.ts";
import { identify } from "./session.ts";

/** Nobody presses a button more often than this; a script might. */
const limitActor = rateLimit(120, 60, "That was too often in too short a time. Please wait a moment.");

/** Whoever is sent to the sign-in from here would lose what they had filled in. */
const SIGNED_OUT =
  "You are signed out, so nothing was changed. Sign in again in another tab, then press the button here once more.";

/** What a form's verb does with who sent it and what was sent. Returns the sentence to show. */
type Verb = (actor: PersonActor, form: FormData) => Promise<string>;

/** Who sent a form. Refuses (too_many) whoever sends more than a person could. */
export async function identifyWithinLimits(): Promise<PersonActor> {
  const actor = await identify();
  await limitActor(actor.id);
  return actor;
}

/**
 * Runs one verb for a form: identifies first, then lets the verb parse and act, then re-reads the
 * page. A refusal becomes the form's answer, with what was sent; anything else is a fault.
 */
export function answerForm(form: FormData, verb: Verb): Promise<FormState> {
  return answer(form, verb, identifyWithinLimits);
}

/** The same for a verb that only stops collection: nobody is ever told to wait before they may stop it. */
export function answerStop(form: FormData, verb: Verb): Promise<FormState> {
  return answer(form, verb, identify);
}

async function answer(form: FormData, verb: Verb, who: () => Promise<PersonActor>): Promise<FormState> {
  try {
    const message = await verb(await who(), form);
    refresh();
    return { status: "done", message };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const message = error.code === "unauthenticated" ? SIGNED_OUT : error.message;
    return { status: "refused", message, errors: error.detail.fields, values: sent(form) };
  }
}

function sent(form: FormData): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [name, value] of form) {
    if (typeof value === "string" && !name.startsWith("$ACTION")) values[name] = value;
  }
  return values;
}
