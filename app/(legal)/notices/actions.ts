"use server";

import { redirect } from "next/navigation";
import type { FormState } from "../../../components/ui/form-state.ts";
import type { PersonActor } from "../../../domain/actor/schema.ts";
import { approveDraft } from "../../../domain/notice/commands/approve-draft.ts";
import { beginDraft, beginTranslation } from "../../../domain/notice/commands/begin-draft.ts";
import { discardDraft } from "../../../domain/notice/commands/discard-draft.ts";
import { saveDraft } from "../../../domain/notice/commands/save-draft.ts";
import { sendBackDraft } from "../../../domain/notice/commands/send-back-draft.ts";
import { getDraft } from "../../../domain/notice/queries/get-draft.ts";
import { entered } from "../../../domain/notice/rules/draft.ts";
import { instantOf } from "../../../domain/notice/rules/local-time.ts";
import { answerForm } from "../../_door/action.ts";

/** A draft of a place's next notice. Leads to it. */
export async function begin(_: FormState, form: FormData): Promise<FormState> {
  let id = "";
  const state = await answerForm(form, async (actor) => {
    ({ id } = await beginDraft(actor, { jurisdiction: form.get("jurisdiction"), from: form.get("from") }));
    return "The draft is begun.";
  });
  if (state.status === "done") redirect(`/notices/drafts/${id}`);
  return state;
}

/** A draft of the same version in another language. Leads to it. */
export async function translate(_: FormState, form: FormData): Promise<FormState> {
  let id = "";
  const state = await answerForm(form, async (actor) => {
    const input = { translates: form.get("translates"), language: form.get("language") };
    ({ id } = await beginTranslation(actor, input));
    return "The translation is begun.";
  });
  if (state.status === "done") redirect(`/notices/drafts/${id}`);
  return state;
}

/** Saves a draft as its next revision, or after somebody else's. The answer says which revision the form shows now. */
export async function save(_: FormState, form: FormData): Promise<FormState> {
  let basedOn = String(form.get("basedOn"));
  const state = await answerForm(form, async (actor) => {
    const isReady = form.get("intent") === "ready";
    const { number } = await saveDraft(actor, {
      draftId: form.get("draftId"),
      basedOn: await revisionBefore(actor, form),
      form: entered((field) => form.get(field)),
      substance: form.get("substance") !== "no",
      effectiveAt: form.get("from") === "day" ? instantOf(String(form.get("day")), actor.timeZone) : null,
      isReady,
    });
    basedOn = String(number);
    return isReady
      ? "Saved. Another legal reviewer can approve it now."
      : "Saved. It is not put forward for approval yet.";
  });
  return state.status === "done" ? { ...state, values: { basedOn } } : state;
}

async function revisionBefore(actor: PersonActor, form: FormData): Promise<number> {
  if (form.get("intent") !== "over") return Number(form.get("basedOn"));
  return (await getDraft(actor, String(form.get("draftId")))).revision;
}

/** Approves what was read, which publishes it. Leads to the published notice. */
export async function approve(_: FormState, form: FormData): Promise<FormState> {
  let id = "";
  const state = await answerForm(form, async (actor) => {
    const draftId = String(form.get("draftId"));
    ({ id } = await approveDraft(actor, { draftId, revision: Number(form.get("revision")) }));
    return "Published.";
  });
  if (state.status === "done") redirect(`/notices/${id}`);
  return state;
}

/** Sends what was read back to its writers, with words. */
export async function sendBack(_: FormState, form: FormData): Promise<FormState> {
  return answerForm(form, async (actor) => {
    await sendBackDraft(actor, {
      draftId: String(form.get("draftId")),
      revision: Number(form.get("revision")),
      reason: form.get("reason"),
    });
    return "Sent back. Its writers read your words on the draft.";
  });
}

/** Closes a draft that will not be published. */
export async function discard(_: FormState, form: FormData): Promise<FormState> {
  const state = await answerForm(form, async (actor) => {
    await discardDraft(actor, { draftId: String(form.get("draftId")) });
    return "The draft is discarded.";
  });
  if (state.status === "done") redirect("/notices");
  return state;
}
