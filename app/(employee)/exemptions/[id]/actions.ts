"use server";

import type { FormState } from "../../../../components/ui/form-state.ts";
import { answerQuestion, comment } from "../../../../domain/exemption/commands/discuss.ts";
import {
  appealExemption,
  giveUpExemption,
  withdrawRequest,
} from "../../../../domain/exemption/commands/end.ts";
import { GROUPS, STAGES } from "../../../../domain/exemption/schema.ts";
import { Refusal } from "../../../../lib/refusal.ts";
import { answerForm, answerStop } from "../../../_door/action.ts";

export async function answer(_: FormState, form: FormData): Promise<FormState> {
  return answerForm(form, async (actor) => {
    const group = GROUPS.find((each) => each === form.get("group"));
    if (!group) throw malformed();
    const questionId = textOf(form, "questionId");
    const step = { requestId: textOf(form, "requestId"), stage: stageOf(form), group, questionId };
    await answerQuestion(actor, step, form.get("words")).catch(atWords);
    return "Your answer is sent.";
  });
}

export async function say(_: FormState, form: FormData): Promise<FormState> {
  return answerForm(form, async (actor) => {
    const requestId = textOf(form, "requestId");
    await comment(actor, { requestId, stage: stageOf(form) }, form.get("words")).catch(atWords);
    return "Your comment is sent.";
  });
}

export async function withdraw(_: FormState, form: FormData): Promise<FormState> {
  return answerForm(form, async (actor) => {
    const stage = stageOf(form);
    await withdrawRequest(actor, textOf(form, "requestId"), stage);
    return stage === "appeal" ? "The appeal is taken back." : "The request is withdrawn.";
  });
}

export async function giveUp(_: FormState, form: FormData): Promise<FormState> {
  return answerForm(form, async (actor) => {
    await giveUpExemption(actor, textOf(form, "requestId"));
    return "The exemption is given up.";
  });
}

/** It may stop collection again at once, so nobody is told to wait. */
export async function appeal(_: FormState, form: FormData): Promise<FormState> {
  return answerStop(form, async (actor) => {
    await appealExemption(actor, textOf(form, "requestId"), form.get("words")).catch(atWords);
    return "Your appeal is sent.";
  });
}

/** The domain checks a text by itself, so it does not know what the form calls its field. */
function atWords(error: unknown): never {
  const said = error instanceof Refusal ? error.detail.fields?.[""] : undefined;
  if (!(error instanceof Refusal) || said === undefined) throw error;
  throw new Refusal(error.code, error.reason, said, { fields: { words: said } });
}

function stageOf(form: FormData) {
  const stage = STAGES.find((each) => each === form.get("stage"));
  if (!stage) throw malformed();
  return stage;
}

function textOf(form: FormData, name: string): string {
  return String(form.get(name));
}

function malformed(): Refusal {
  return new Refusal("invalid", "malformed", "This form is not one of ours. Please load the page again.");
}
