"use server";

import { redirect } from "next/navigation";
import type { FormState } from "../../../components/ui/form-state.ts";
import { sendDraft } from "../../../domain/exemption/commands/apply.ts";
import { attachMeasurements, removeEvidence } from "../../../domain/exemption/commands/attach-file.ts";
import {
  discardExemptionDraft,
  draftRenewal,
  saveExemptionDraft,
} from "../../../domain/exemption/commands/save-draft.ts";
import { checkDraft } from "../../../domain/exemption/queries/get-draft.ts";
import { rateLimit } from "../../../lib/rate-limit.ts";
import { Refusal } from "../../../lib/refusal.ts";
import { answerForm, answerStop } from "../../_door/action.ts";
import { draftIdOf, draftOf } from "./draft-of.ts";

/** Keeps the draft; and, if it is to be checked, says what is missing or leads on to the check. */
export async function save(_: FormState, form: FormData): Promise<FormState> {
  const isToBeChecked = form.get("intent") === "check";
  const state = await answerForm(form, async (actor) => {
    await saveExemptionDraft(actor, draftOf(form), draftIdOf(form));
    if (!isToBeChecked) return "Saved. Nothing was sent.";
    const errors = (await checkDraft(actor))?.read.errors;
    if (errors)
      throw new Refusal("invalid", "malformed", "Your draft is saved. Before it can be sent:", {
        fields: { ...errors },
      });
    return "Saved.";
  });
  if (isToBeChecked && state.status === "done") redirect("/exemptions/apply/check");
  return state;
}

/** Every sending writes letters to several people. */
const limitSending = rateLimit(20, 3_600, "You sent 20 requests within an hour. Please wait a while.");

/** Sends the draft as it was shown. It only ever stops collection, so few are told to wait, and can pause meanwhile. */
export async function send(_: FormState, form: FormData): Promise<FormState> {
  let id = "";
  const state = await answerStop(form, async (actor) => {
    await limitSending(actor.id);
    ({ id } = await sendDraft(actor, String(form.get("shown"))));
    return "Sent.";
  });
  if (state.status === "done") redirect(`/exemptions/${id}`);
  return state;
}

export async function discard(_: FormState, form: FormData): Promise<FormState> {
  const state = await answerForm(form, async (actor) => {
    await discardExemptionDraft(actor);
    return "The draft is thrown away.";
  });
  if (state.status === "done") redirect("/exemptions");
  return state;
}

export async function removeFile(_: FormState, form: FormData): Promise<FormState> {
  return answerForm(form, async (actor) => {
    await removeEvidence(actor, String(form.get("fileId")));
    return "The file is removed.";
  });
}

export async function attachMeasured(_: FormState, form: FormData): Promise<FormState> {
  return answerForm(form, async (actor) => {
    await attachMeasurements(actor, {
      requestId: String(form.get("requestId")),
      deviceId: String(form.get("deviceId")),
      shown: String(form.get("shown")),
    });
    return "The measurements are attached.";
  });
}

/** Prefills a draft with what is in force, and leads to its check. */
export async function renew(_: FormState, form: FormData): Promise<FormState> {
  const state = await answerForm(form, async (actor) => {
    const requestId = String(form.get("requestId"));
    await draftRenewal(actor, { requestId, replaces: form.get("replaces") === "yes" });
    return "A draft is ready.";
  });
  if (state.status === "done") redirect("/exemptions/apply/check");
  return state;
}
