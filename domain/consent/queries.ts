import { decodeJwt } from "jose";
import { type Reader, read } from "../../lib/db/reader.ts";
import { anyContains } from "../../lib/interval.ts";
import { Refusal } from "../../lib/refusal.ts";
import type { OwnReader, PersonActor } from "../actor/schema.ts";
import { noticeInForce, PROGRAM_JURISDICTION } from "../notice/queries.ts";
import { overtakenAt } from "../notice/rules.ts";
import { CATEGORIES, type Category, category, type Notice } from "../notice/schema.ts";
import { allowedIntervals, consentState, type Receipt } from "./rules.ts";
import type { ApplicationChoice, Choice, ConsentState } from "./schema.ts";

export interface ApplicationOffer {
  readonly id: string;
  readonly name: string;
  readonly why: string;
  readonly collected: string;
  readonly categories: readonly Category[];
  readonly allowed: boolean;
}

/** All that the consent page shows. */
export interface ConsentOverview {
  readonly notice: Notice;
  readonly acknowledgedAt: Date | null;
  readonly states: Readonly<Record<Category, ConsentState>>;
  readonly applications: readonly ApplicationOffer[];
  readonly deferralsLeft: number;
  /** Whether a choice stands under the notice in force. */
  readonly answered: boolean;
}

export function getConsentOverview(actor: PersonActor): Promise<ConsentOverview> {
  return read(actor, async (db, now) => {
    const notice = await noticeInForce(db, now);
    const acknowledgement = await db.acknowledgement.findFirst({
      where: { employeeId: actor.id, noticeId: notice.id },
    });
    const { choices, applicationChoices, deferrals } = await choicesOf(db, actor.id);
    const at = now.getTime();
    const states = Object.fromEntries(
      CATEGORIES.map((each) => [
        each,
        consentState(
          choices,
          deferrals.map((one) => one.at),
          each,
          at,
        ),
      ]),
    ) as Record<Category, ConsentState>;
    const program = await db.program.findFirstOrThrow();
    const used = deferrals.filter((each) => each.noticeId === notice.id).length;
    return {
      notice,
      acknowledgedAt: acknowledgement?.at ?? null,
      states,
      applications: await offers(db, applicationChoices, at),
      deferralsLeft: Math.max(0, program.deferralLimit - used),
      answered: CATEGORIES.every((each) => !["requested", "deferred", "expired"].includes(states[each])),
    };
  });
}

async function offers(
  db: Reader,
  choices: readonly ApplicationChoice[],
  at: number,
): Promise<ApplicationOffer[]> {
  const listed = await db.approvedApplication.findMany({
    where: { retiredAt: null },
    orderBy: { name: "asc" },
  });
  return listed.map((each) => ({
    id: each.id,
    name: each.name,
    why: each.why,
    collected: each.collected,
    categories: category.array().parse(each.categories),
    allowed: anyContains(allowedIntervals(choices, each.id), at),
  }));
}

/** Every choice of an employee in order of time, within a transaction that may see them. */
export async function choicesOf(db: Reader, employeeId: string) {
  const notices = await db.notice.findMany({
    where: { jurisdiction: PROGRAM_JURISDICTION, language: "en" },
    select: { id: true, version: true, substance: true, effectiveAt: true },
  });
  const versions = new Map(notices.map((each) => [each.id, each.version]));
  const answers = await db.consentAnswer.findMany({
    where: { employeeId },
    select: { id: true, at: true, kind: true, noticeId: true },
    orderBy: [{ at: "asc" }, { id: "asc" }],
  });
  const byId = new Map(answers.map((each) => [each.id, each]));
  const order = new Map(answers.map((each, i) => [each.id, i]));
  const inOrder = (a: { answerId: string }, b: { answerId: string }) =>
    (order.get(a.answerId) ?? 0) - (order.get(b.answerId) ?? 0);
  const categoryRows = await db.consentChoice.findMany({ where: { employeeId } });
  const applicationRows = await db.applicationChoice.findMany({ where: { employeeId } });
  const at = (answerId: string) => byId.get(answerId)?.at.getTime() ?? Number.NaN;
  const boundUntil = (answerId: string) =>
    overtakenAt(notices, versions.get(byId.get(answerId)?.noticeId ?? "") ?? 0);
  const choices: Choice[] = categoryRows.sort(inOrder).map((each) => ({
    at: at(each.answerId),
    category: category.parse(each.category),
    state: each.state === "given" ? "given" : each.state === "withdrawn" ? "withdrawn" : "refused",
    boundUntil: boundUntil(each.answerId),
  }));
  const applicationChoices: ApplicationChoice[] = applicationRows.sort(inOrder).map((each) => ({
    at: at(each.answerId),
    applicationId: each.applicationId,
    allowed: each.allowed,
    boundUntil: boundUntil(each.answerId),
  }));
  const deferrals = answers
    .filter((each) => each.kind === "deferred")
    .map((each) => ({ at: each.at.getTime(), noticeId: each.noticeId }));
  return { choices, applicationChoices, deferrals };
}

export interface ReceiptLine {
  readonly id: string;
  readonly kind: string;
  readonly at: Date;
  readonly noticeVersion: number;
}

/** Some of the actor's receipts, newest first, and whether there are earlier ones. */
export interface ReceiptPage {
  readonly receipts: ReceiptLine[];
  readonly hasEarlier: boolean;
}

/** The actor's receipts, newest first: at most `limit` of those from before `before`. */
export function listReceiptPage(
  actor: PersonActor,
  { before, limit }: { before?: Date; limit: number },
): Promise<ReceiptPage> {
  return read(actor, async (db) => {
    const notices = await db.notice.findMany({ select: { id: true, version: true } });
    const versions = new Map(notices.map((each) => [each.id, each.version]));
    const answers = await db.consentAnswer.findMany({
      where: { employeeId: actor.id, ...(before && { at: { lt: before } }) },
      select: { id: true, at: true, kind: true, noticeId: true },
      orderBy: [{ at: "desc" }, { id: "desc" }],
      take: limit + 1,
    });
    const receipts = answers.slice(0, limit).map(({ noticeId, ...each }) => ({
      ...each,
      noticeVersion: versions.get(noticeId) ?? 0,
    }));
    return { receipts, hasEarlier: answers.length > limit };
  });
}

const EVERY = 1_000_000;

/** All of the actor's receipts, newest first. */
export async function listReceipts(actor: PersonActor): Promise<ReceiptLine[]> {
  return (await listReceiptPage(actor, { limit: EVERY })).receipts;
}

/** One receipt and its signed form (compact JWS). Refuses (not_found) one that is not the actor's. */
export function getReceipt(actor: OwnReader, id: string): Promise<{ receipt: Receipt; signed: string }> {
  return read(actor, async (db) => {
    const answer = isUuid(id)
      ? await db.consentAnswer.findFirst({ where: { id, employeeId: actor.id } })
      : null;
    if (!answer) throw new Refusal("not_found", "no-such-receipt", "There is no such receipt.");
    return { receipt: decodeJwt<Receipt>(answer.receipt), signed: answer.receipt };
  });
}

function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(text);
}
