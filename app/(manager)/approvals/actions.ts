"use server";

import type { FormState } from "../../../components/ui/form-state.ts";
import { formatCount } from "../../../components/ui/quantity.ts";
import { decideMany } from "../../../domain/exemption/commands/decide-many.ts";
import { Refusal } from "../../../lib/refusal.ts";
import { answerForm } from "../../_door/action.ts";

const STEP = /^step\.([^.]+)\.([^.]+)\.([^.]+)$/;

/** Decides all that were chosen, each by itself. The answer's errors tell of each that could not be. */
export async function decideChosen(_: FormState, form: FormData): Promise<FormState> {
  let failed: Record<string, string> = {};
  const state = await answerForm(form, async (actor) => {
    const chosen = [...form].flatMap(([field, applicant]) => {
      const [, requestId, stage, group] = STEP.exec(field) ?? [];
      return requestId ? [{ step: { requestId, stage, group }, applicant: String(applicant) }] : [];
    });
    const results = await decideMany(
      actor,
      chosen.map(({ step }) => step),
      decisionIn(form),
    );
    failed = Object.fromEntries(
      results.flatMap(({ requestId, refusal }) => {
        if (refusal === null) return [];
        const whose = chosen.find(({ step }) => step.requestId === requestId)?.applicant;
        return [[`request.${requestId}`, `${whose}: ${refusal}`]];
      }),
    );
    return tally(results.length, Object.keys(failed).length, failed);
  });
  return state.status === "done" ? { ...state, errors: failed } : state;
}

function decisionIn(form: FormData): object {
  const words = form.get("words") ?? "";
  return form.get("decision") === "denied"
    ? { kind: "denied", words, remedy: form.get("remedy") ?? "" }
    : { kind: form.get("decision"), words };
}

function tally(all: number, failed: number, fields: Record<string, string>): string {
  const done = all - failed;
  if (done === 0) throw new Refusal("conflict", "settled", "None of them could be decided.", { fields });
  if (failed === 0) return `${formatCount(done, "request")} decided.`;
  return `${formatCount(done, "request")} decided, ${failed} not. Nothing was lost: see why below.`;
}
