"use server";

import { redirect } from "next/navigation";
import type { FormState } from "../../../components/ui/form-state.ts";
import { authorise, withdrawAuthorisation } from "../../../domain/notice/commands/authorise.ts";
import { acknowledgeNotice, recordNoticeSeen } from "../../../domain/notice/commands.ts";
import { Refusal } from "../../../lib/refusal.ts";
import { answerForm, answerStop, identifyWithinLimits } from "../../_door/action.ts";

/** "I was given this notice", and on to whatever else waits. */
export async function acknowledge(_: FormState, form: FormData): Promise<FormState> {
  const state = await answerForm(form, async (actor) => {
    await acknowledgeNotice(actor, { noticeHash: String(form.get("noticeHash")) });
    return "Recorded.";
  });
  if (state.status === "done") redirect("/notice");
  return state;
}

/** Signs a written authorisation. */
export async function sign(_: FormState, form: FormData): Promise<FormState> {
  return answerForm(form, async (actor) => {
    const jurisdiction = String(form.get("jurisdiction"));
    const field = `signature.${jurisdiction}`;
    const input = { noticeHash: form.get("noticeHash"), jurisdiction, signature: form.get(field) };
    await authorise(actor, input).catch((error: unknown) => named(error, field));
    return "Signed. You can take it back here at any time.";
  });
}

/** Takes a written authorisation back. */
export async function withdraw(_: FormState, form: FormData): Promise<FormState> {
  return answerStop(form, async (actor) => {
    await withdrawAuthorisation(actor, { jurisdiction: form.get("jurisdiction") });
    return "Taken back. It counts no longer from this moment.";
  });
}

/** A page may have several such forms; each calls its field by its place. */
function named(error: unknown, field: string): never {
  const text = error instanceof Refusal ? error.detail.fields?.signature : undefined;
  if (!(error instanceof Refusal) || !text) throw error;
  throw new Refusal(error.code, error.reason, error.message, { fields: { [field]: text } });
}

/** Called by the page when the notice's end has come into view. */
export async function seen(noticeId: string): Promise<void> {
  await recordNoticeSeen(await identifyWithinLimits(), { noticeId });
}
