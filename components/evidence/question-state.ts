import type { Asked } from "../../domain/evidence/schema/question.ts";
import type { FormState } from "../ui/form-state.ts";

/** What the question box shows: with the answer, where there is one. */
export type QuestionState = FormState & { asked?: Asked };

/** What `ActionForm` hands back is what the action returned. */
export function askedIn(state: FormState): Asked | undefined {
  return isQuestionState(state) ? state.asked : undefined;
}

function isQuestionState(state: FormState): state is QuestionState {
  return "asked" in state;
}
