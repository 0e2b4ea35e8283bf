"use server";

import { redirect } from "next/navigation";
import { PICTURES } from "../../../../components/capture/addresses.ts";
import type { FormState } from "../../../../components/ui/form-state.ts";
import { deleteCapture } from "../../../../domain/capture/commands/delete-capture.ts";
import { answerForm } from "../../../_door/action.ts";

/** From the gallery: deletes one picture for good. */
export async function removeCapture(_: FormState, form: FormData): Promise<FormState> {
  return answerForm(form, async (actor) => {
    await deleteCapture(actor, String(form.get("captureId")));
    return "The picture is deleted for good.";
  });
}

/** The same from the picture's own page, which is gone then. */
export async function removeAndLeave(before: FormState, form: FormData): Promise<FormState> {
  const state = await removeCapture(before, form);
  if (state.status === "done") redirect(PICTURES);
  return state;
}
