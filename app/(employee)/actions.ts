"use server";

import { redirect } from "next/navigation";
import type { FormState } from "../../components/ui/form-state.ts";
import { withdrawConsent } from "../../domain/consent/commands.ts";
import { endSessions } from "../../domain/directory/commands/end-sessions.ts";
import { answerForm } from "../_door/action.ts";
import { endSession, identify } from "../_door/session.ts";

/** From every page: takes back all consent. */
export async function withdrawAll(_: FormState, form: FormData): Promise<FormState> {
  return answerForm(form, async (actor) => {
    await withdrawConsent(actor);
    return "You withdrew your consent. Collection has stopped.";
  });
}

/** Signs out here and at the provider. */
export async function signOut(): Promise<never> {
  redirect(await endSession());
}

/** Signs out in every browser. */
export async function signOutEverywhere(): Promise<never> {
  await endSessions(await identify());
  redirect(await endSession());
}
