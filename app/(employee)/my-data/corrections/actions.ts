"use server";

import type { FormState } from "../../../../components/ui/form-state.ts";
import { contestRecord } from "../../../../domain/correction/commands/contest-record.ts";
import { answerForm } from "../../../_door/action.ts";

/** Says that a record is wrong. Nobody else reads it from then on, until it is answered. */
export async function contest(_: FormState, form: FormData): Promise<FormState> {
  return answerForm(form, async (actor) => {
    const recordId = String(form.get("recordId") ?? "");
    await contestRecord(actor, { recordId, reason: form.get("reason"), words: form.get("words") ?? "" });
    return "It is sent. Nobody but you can see the record until it is answered.";
  });
}
