import { v7 as uuidv7 } from "uuid";
import { env } from "../../lib/env.ts";
import { Refusal } from "../../lib/refusal.ts";
import { sign } from "../../lib/signing.ts";
import type { PersonActor } from "../actor/schema.ts";
import { type Transaction, transact } from "../audit/commands.ts";
import type { ActKind } from "../audit/schema.ts";
import { noticeInForce } from "../notice/queries.ts";
import { CATEGORIES, type Notice } from "../notice/schema.ts";
import { type Answered, RECEIPT_TYP, receiptOf } from "./rules.ts";
import { applicationSwitch, categoryChange, consentForm, deferral } from "./schema.ts";

type Answering = Pick<Answered, "choices" | "applications">;

/**
 * Records the whole form: a choice for every category and a switch for every approved application.
 * Returns the receipt's id. Refuses: an unanswered category (invalid, by field), a notice that is no
 * longer in force (conflict), an application the program does not list (invalid).
 */
export async function answerConsent(actor: PersonActor, input: unknown): Promise<{ receiptId: string }> {
  const form = parse(consentForm, input);
  return transact(actor, async (tx) => {
    const { notice, at } = await noticeAnswered(tx, actor, form.noticeHash);
    const listed = await approvedApplications(tx);
    const unknown = form.applications.find((id) => !listed.some((each) => each.id === id));
    if (unknown) throw invalid("applications", "That application is not on the program's list.");
    const choices = CATEGORIES.map((category) => ({ category, state: form.categories[category] }));
    const applications = listed.map(({ id, name }) => ({
      id,
      name,
      allowed: form.applications.includes(id),
    }));
    return record(tx, actor, notice, at, { kind: "answered", choices, applications });
  });
}

/** Allows, or takes back, single categories after the first answer. Refuses like `answerConsent`. */
export async function changeConsent(actor: PersonActor, input: unknown): Promise<{ receiptId: string }> {
  const change = parse(categoryChange, input);
  return transact(actor, async (tx) => {
    const { notice, at } = await noticeAnswered(tx, actor, change.noticeHash);
    const state = change.allowed ? ("given" as const) : ("withdrawn" as const);
    const kind = change.allowed ? ("answered" as const) : ("withdrawn" as const);
    return record(tx, actor, notice, at, {
      kind,
      choices: [{ category: change.category, state }],
      applications: [],
    });
  });
}

/** Takes back everything, whichever notice it was given under. Always possible, never asks why. */
export function withdrawConsent(actor: PersonActor): Promise<{ receiptId: string }> {
  return transact(actor, async (tx) => {
    const at = await tx.lock(actor.id);
    const notice = await noticeInForce(tx.db, at);
    const choices = CATEGORIES.map((category) => ({ category, state: "withdrawn" as const }));
    return record(tx, actor, notice, at, { kind: "withdrawn", choices, applications: [] });
  });
}

/**
 * Turns one approved application on or off for the actor. Refuses one that is not listed (invalid), and a
 * notice that is no longer in force (conflict).
 */
export async function switchApplication(actor: PersonActor, input: unknown): Promise<{ receiptId: string }> {
  const wanted = parse(applicationSwitch, input);
  return transact(actor, async (tx) => {
    const { notice, at } = await noticeAnswered(tx, actor, wanted.noticeHash);
    const application = (await approvedApplications(tx)).find((each) => each.id === wanted.applicationId);
    if (!application) throw invalid("applicationId", "That application is not on the program's list.");
    const { id, name } = application;
    const applications = [{ id, name, allowed: wanted.allowed }];
    return record(tx, actor, notice, at, { kind: "answered", choices: [], applications });
  });
}

/** "Ask me later." Collection stays off. Refuses (conflict) when the program's number of times is used up. */
export async function deferConsent(actor: PersonActor, input: unknown): Promise<{ receiptId: string }> {
  const { noticeHash } = parse(deferral, input);
  return transact(actor, async (tx) => {
    const { notice, at } = await noticeAnswered(tx, actor, noticeHash);
    const program = await tx.db.program.findFirstOrThrow();
    const used = await tx.db.consentAnswer.count({
      where: { employeeId: actor.id, noticeId: notice.id, kind: "deferred" },
    });
    if (used >= program.deferralLimit) {
      const message =
        "You have put this off as often as the program allows. Please choose; choosing no is fine.";
      throw new Refusal("conflict", "no-deferrals-left", message);
    }
    return record(tx, actor, notice, at, { kind: "deferred", choices: [], applications: [] });
  });
}

async function noticeAnswered(
  tx: Transaction,
  actor: PersonActor,
  hash: string,
): Promise<{ notice: Notice; at: Date }> {
  const at = await tx.lock(actor.id);
  const notice = await noticeInForce(tx.db, at);
  if (notice.sha256 !== hash) {
    const message = "The notice changed while you were reading. Please read the new one before you answer.";
    throw new Refusal("conflict", "notice-changed", message);
  }
  return { notice, at };
}

function approvedApplications(tx: Transaction): Promise<{ id: string; name: string }[]> {
  return tx.db.approvedApplication.findMany({
    where: { retiredAt: null },
    select: { id: true, name: true },
    orderBy: { name: "asc" },
  });
}

const ACT_OF = {
  answered: "consent.answered",
  deferred: "consent.deferred",
  withdrawn: "consent.withdrawn",
} as const satisfies Record<string, ActKind>;

async function record(
  tx: Transaction,
  actor: PersonActor,
  notice: Notice,
  at: Date,
  answering: Answering & { kind: keyof typeof ACT_OF },
): Promise<{ receiptId: string }> {
  const id = uuidv7();
  const { kind, choices, applications } = answering;
  const answered = { id, employeeId: actor.id, employeeName: actor.name, at, choices, applications };
  const receipt = await sign(RECEIPT_TYP, receiptOf(answered, notice, env().NEXTAUTH_URL));
  const own = { employeeId: actor.id, answerId: id };
  await tx.db.consentAnswer.create({
    data: { id, employeeId: actor.id, noticeId: notice.id, kind, at, receipt },
  });
  await tx.db.consentChoice.createMany({ data: choices.map((each) => ({ ...own, ...each })) });
  await tx.db.applicationChoice.createMany({
    data: applications.map((each) => ({ ...own, applicationId: each.id, allowed: each.allowed })),
  });
  // Which way a choice went is the employee's: the ledger says that they chose, the receipt what.
  await tx.record({ kind: ACT_OF[kind], subjectId: actor.id, objectId: id });
  return { receiptId: id };
}

/** Zod's first complaint about each field becomes the field's sentence. */
function parse<T>(schema: { safeParse(input: unknown): SafeParse<T> }, input: unknown): T {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const fields: Record<string, string> = {};
  for (const issue of parsed.error.issues) fields[issue.path.join(".")] ??= issue.message;
  throw new Refusal("invalid", "incomplete", "Some answers are missing or not understood.", { fields });
}

type SafeParse<T> =
  | { success: true; data: T }
  | { success: false; error: { issues: readonly { path: PropertyKey[]; message: string }[] } };

function invalid(field: string, message: string): Refusal {
  return new Refusal("invalid", "not-listed", message, { fields: { [field]: message } });
}
