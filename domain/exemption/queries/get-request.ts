import { z } from "zod";
import { type Reader, read } from "../../../lib/db/reader.ts";
import { Refusal } from "../../../lib/refusal.ts";
import type { OwnReader } from "../../actor/schema.ts";
import { OUTCOMES, openStage, type RequestFacts, stateOf } from "../rules/state.ts";
import type { EndView, MessageView, Named, RequestView, StepView } from "../schema/request-view.ts";
import { GROUNDS, GROUPS, STAGES, type Stage } from "../schema.ts";
import { scopeOf } from "./scope-of.ts";
import { type WordKey, wordKeyOfRequest } from "./word-key.ts";

const ground = z.enum(GROUNDS);
const group = z.enum(GROUPS);
const stage = z.enum(STAGES);
const outcome = z.enum(OUTCOMES);
const messageKind = z.enum(["comment", "question", "answer"]);
const decisionKind = z.enum(["approved", "narrowed", "denied"]);
const endKind = z.enum(["withdrawn", "revoked"]);

/** One request. Refuses (not_found) whoever did not apply, is not asked and did not decide. */
export async function getRequest(actor: OwnReader, id: string): Promise<RequestView> {
  if (!z.uuid().safeParse(id).success) throw unknown();
  return read(actor, async (db, now) => viewOf(await open(db, id), now.getTime()));
}

/** What the readers below share: one request, its key, and the names of those who have to do with it. */
interface Opened {
  readonly db: Reader;
  readonly id: string;
  readonly key: WordKey;
  readonly named: (person: string) => Named;
}

async function open(db: Reader, id: string): Promise<Opened> {
  const key = await wordKeyOfRequest(db, id);
  const names = await db.$queryRaw<Named[]>`select * from people_of_request(${id}::uuid)`;
  const named = (person: string): Named =>
    names.find((each) => each.id === person) ?? { id: person, name: "Someone", title: "", department: "" };
  return { db, id, key, named };
}

async function viewOf(opened: Opened, now: number): Promise<RequestView> {
  const { db, id, key, named } = opened;
  const request = await db.exemptionRequest.findUnique({ where: { id } });
  if (!request) throw unknown();
  const messages = await messagesOf(opened);
  const steps = await stepsOf(opened, messages);
  const ends = await endsOf(opened);
  const rest = { outcomes: await outcomesOf(opened), ends, inForce: await forceOf(opened), steps };
  const facts = factsOf(rest, request.untilAt.getTime());
  return {
    id,
    at: now,
    state: stateOf(facts, now),
    stage: openStage(facts),
    applicant: named(request.employeeId),
    ground: ground.parse(request.ground),
    words: key.open(request.words, `request:${id}`),
    scope: scopeOf(request),
    stopsMeanwhile: request.stopsMeanwhile,
    noticeDays: request.noticeDays,
    renews: request.renews,
    sentAt: request.at.getTime(),
    messages,
    files: await filesOf(opened),
    turns: await turnsOf(opened),
    appeal: await appealOf(opened),
    isUnderAppeal: await isUnderAppeal(opened),
    ...rest,
  };
}

function factsOf(
  { outcomes, ends, inForce, steps }: Pick<RequestView, "outcomes" | "ends" | "inForce" | "steps">,
  until: number,
): RequestFacts {
  const granted = inForce.filter((each) => each.kind === "granted");
  const last = granted.at(-1);
  // What was granted on appeal after a revocation is not ended by it.
  const end = ends.findLast((each) => last && each.at >= last.at) ?? null;
  const outcomeOf = (of: Stage) => outcomes.find((each) => each.stage === of)?.kind ?? null;
  return {
    until,
    outcome: outcomeOf("request"),
    asked: steps.some((each) => each.isOpen && each.question),
    overdue: steps.some((each) => each.isOpen && each.phase === "overdue"),
    granted: last
      ? {
          from: Math.min(
            ...granted.filter((each) => !isEndedBefore(each, end)).map(({ scope }) => scope.from),
          ),
          until: Math.max(...granted.map((each) => untilOf(each, end))),
        }
      : null,
    end,
    appeal: steps.some((each) => each.stage === "appeal") ? { outcome: outcomeOf("appeal") } : null,
  };
}

/** How long it would hold but for this end: an appeal may have added to what was granted, which holds on beside it. */
function untilOf({ scope, endedAt }: RequestView["inForce"][number], end: EndView | null): number {
  return isEndedBefore({ endedAt }, end) ? Math.min(scope.until, endedAt ?? scope.until) : scope.until;
}

/** Whether something else than this end ended it: a revocation before an appeal. */
function isEndedBefore(
  { endedAt }: Pick<RequestView["inForce"][number], "endedAt">,
  end: EndView | null,
): boolean {
  return endedAt !== null && endedAt !== end?.effectiveAt;
}

async function messagesOf({ db, id, key, named }: Opened): Promise<MessageView[]> {
  const rows = await db.exemptionMessage.findMany({
    where: { requestId: id },
    orderBy: [{ at: "asc" }, { id: "asc" }],
  });
  return rows.map((each) => ({
    id: each.id,
    kind: messageKind.parse(each.kind),
    stage: stage.parse(each.stage),
    group: group.nullable().parse(each.grp),
    answers: each.answers,
    by: named(each.authorId),
    at: each.at.getTime(),
    words: key.open(each.words, `message:${each.id}`),
  }));
}

async function stepsOf(
  { db, id, key, named }: Opened,
  messages: readonly MessageView[],
): Promise<StepView[]> {
  const where = { requestId: id };
  const steps = await db.exemptionStep.findMany({ where, orderBy: [{ openedAt: "asc" }, { grp: "asc" }] });
  const judges = await db.exemptionAssignee.findMany({
    where,
    orderBy: [{ since: "asc" }, { personId: "asc" }],
  });
  const decisions = await db.exemptionDecision.findMany({ where });
  return steps.map((step) => {
    const isOfStep = (each: { stage: string; grp: string | null }) =>
      each.stage === step.stage && each.grp === step.grp;
    const decision = decisions.find(isOfStep);
    return {
      stage: stage.parse(step.stage),
      group: group.parse(step.grp),
      isInPlaceOfManager: step.grp === "manager" && judges.some((each) => isOfStep(each) && each.byRole),
      openedAt: step.openedAt.getTime(),
      dueAt: step.dueAt.getTime(),
      isOpen: step.closedAt === null,
      phase: step.phase,
      judges: judges.filter(isOfStep).map((each) => ({
        person: named(each.personId),
        kind: each.kind,
        since: each.since.getTime(),
        isAsked: each.endedAt === null,
      })),
      decision: decision ? decisionOf(decision, key, named) : null,
      question: openQuestion(messages.filter((each) => isOfStep({ stage: each.stage, grp: each.group }))),
    };
  });
}

function decisionOf(
  row: Awaited<ReturnType<Reader["exemptionDecision"]["findMany"]>>[number],
  key: WordKey,
  named: (person: string) => Named,
): StepView["decision"] {
  const { fromAt, untilAt } = row;
  const place = `${row.requestId}:${row.stage}:${row.grp}`;
  return {
    kind: decisionKind.parse(row.kind),
    by: named(row.decidedBy),
    at: row.at.getTime(),
    words: row.words ? key.open(row.words, `decision:${place}`) : "",
    remedy: row.remedy ? key.open(row.remedy, `remedy:${place}`) : "",
    scope: fromAt && untilAt ? scopeOf({ ...row, fromAt, untilAt }) : null,
  };
}

function openQuestion(messages: readonly MessageView[]): MessageView | null {
  const answered = new Set(messages.map((each) => each.answers));
  return messages.find((each) => each.kind === "question" && !answered.has(each.id)) ?? null;
}

async function outcomesOf({ db, id }: Opened): Promise<RequestView["outcomes"]> {
  const rows = await db.exemptionOutcome.findMany({ where: { requestId: id }, orderBy: { at: "asc" } });
  return rows.map((each) => ({
    stage: stage.parse(each.stage),
    kind: outcome.parse(each.kind),
    at: each.at.getTime(),
  }));
}

async function endsOf({ db, id, key, named }: Opened): Promise<EndView[]> {
  const rows = await db.exemptionEnd.findMany({ where: { requestId: id }, orderBy: { at: "asc" } });
  return rows.map((each) => ({
    kind: endKind.parse(each.kind),
    by: named(each.endedBy),
    at: each.at.getTime(),
    effectiveAt: each.effectiveAt.getTime(),
    words: each.words ? key.open(each.words, `end:${id}`) : "",
  }));
}

async function appealOf({ db, id, key }: Opened): Promise<RequestView["appeal"]> {
  const row = await db.exemptionAppeal.findUnique({ where: { requestId: id } });
  return row && { at: row.at.getTime(), words: key.open(row.words, `appeal:${id}`) };
}

async function isUnderAppeal({ db, id }: Opened): Promise<boolean> {
  const [row] = await db.$queryRaw<{ is: boolean }[]>`select is_under_appeal(${id}::uuid) as is`;
  return row?.is ?? false;
}

async function filesOf({ db, id }: Opened): Promise<RequestView["files"]> {
  const rows = await db.exemptionFile.findMany({
    where: { requestId: id },
    orderBy: [{ at: "asc" }, { id: "asc" }],
    select: { id: true, name: true, mediaType: true, bytes: true, at: true },
  });
  return rows.map((each) => ({ ...each, at: each.at.getTime() }));
}

async function turnsOf({ db, id }: Opened): Promise<RequestView["turns"]> {
  const rows = await db.exemptionTurn.findMany({ where: { requestId: id }, orderBy: { at: "asc" } });
  return rows.map((each) => ({
    kind: each.kind,
    stage: stage.parse(each.stage),
    group: group.parse(each.grp),
    at: each.at.getTime(),
  }));
}

async function forceOf({ db, id }: Opened): Promise<RequestView["inForce"]> {
  const rows = await db.exemption.findMany({ where: { requestId: id }, orderBy: { at: "asc" } });
  return rows.map((each) => ({
    kind: each.kind,
    scope: scopeOf(each),
    at: each.at.getTime(),
    endedAt: each.endedAt?.getTime() ?? null,
  }));
}

function unknown(): Refusal {
  return new Refusal("not_found", "no-such-request", "There is no such request.");
}
