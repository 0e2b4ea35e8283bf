"use server";

import type { FormState } from "../../../components/ui/form-state.ts";
import { resumePause, startPause } from "../../../domain/pause/commands.ts";
import { answerForm, answerStop } from "../../_door/action.ts";

export async function pause(_: FormState, form: FormData): Promise<FormState> {
  return answerStop(form, async (actor) => {
    await startPause(actor, { seconds: Number(form.get("seconds")) });
    return "Collection is paused on all your devices.";
  });
}

export async function resume(_: FormState, form: FormData): Promise<FormState> {
  return answerForm(form, async (actor) => {
    await resumePause(actor);
    return "The pause is over.";
  });
}
