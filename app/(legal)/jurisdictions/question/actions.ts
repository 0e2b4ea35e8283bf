"use server";

import type { QuestionState } from "../../../../components/evidence/question-state.ts";
import type { FormState } from "../../../../components/ui/form-state.ts";
import { askQuestion } from "../../../../domain/evidence/commands/ask-question.ts";
import type { Asked } from "../../../../domain/evidence/schema/question.ts";
import { answerForm } from "../../../_door/action.ts";

/** Posted, so that nobody's name comes to stand in an address. */
export async function ask(_: FormState, form: FormData): Promise<QuestionState> {
  const text = (name: string) => String(form.get(name) ?? "");
  const question = {
    who: text("who"),
    personId: text("personId") || undefined,
    day: text("day"),
    time: text("time") || undefined,
  };
  const box: { asked?: Asked } = {};
  const state = await answerForm(form, async (actor) => {
    box.asked = await askQuestion(actor, question);
    return box.asked.kind === "answer"
      ? "The answer is below."
      : "Several people have that name. Choose one.";
  });
  const { who, day, time = "" } = question;
  return { ...state, values: { who, day, time }, asked: box.asked };
}
