"use server";

import type { FormState } from "../../../components/ui/form-state.ts";
import { endPosting, inspectPosting } from "../../../domain/posting/commands/end-posting.ts";
import { recordPosting } from "../../../domain/posting/commands/record-posting.ts";
import { answerForm } from "../../_door/action.ts";

const text = (form: FormData, name: string) => String(form.get(name) ?? "");

/** A notice was hung up. */
export async function record(_: FormState, form: FormData): Promise<FormState> {
  return answerForm(form, async (actor) => {
    await recordPosting(actor, {
      workplaceId: text(form, "workplaceId"),
      noticeId: text(form, "noticeId"),
      place: text(form, "place"),
      putUpBy: text(form, "putUpBy"),
    });
    return "Recorded. The posting counts from now.";
  });
}

/** Somebody looked. */
export async function inspect(_: FormState, form: FormData): Promise<FormState> {
  return answerForm(form, async (actor) => {
    const { isEnded } = await inspectPosting(actor, {
      postingId: text(form, "postingId"),
      inPlace: text(form, "inPlace") === "yes",
      remark: text(form, "remark"),
    });
    return isEnded ? "Recorded. The posting ended with it." : "Recorded: it hangs in place.";
  });
}

/** It was taken down. */
export async function takeDown(_: FormState, form: FormData): Promise<FormState> {
  return answerForm(form, async (actor) => {
    await endPosting(actor, { postingId: text(form, "postingId"), reason: text(form, "reason") });
    return "Recorded. The posting counts no longer.";
  });
}
