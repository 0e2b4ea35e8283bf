"use server";

import { redirect } from "next/navigation";
import type { FormState } from "../../../components/ui/form-state.ts";
import { answerDeviceRequest } from "../../../domain/directory/commands/answer-device-request.ts";
import { revokeDevice } from "../../../domain/directory/commands/revoke-device.ts";
import { answerForm } from "../../_door/action.ts";

/** "This is my computer", or "It is not". */
export async function answerLink(_: FormState, form: FormData): Promise<FormState> {
  const approved = form.get("approved") === "yes";
  const state = await answerForm(form, async (actor) => {
    await answerDeviceRequest(actor, { userCode: String(form.get("userCode")), approved });
    return approved ? "Linked." : "Refused.";
  });
  if (state.status === "done") redirect(approved ? "/devices" : "/devices/link?refused=yes");
  return state;
}

/** Unlinks one of the actor's computers, at once. */
export async function unlink(_: FormState, form: FormData): Promise<FormState> {
  return answerForm(form, async (actor) => {
    await revokeDevice(actor, { deviceId: String(form.get("deviceId")), reason: "unlinked by its owner" });
    return "Unlinked. The agent on it has stopped.";
  });
}
