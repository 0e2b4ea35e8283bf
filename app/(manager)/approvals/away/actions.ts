"use server";

import type { FormState } from "../../../../components/ui/form-state.ts";
import type { PersonActor } from "../../../../domain/actor/schema.ts";
import { beginAbsence, endAbsence } from "../../../../domain/exemption/commands/set-absence.ts";
import { findDelegate } from "../../../../domain/exemption/queries/find-delegate.ts";
import { readAbsence } from "../../../../domain/exemption/rules/absence.ts";
import type { Colleague } from "../../../../domain/exemption/schema/absence.ts";
import { Refusal } from "../../../../lib/refusal.ts";
import { answerForm } from "../../../_door/action.ts";

/**
 * Says that one is away. Where the name that was given is not that of one colleague alone, the answer asks which;
 * `values.people` holds them then.
 */
export async function begin(_: FormState, form: FormData): Promise<FormState> {
  let people = "";
  const state = await answerForm(form, async (actor) => {
    const text = (field: string) => String(form.get(field) ?? "");
    const days = { from: text("from"), until: text("until") };
    const { absence, errors } = readAbsence(days, actor.timeZone);
    if (errors) throw refused(errors);
    const delegateId =
      text("delegateId") ||
      (await named(actor, text("delegate"), (several) => {
        people = JSON.stringify(several);
      }));
    await beginAbsence(actor, { ...absence, delegateId });
    return "It is recorded. Requests go to whoever stands in, from then on.";
  });
  return people === "" ? state : { ...state, values: { ...state.values, people } };
}

/** Whom a name means; nobody where none was given. Where it is not plain, `choose` hears of whom there is to choose. */
async function named(
  actor: PersonActor,
  name: string,
  choose: (maybe: readonly Colleague[]) => void,
): Promise<string | null> {
  if (name.trim() === "") return null;
  const { id, maybe } = await findDelegate(actor, name);
  if (id) return id;
  if (maybe.length === 0)
    throw refused({ delegate: "Nobody in the directory is called so. Give at least two letters of a name." });
  choose(maybe);
  throw refused({ delegate: "Choose below whom you mean: whoever decides for you reads requests." });
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
