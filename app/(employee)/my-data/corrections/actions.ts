"use server";

import type { FormState } from "../../../../components/ui/form-state.ts";
import { contestPicture, contestRecord } from "../../../../domain/correction/commands/contest-record.ts";
import { answerForm } from "../../../_door/action.ts";

/** Says that a record is wrong. Nobody else reads it from then on, until it is answered. */
export async function contest(_: FormState, form: FormData): Promise<FormState> {
  return answerForm(form, async (actor) => {
    await contestRecord(actor, { recordId: idIn(form), ...saidIn(form) });
    return "It is sent. Nobody but you can see the record until it is answered.";
  });
}

/** The same of a picture. */
export async function contestShownPicture(_: FormState, form: FormData): Promise<FormState> {
  return answerForm(form, async (actor) => {
    await contestPicture(actor, { captureId: idIn(form), ...saidIn(form) });
    return "It is sent. Nobody but you can see the picture until it is answered.";
  });
}

function idIn(form: FormData): string {
  return String(form.get("id") ?? "");
}

function saidIn(form: FormData) {
  return { reason: form.get("reason"), words: form.get("words") ?? "" };
}
