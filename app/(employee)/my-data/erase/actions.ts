"use server";

import type { FormState } from "../../../../components/ui/form-state.ts";
import { formatCount } from "../../../../components/ui/quantity.ts";
import { eraseAll } from "../../../../domain/erasure/commands/erase-all.ts";
import { answerForm } from "../../../_door/action.ts";

/** Erases everything about whoever typed the word. */
export async function erase(_: FormState, form: FormData): Promise<FormState> {
  return answerForm(form, async (actor) => {
    const word = String(form.get("word") ?? "");
    const { records } = await eraseAll(actor, { word, shownAt: Number(form.get("shownAt")) });
    return `Everything was erased: ${formatCount(records, "record")}, and all else that is listed as going.`;
  });
}
