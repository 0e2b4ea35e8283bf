"use server";

import type { FormState } from "../../../../components/ui/form-state.ts";
import type { PersonActor } from "../../../../domain/actor/schema.ts";
import { approvePart } from "../../../../domain/exemption/commands/approve-part.ts";
import {
  type Deciding,
  decideExemption,
  type StepRef,
} from "../../../../domain/exemption/commands/decide.ts";
import { askApplicant, comment } from "../../../../domain/exemption/commands/discuss.ts";
import { revokeExemption } from "../../../../domain/exemption/commands/end.ts";
import type { PartForm } from "../../../../domain/exemption/rules/part.ts";
import { GROUPS, STAGES } from "../../../../domain/exemption/schema.ts";
import { Refusal } from "../../../../lib/refusal.ts";
import { answerForm } from "../../../_door/action.ts";

/** Decides one step: all of it, a part, or none. */
export async function decide(_: FormState, form: FormData): Promise<FormState> {
  return answerForm(form, async (actor) => {
    const { isSettled } = await decideAs(actor, form);
    return `Your decision is recorded, and the applicant is told${isSettled ? "" : " once it is settled"}.`;
  });
}

async function decideAs(actor: PersonActor, form: FormData): Promise<Deciding> {
  const step = stepIn(form);
  const kind = form.get("decision");
  const words = form.get("words") ?? "";
  if (kind === "narrowed") return approvePart(actor, step, { form: partIn(form), words });
  if (kind === "approved") return decideExemption(actor, step, { kind, words });
  if (kind === "denied")
    return decideExemption(actor, step, { kind, words, remedy: form.get("remedy") ?? "" });
  throw missing("decision", "Choose what you decide.");
}

/** Asks the applicant for more: the clock waits. */
export async function ask(_: FormState, form: FormData): Promise<FormState> {
  return answerForm(form, async (actor) => {
    await inField("question", askApplicant(actor, stepIn(form), form.get("question")));
    return "Your question is sent. The clock waits for the answer.";
  });
}

export async function say(_: FormState, form: FormData): Promise<FormState> {
  return answerForm(form, async (actor) => {
    await inField("comment", comment(actor, stageIn(form), form.get("comment")));
    return "Your comment is sent.";
  });
}

/** Ends what was granted, after the days of notice. */
export async function revoke(_: FormState, form: FormData): Promise<FormState> {
  return answerForm(form, async (actor) => {
    await inField("revocation", revokeExemption(actor, stageIn(form).requestId, form.get("revocation")));
    return "The exemption is revoked, and the applicant is told.";
  });
}

function stageIn(form: FormData): Pick<StepRef, "requestId" | "stage"> {
  const stage = STAGES.find((each) => each === form.get("stage"));
  if (!stage) throw missing("decision", "Read the page again: this form is not whole.");
  return { requestId: String(form.get("requestId")), stage };
}

function stepIn(form: FormData): StepRef {
  const group = GROUPS.find((each) => each === form.get("group"));
  if (!group) throw missing("decision", "Read the page again: this form is not whole.");
  return { ...stageIn(form), group };
}

function partIn(form: FormData): PartForm {
  const chosen = (name: string) =>
    [...form.keys()].flatMap((field) => (field.startsWith(`${name}.`) ? [field.slice(name.length + 1)] : []));
  const text = (name: string) => String(form.get(name) ?? "");
  return {
    categories: chosen("category"),
    applications: chosen("application"),
    devices: chosen("device"),
    hours: text("hours") === "these" ? [chosen("day").join(""), text("hoursFrom"), text("hoursUntil")] : null,
    from: text("from"),
    until: text("until"),
  };
}

/** What is wrong with a text is said at its field, which the domain does not know. */
async function inField<T>(field: string, verb: Promise<T>): Promise<T> {
  try {
    return await verb;
  } catch (error) {
    const sentence = error instanceof Refusal ? error.detail.fields?.[""] : undefined;
    if (sentence === undefined) throw error;
    throw missing(field, sentence);
  }
}

function missing(field: string, sentence: string): Refusal {
  return new Refusal("invalid", "malformed", sentence, { fields: { [field]: sentence } });
}
