"use server";

import type { FormState } from "../../components/ui/form-state.ts";
import { withdrawConsent } from "../../domain/consent/commands.ts";
import { answerStop } from "../_door/action.ts";

/** From every page: takes back all consent. */
export async function withdrawAll(_: FormState, form: FormData): Promise<FormState> {
  return answerStop(form, async (actor) => {
    await withdrawConsent(actor);
    return "You withdrew your consent. Collection has stopped.";
  });
}
