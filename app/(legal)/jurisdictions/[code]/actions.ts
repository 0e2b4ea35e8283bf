"use server";

import type { FormState } from "../../../../components/ui/form-state.ts";
import type { PersonActor } from "../../../../domain/actor/schema.ts";
import { confirmLaw } from "../../../../domain/jurisdiction/commands/confirm-law.ts";
import { decideProposal } from "../../../../domain/jurisdiction/commands/decide-proposal.ts";
import { editLaw } from "../../../../domain/jurisdiction/commands/edit-law.ts";
import {
  approveOverride,
  endOverride,
  proposeOverride,
} from "../../../../domain/jurisdiction/commands/override.ts";
import { getLaw } from "../../../../domain/jurisdiction/queries/get-law.ts";
import { changesOf, formField } from "../../../../domain/jurisdiction/rules/law-form.ts";
import type { LawBody } from "../../../../domain/jurisdiction/schema.ts";
import { dayBounds, isDay } from "../../../../lib/day.ts";
import { Refusal } from "../../../../lib/refusal.ts";
import { answerForm } from "../../../_door/action.ts";

/** The form of a row: in force now, or waiting for a second legal reviewer. */
export async function edit(_: FormState, form: FormData): Promise<FormState> {
  return answerForm(form, async (actor) => {
    const code = textIn(form, "code");
    const baseVersion = Number(form.get("baseVersion"));
    const read = (name: string) => (form.has(name) ? textIn(form, name) : null);
    const body = await bodyOf(actor, code, baseVersion);
    const changes = changesOf(body, read);
    const [reason, source] = [textIn(form, "reason"), textIn(form, "source")];
    const done = await editLaw(actor, { code, baseVersion, changes, reason, source }).catch((error) =>
      inTheForm(error, (field) => formField(body, read, field)),
    );
    return done.state === "in-force"
      ? `In force now, as version ${done.version}.`
      : "Waits for a second legal reviewer. Until one approves it, the row stays as it is.";
  });
}

/** The version that the form was made of, which says what its fields are. */
async function bodyOf(actor: PersonActor, code: string, version: number): Promise<LawBody> {
  const { versions } = await getLaw(actor, code);
  const base = versions.find((each) => each.version === version);
  if (!base) throw new Refusal("not_found", "no-such-version", "There is no such version of this row.");
  return base.body;
}

function inTheForm(error: unknown, nameOf: (field: string) => string): never {
  if (!(error instanceof Refusal) || !error.detail.fields) throw error;
  const fields = Object.entries(error.detail.fields).map(([field, text]) => [nameOf(field), text]);
  throw new Refusal(error.code, error.reason, error.message, { fields: Object.fromEntries(fields) });
}

/** Approves or rejects a proposed change, or takes one's own back. */
export async function decide(_: FormState, form: FormData): Promise<FormState> {
  return answerForm(form, async (actor) => {
    const proposalId = textIn(form, "proposalId");
    const verdict = form.get("verdict");
    const isApproved = verdict === "approve";
    await decideProposal(actor, { proposalId, isApproved, reason: textIn(form, `reason.${proposalId}`) });
    if (isApproved) return "Approved. It is in force now.";
    return `${verdict === "withdraw" ? "Taken back" : "Rejected"}. The row stays as it is.`;
  });
}

/** Signs the version in force off. */
export async function confirm(_: FormState, form: FormData): Promise<FormState> {
  return answerForm(form, async (actor) => {
    const version = Number(form.get("version"));
    await confirmLaw(actor, { code: textIn(form, "code"), version, remark: textIn(form, "remark") });
    return "Signed off.";
  });
}

/** Puts an override before a second person. The last day is one of theirs who proposes it. */
export async function override(_: FormState, form: FormData): Promise<FormState> {
  return answerForm(form, async (actor) => {
    const day = textIn(form, "until");
    const until = isDay(day) ? new Date(dayBounds(actor.timeZone, day).to) : undefined;
    await proposeOverride(actor, { code: textIn(form, "code"), grounds: textIn(form, "grounds"), until });
    return "Proposed. Another legal reviewer has to approve it; nothing is lifted until then.";
  });
}

export async function approve(_: FormState, form: FormData): Promise<FormState> {
  return answerForm(form, async (actor) => {
    await approveOverride(actor, { overrideId: textIn(form, "overrideId") });
    return "Approved. The block is lifted until its end.";
  });
}

export async function end(_: FormState, form: FormData): Promise<FormState> {
  return answerForm(form, async (actor) => {
    const overrideId = textIn(form, "overrideId");
    const reason = textIn(form, `reason.${overrideId}`);
    const { isStillLifted } = await endOverride(actor, { overrideId, reason });
    return isStillLifted
      ? "Ended. Another override lifts the block still."
      : "Ended. Nothing is lifted any more.";
  });
}

function textIn(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === "string" ? value : "";
}
