"use server";

import type { FormState } from "../../../components/ui/form-state.ts";
import { askForPack } from "../../../domain/evidence/commands/ask-for-pack.ts";
import { answerForm } from "../../_door/action.ts";

/** Asks for a pack, for the first time or again. */
export async function ask(_: FormState, form: FormData): Promise<FormState> {
  return answerForm(form, async (actor) => {
    const text = (name: string) => String(form.get(name) ?? "");
    await askForPack(actor, {
      jurisdiction: text("jurisdiction"),
      fromDay: text("fromDay"),
      untilDay: text("untilDay"),
    });
    return "Asked for. The pack is being made.";
  });
}
