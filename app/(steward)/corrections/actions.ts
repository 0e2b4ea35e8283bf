"use server";

import type { FormState } from "../../../components/ui/form-state.ts";
import { answerContest } from "../../../domain/correction/commands/answer-contest.ts";
import { answerForm } from "../../_door/action.ts";

/** Answers a contest: the record or the picture is deleted, or stands. */
export async function answer(_: FormState, form: FormData): Promise<FormState> {
  return answerForm(form, async (actor) => {
    const contestId = String(form.get("contestId") ?? "");
    const outcome = form.get("outcome");
    const { what } = await answerContest(actor, { contestId, outcome, words: form.get("words") ?? "" });
    return outcome === "upheld"
      ? `Answered. The ${what} is deleted, and whoever contested it is told.`
      : `Answered. The ${what} stands, and whoever contested it is told.`;
  });
}
