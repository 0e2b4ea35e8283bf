"use server";

import type { FormState } from "../../../../components/ui/form-state.ts";
import { askForExport } from "../../../../domain/export/commands/ask-for-export.ts";
import { removeExport } from "../../../../domain/export/commands/remove-export.ts";
import { answerForm } from "../../../_door/action.ts";

/** Asks for everything about whoever is signed in. */
export async function ask(_: FormState, form: FormData): Promise<FormState> {
  return answerForm(form, async (actor) => {
    await askForExport(actor);
    return "Asked for. Your download is being made.";
  });
}

/** Destroys one of their downloads. */
export async function remove(_: FormState, form: FormData): Promise<FormState> {
  return answerForm(form, async (actor) => {
    await removeExport(actor, String(form.get("exportId") ?? ""));
    return "Removed. Its bytes are destroyed.";
  });
}
