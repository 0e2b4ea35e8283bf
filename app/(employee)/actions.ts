"use server";

import { redirect } from "next/navigation";
import type { FormState } from "../../components/ui/form-state.ts";
import { withdrawConsent } from "../../domain/consent/commands.ts";
import { endSessions } from "../../domain/directory/commands/end-sessions.ts";
import { Refusal } from "../../lib/refusal.ts";
import { answerStop } from "../_door/action.ts";
import { endSession, identify } from "../_door/session.ts";

/** From every page: takes back all consent. */
export async function withdrawAll(_: FormState, form: FormData): Promise<FormState> {
  return answerStop(form, async (actor) => {
    await withdrawConsent(actor);
    return "You withdrew your consent. Collection has stopped.";
  });
}

/** Signs out here and at the provider. */
export async function signOut(): Promise<never> {
  redirect(await endSession());
}

/** Signs out in every browser; from a tab whose session is over already, at least in this one. */
export async function signOutEverywhere(): Promise<never> {
  try {
    await endSessions(await identify());
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
  }
  redirect(await endSession());
}
