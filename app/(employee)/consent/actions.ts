"use server";

import { redirect } from "next/navigation";
import type { FormState } from "../../../components/ui/form-state.ts";
import {
  answerConsent,
  changeConsent,
  deferConsent,
  switchApplication,
} from "../../../domain/consent/commands.ts";
import { getConsentOverview } from "../../../domain/consent/queries.ts";
import { acknowledgeNotice, recordNoticeSeen } from "../../../domain/notice/commands.ts";
import { CATEGORIES, type Category } from "../../../domain/notice/schema.ts";
import { Refusal } from "../../../lib/refusal.ts";
import { answerForm, identifyWithinLimits } from "../../_door/action.ts";

/** "I was given this notice", and on to the choices. */
export async function acknowledge(_: FormState, form: FormData): Promise<FormState> {
  const state = await answerForm(form, async (actor) => {
    await acknowledgeNotice(actor, { noticeHash: String(form.get("noticeHash")) });
    return "Recorded.";
  });
  if (state.status === "done") redirect("/consent/choices");
  return state;
}

/** The form of choices: everything as answered, all, none, or later, which leads home: there it is seen to be put off. */
export async function choose(_: FormState, form: FormData): Promise<FormState> {
  const state = await answerForm(form, async (actor) => {
    const noticeHash = String(form.get("noticeHash"));
    if (form.get("intent") === "later") {
      await deferConsent(actor, { noticeHash });
      return "We will ask again another time. Nothing is collected meanwhile.";
    }
    const { applications } = await getConsentOverview(actor);
    const answer = answerOf(
      form,
      applications.map((each) => each.id),
    );
    await answerConsent(actor, { noticeHash, ...answer }).catch(named);
    return "Your choices are saved, and you have a receipt.";
  });
  if (state.status === "done") redirect(form.get("intent") === "later" ? "/" : "/consent");
  return state;
}

type Answer = { categories: Partial<Record<Category, string>>; applications: string[] };

function answerOf(form: FormData, applications: string[]): Answer {
  const intent = form.get("intent");
  if (intent === "all") return { categories: every("given"), applications };
  if (intent === "none") return { categories: every("refused"), applications: [] };
  const categories: Answer["categories"] = {};
  for (const each of CATEGORIES) {
    const value = form.get(`category.${each}`);
    if (typeof value === "string") categories[each] = value;
  }
  return { categories, applications: applications.filter((id) => form.get(`application.${id}`) === "on") };
}

function every(value: "given" | "refused"): Record<Category, string> {
  return { pointer: value, keyboard: value, screen: value, application: value };
}

/** The form calls its fields `category.pointer`, the domain `categories.pointer`. */
function named(error: unknown): never {
  if (!(error instanceof Refusal) || !error.detail.fields) throw error;
  const fields = Object.entries(error.detail.fields).map(([name, text]) => [
    name.replace(/^categories\./, "category."),
    text,
  ]);
  throw new Refusal(error.code, error.reason, error.message, { fields: Object.fromEntries(fields) });
}

/** "Ask me later", from the notice. */
export async function later(_: FormState, form: FormData): Promise<FormState> {
  const state = await answerForm(form, async (actor) => {
    await deferConsent(actor, { noticeHash: String(form.get("noticeHash")) });
    return "We will ask again another time. Nothing is collected meanwhile.";
  });
  if (state.status === "done") redirect("/");
  return state;
}

/** Allows or takes back one category. */
export async function changeCategory(_: FormState, form: FormData): Promise<FormState> {
  return answerForm(form, async (actor) => {
    const allowed = form.get("allowed") === "yes";
    await changeConsent(actor, {
      noticeHash: String(form.get("noticeHash")),
      category: form.get("category"),
      allowed,
    });
    return allowed ? "Allowed from now on." : "Taken back. It stopped at once.";
  });
}

/** Turns one approved application on or off. */
export async function turnApplication(_: FormState, form: FormData): Promise<FormState> {
  return answerForm(form, async (actor) => {
    const allowed = form.get("allowed") === "yes";
    await switchApplication(actor, {
      noticeHash: String(form.get("noticeHash")),
      applicationId: form.get("applicationId"),
      allowed,
    });
    return allowed ? "Turned on." : "Turned off.";
  });
}

/** Called by the page when the notice's end has come into view. */
export async function seen(noticeId: string): Promise<void> {
  await recordNoticeSeen(await identifyWithinLimits(), { noticeId });
}
