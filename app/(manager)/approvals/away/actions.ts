"use server";

import type { FormState } from "../../../../components/ui/form-state.ts";
import type { PersonActor } from "../../../../domain/actor/schema.ts";
import { beginAbsence, endAbsence } from "../../../../domain/exemption/commands/set-absence.ts";
import { findColleagues } from "../../../../domain/exemption/queries/list-absences.ts";
import { readAbsence } from "../../../../domain/exemption/rules/absence.ts";
import type { Colleague } from "../../../../domain/exemption/schema/absence.ts";
import { Refusal } from "../../../../lib/refusal.ts";
import { answerForm } from "../../../_door/action.ts";

/**
 * Says that one is away. Where the name that was given fits several colleagues, or none was found by it, the answer
 * asks which; `values.people` holds them then.
 */
export async function begin(_: FormState, form: FormData): Promise<FormState> {
  let people = "";
  const state = await answerForm(form, async (actor) => {
    const text = (field: string) => String(form.get(field) ?? "");
    const days = { from: text("from"), until: text("until") };
    const { absence, errors } = readAbsence(days, actor.timeZone);
    if (errors) throw refused(errors);
    const chosen = text("delegateId") || null;
    const { delegateId, several } = chosen
      ? { delegateId: chosen, several: [] }
      : await named(actor, text("delegate"));
    if (several.length > 0) {
      people = JSON.stringify(several);
      throw refused({ delegate: "Several people may be meant. Choose one below." });
    }
    await beginAbsence(actor, { ...absence, delegateId });
    return "It is recorded. Requests go to whoever stands in, from then on.";
  });
  return people === "" ? state : { ...state, values: { ...state.values, people } };
}

/** Whom a name means: nobody where none was given; several, where it fits several. */
async function named(
  actor: PersonActor,
  given: string,
): Promise<{ delegateId: string | null; several: readonly Colleague[] }> {
  const name = given.trim().toLowerCase();
  if (name === "") return { delegateId: null, several: [] };
  const found = await findColleagues(actor, name);
  const exact = found.filter((each) => each.name.toLowerCase() === name);
  if (exact.length === 0 && name === actor.name.toLowerCase()) return { delegateId: actor.id, several: [] };
  const meant = exact.length > 0 ? exact : found;
  const [first] = meant;
  if (!first)
    throw refused({ delegate: "Nobody in the directory is called so. Give at least two letters of a name." });
  return meant.length > 1 ? { delegateId: null, several: meant } : { delegateId: first.id, several: [] };
}

/** Back again, or not away after all. */
export async function end(_: FormState, form: FormData): Promise<FormState> {
  return answerForm(form, async (actor) => {
    await endAbsence(actor, String(form.get("absenceId")));
    return "It is ended. New requests come to you again. What came in these days stays with whoever was asked.";
  });
}

function refused(fields: Readonly<Record<string, string>>): Refusal {
  const [first = "Something is missing or wrong."] = Object.values(fields);
  return new Refusal("invalid", "malformed", first, { fields: { ...fields } });
}
