import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Part } from "../../prisma/factories/test-portal.ts";
import { decideExemption } from "../exemption/commands/decide.ts";
import { answerQuestion, askApplicant, comment } from "../exemption/commands/discuss.ts";
import {
  appealExemption,
  giveUpExemption,
  revokeExemption,
  withdrawRequest,
} from "../exemption/commands/end.ts";
import { runExemptionClock } from "../exemption/commands/run-clock.ts";
import { beginAbsence } from "../exemption/commands/set-absence.ts";
import { getRequest } from "../exemption/queries/get-request.ts";
import type { Ground, Group, Stage } from "../exemption/schema.ts";
import { clockwork, DAY, openRequestPortal, type RequestPortal } from "../exemption/test-requests.ts";
import { TO_APPLICANT, TO_JUDGE } from "./rules/request-letter.ts";

// Who is written to at each turn that a request takes, and of what; nobody else is, and of nothing else.

let portal: RequestPortal;
const names = new Map<string, string>();
beforeAll(async () => {
  portal = await openRequestPortal();
  const { rows } = await portal.owner.query<{ id: string; name: string }>(
    `select person_id as id, role || ' ' || row_number() over (partition by role order by p.subject) as name
     from role_grant g join person p on p.id = g.person_id where role in ('legal', 'hr', 'appeals')
     union all select b.manager_id, 'above ' || a.above from (values ($1::uuid, 'manager'), ($2, 'legal')) as a (id, above)
       join person b on b.id = a.id`,
    [portal.people.manager.id, portal.people.legal.id],
  );
  for (const { id, name } of rows) names.set(id, names.has(id) ? `${names.get(id)}, ${name}` : name);
  names.set(portal.people.employee.id, "applicant");
  names.set(portal.people.manager.id, "manager");
  names.set(portal.people.colleague.id, "delegate");
});
afterAll(() => portal.close());
afterEach(async () => {
  await change("update person set active = true");
  await change("update absence set ended_at = greatest(sayso_now(), from_at) where ended_at is null");
});

const change = (sql: string, ...values: unknown[]) =>
  portal.owner.query(
    `with recorded as (insert into act (actor_kind, kind) values ('job', 'directory.imported')) ${sql}`,
    values,
  );

/** Letters about a request: to whom, and of what kind, each as often as there are. */
async function written(id: string): Promise<string[]> {
  const { rows } = await portal.owner.query<{ person_id: string; kind: string; is_applicant: boolean }>(
    "select person_id, kind, is_applicant from letter where request_id = $1",
    [id],
  );
  for (const { person_id, is_applicant } of rows)
    expect(is_applicant).toBe(person_id === portal.people.employee.id);
  return rows.map(({ person_id, kind }) => `${names.get(person_id) ?? person_id}: ${kind}`).sort();
}

type Act = (id: string) => Promise<unknown>;
interface Turn {
  readonly ground: Ground;
  /** For how many days it was asked; sixty unless it says. */
  readonly days?: number;
  readonly before: readonly Act[];
  /** Null where the request itself is the turn. */
  readonly act: Act | null;
  readonly letters: readonly string[];
}

const tick: Act = (id) => portal.tick(id);
const later =
  (days: number): Act =>
  async () => {
    await portal.putOn(days * DAY);
    await runExemptionClock(clockwork);
    await runExemptionClock(clockwork);
  };
const says =
  (
    who: Part,
    kind: "approved" | "narrowed" | "denied",
    group: Group = "manager",
    stage: Stage = "request",
  ): Act =>
  (id) =>
    portal.decide(portal.people[who], id, { kind, group, stage });
const arbiterSays = (kind: "approved" | "narrowed" | "denied") => says("arbiter", kind, "appeals", "appeal");
const appeal: Act = (id) => appealExemption(portal.people.employee, id, "Please.");
const withdraw =
  (stage: Stage): Act =>
  (id) =>
    withdrawRequest(portal.people.employee, id, stage);
const revoke: Act = (id) => revokeExemption(portal.people.manager, id, "No longer.");
const giveUp: Act = (id) => giveUpExemption(portal.people.employee, id);
const STEP = { stage: "request", group: "manager" } as const;
const ask: Act = (id) => askApplicant(portal.people.manager, { requestId: id, ...STEP }, "Why?");
async function answerTo(id: string, asker: Group): Promise<void> {
  const { employee } = portal.people;
  const [question] = (await getRequest(employee, id)).messages;
  const step = { requestId: id, stage: "request", group: asker } as const;
  await answerQuestion(employee, { ...step, questionId: question?.id ?? "" }, "So.");
}
const answer: Act = (id) => answerTo(id, "manager");
const comments =
  (who: Part): Act =>
  (id) =>
    comment(portal.people[who], { requestId: id, stage: "request" }, "By the way.");
const askInConfidence: Act = (id) =>
  askApplicant(portal.people.hr, { requestId: id, stage: "request", group: "hr" }, "Why?");
const answerInConfidence: Act = (id) => answerTo(id, "hr");
const partly: Act = async (id) => {
  const { scope } = await getRequest(portal.people.employee, id);
  await decideExemption(
    portal.people.manager,
    { requestId: id, ...STEP },
    { kind: "narrowed", words: "Less.", scope: { ...scope, categories: ["screen"] } },
  );
};
async function renewed(id: string): Promise<string> {
  const until = (await portal.now()) + 200 * DAY;
  return portal.apply(portal.people.employee, "bandwidth", { until }, id);
}
const renew: Act = renewed;
const renewInVain: Act = async (id) =>
  portal.decide(portal.people.manager, await renewed(id), { kind: "denied" });
const goesAway =
  (delegate: Part | null): Act =>
  async () => {
    const from = await portal.now();
    const delegateId = delegate && portal.people[delegate].id;
    await beginAbsence(portal.people.manager, { from, until: from + 2 * DAY, delegateId });
    await portal.putOn(1_000);
    await runExemptionClock(clockwork);
  };
const leave =
  (where: (id: string) => string): Act =>
  async (id) => {
    await change(`update person set active = false where ${where(id)}`);
    await runExemptionClock(clockwork);
  };
// Above whoever is asked nobody is there, nor anybody who would be asked instead.
const allAbove = (id: string) =>
  `id in (select line_above(person_id) from exemption_assignee where request_id = '${id}')
   or id in (select person_id from role_grant where role = 'hr')`;
const allOfAppeals = () => "id in (select person_id from role_grant where role = 'appeals')";
const upTo = (act: Act, times: number) => Array.from({ length: times }, () => act);
const denied = [says("manager", "denied")];
const appealed = [...denied, appeal];
const granted = [says("manager", "approved")];

const TURNS: Readonly<Record<string, Turn>> = {
  "sent to the manager": {
    ground: "bandwidth",
    before: [],
    act: null,
    letters: ["applicant: sent", "manager: asked"],
  },
  "sent to the manager and legal": {
    ground: "sensitive-content",
    before: [],
    act: null,
    letters: ["applicant: sent", "legal 1: asked", "legal 2: asked", "manager: asked"],
  },
  "sent in confidence": {
    ground: "health",
    before: [],
    act: null,
    letters: ["applicant: sent", "hr 1: asked", "hr 2: asked"],
  },
  "a question": { ground: "sensitive-content", before: [], act: ask, letters: ["applicant: question"] },
  "an answer": { ground: "sensitive-content", before: [ask], act: answer, letters: ["manager: answer"] },
  "an answer in confidence": {
    ground: "conviction",
    before: [askInConfidence],
    act: answerInConfidence,
    letters: ["hr 1: answer", "hr 2: answer"],
  },
  "a comment of the applicant": {
    ground: "sensitive-content",
    before: [],
    act: comments("employee"),
    letters: ["legal 1: comment", "legal 2: comment", "manager: comment"],
  },
  "a comment of whoever decides": {
    ground: "sensitive-content",
    before: [],
    act: comments("manager"),
    letters: ["applicant: comment"],
  },
  reminded: { ground: "bandwidth", before: [], act: tick, letters: ["manager: reminded"] },
  "reminded, of two groups": {
    ground: "sensitive-content",
    before: [],
    act: tick,
    letters: ["legal 1: reminded", "legal 2: reminded", "manager: reminded"],
  },
  "reminded in confidence": {
    ground: "health",
    before: [],
    act: tick,
    letters: ["hr 1: reminded", "hr 2: reminded"],
  },
  escalated: {
    ground: "bandwidth",
    before: [tick],
    act: tick,
    letters: ["above manager: escalated", "applicant: escalated"],
  },
  "escalated, of two groups": {
    ground: "sensitive-content",
    before: [tick],
    act: tick,
    // Each group's step is a turn of its own.
    letters: [
      "above legal: escalated",
      "above manager: escalated",
      "applicant: escalated",
      "applicant: escalated",
    ],
  },
  "escalated in confidence": {
    ground: "health",
    before: [tick],
    act: tick,
    letters: ["applicant: escalated", "legal 1: escalated", "legal 2: escalated"],
  },
  "escalated where there is nobody else": {
    ground: "bandwidth",
    before: [...appealed, tick],
    act: tick,
    letters: ["appeals 1: nobody-else", "appeals 2: nobody-else", "applicant: nobody-else"],
  },
  overdue: {
    ground: "bandwidth",
    before: upTo(tick, 2),
    act: tick,
    letters: ["above manager: overdue", "applicant: overdue", "manager: overdue"],
  },
  "overdue, of two groups": {
    ground: "sensitive-content",
    before: upTo(tick, 2),
    act: tick,
    letters: [
      "above legal: overdue",
      "above manager: overdue",
      "applicant: overdue",
      "legal 1: overdue",
      "legal 2: overdue",
      "manager: overdue",
    ],
  },
  "overdue in confidence": {
    ground: "health",
    before: upTo(tick, 2),
    act: tick,
    letters: ["applicant: overdue", "hr 1: overdue", "hr 2: overdue", "legal 1: overdue", "legal 2: overdue"],
  },
  "overdue, of an appeal": {
    ground: "bandwidth",
    before: [...appealed, ...upTo(tick, 2)],
    act: tick,
    letters: ["appeals 1: overdue", "appeals 2: overdue", "applicant: overdue"],
  },
  approved: {
    ground: "bandwidth",
    before: [],
    act: says("manager", "approved"),
    letters: ["applicant: decided"],
  },
  "approved in part": {
    ground: "bandwidth",
    before: [],
    act: says("manager", "narrowed"),
    letters: ["applicant: decided"],
  },
  denied: {
    ground: "bandwidth",
    before: [],
    act: says("manager", "denied"),
    letters: ["applicant: decided"],
  },
  "approved in confidence": {
    ground: "health",
    before: [],
    act: says("hr", "approved", "hr"),
    letters: ["applicant: decided"],
  },
  "the first yes of two": {
    ground: "sensitive-content",
    before: [],
    act: says("legal", "approved", "legal"),
    letters: [],
  },
  "the second yes of two": {
    ground: "sensitive-content",
    before: [says("legal", "approved", "legal")],
    act: says("manager", "approved"),
    letters: ["applicant: decided"],
  },
  "the first no of two": {
    ground: "sensitive-content",
    before: [],
    act: says("legal", "denied", "legal"),
    letters: ["applicant: decided"],
  },
  withdrawn: {
    ground: "sensitive-content",
    before: [],
    act: withdraw("request"),
    letters: ["legal 1: withdrawn", "legal 2: withdrawn", "manager: withdrawn"],
  },
  "withdrawn, of an appeal": {
    ground: "bandwidth",
    before: appealed,
    act: withdraw("appeal"),
    letters: ["appeals 1: withdrawn", "appeals 2: withdrawn"],
  },
  appealed: {
    ground: "bandwidth",
    before: denied,
    act: appeal,
    letters: ["appeals 1: appealed", "appeals 2: appealed", "applicant: appealed"],
  },
  "an appeal granted": {
    ground: "bandwidth",
    before: appealed,
    act: arbiterSays("approved"),
    letters: ["applicant: decided"],
  },
  "an appeal granted in part": {
    ground: "bandwidth",
    before: appealed,
    act: arbiterSays("narrowed"),
    letters: ["applicant: decided"],
  },
  "an appeal denied": {
    ground: "bandwidth",
    before: appealed,
    act: arbiterSays("denied"),
    letters: ["applicant: decided"],
  },
  "somebody away, and replaced": {
    ground: "bandwidth",
    before: [],
    act: goesAway("colleague"),
    letters: ["applicant: replaced", "delegate: asked"],
  },
  "somebody away, and nobody found": {
    ground: "bandwidth",
    before: [leave(allAbove)],
    act: goesAway(null),
    letters: [],
  },
  "all of an appeal gone, and replaced": {
    ground: "bandwidth",
    before: appealed,
    act: leave(allOfAppeals),
    letters: ["applicant: replaced", "legal 1: appealed", "legal 2: appealed"],
  },
  lapsed: {
    ground: "bandwidth",
    days: 1,
    before: [ask],
    act: later(1),
    letters: ["applicant: lapsed", "manager: lapsed"],
  },
  "lapsed, of an appeal": {
    ground: "bandwidth",
    days: 1,
    before: appealed,
    act: later(1),
    letters: ["appeals 1: lapsed", "appeals 2: lapsed", "applicant: lapsed"],
  },
  "14 days before it ends": {
    ground: "bandwidth",
    days: 20,
    before: granted,
    act: later(7),
    letters: ["applicant: expires-in-14"],
  },
  "3 days before it ends": {
    ground: "bandwidth",
    days: 20,
    before: [...granted, later(7)],
    act: later(11),
    letters: ["applicant: expires-in-3"],
  },
  ended: {
    ground: "bandwidth",
    days: 20,
    before: [...granted, later(7), later(11)],
    act: later(3),
    letters: ["applicant: expired"],
  },
  "3 days before it ends, where the clock stood still before": {
    ground: "bandwidth",
    days: 20,
    before: granted,
    act: later(18),
    letters: ["applicant: expires-in-3"],
  },
  "ended and told of, another day": {
    ground: "bandwidth",
    days: 2,
    before: [...granted, later(3)],
    act: later(1),
    letters: [],
  },
  "ended, and renewed": {
    ground: "bandwidth",
    days: 2,
    before: [...granted, renew],
    act: later(3),
    letters: [],
  },
  "ended, and not renewed": {
    ground: "bandwidth",
    days: 2,
    before: [...granted, renewInVain],
    act: later(3),
    letters: ["applicant: expired"],
  },
  "given up": { ground: "bandwidth", days: 2, before: granted, act: giveUp, letters: [] },
  "given up, and over": {
    ground: "bandwidth",
    days: 2,
    before: [...granted, giveUp],
    act: later(3),
    letters: [],
  },
  revoked: { ground: "bandwidth", before: granted, act: revoke, letters: ["applicant: revoked"] },
  "revoked, with effect from now": {
    ground: "bandwidth",
    before: [...granted, revoke],
    act: later(8),
    letters: [],
  },
  "ended, and granted for longer on appeal": {
    ground: "bandwidth",
    before: [says("manager", "narrowed"), appeal, arbiterSays("approved")],
    act: later(21),
    letters: [],
  },
  "ended together with what was granted on appeal": {
    ground: "bandwidth",
    days: 60,
    before: [partly, appeal, arbiterSays("approved"), later(46), later(11)],
    act: later(3),
    letters: ["applicant: expired"],
  },
};

describe("at each turn these are written to, and nobody else", () => {
  test.each(Object.entries(TURNS))("%s", async (_, { ground, days = 60, before, act, letters }) => {
    const until = (await portal.now()) + days * DAY;
    const id = await portal.apply(portal.people.employee, ground, { until });
    for (const each of before) await each(id);
    const known = act ? await written(id) : [];
    await act?.(id);
    const now = await written(id);
    for (const each of known) now.splice(now.indexOf(each), 1);
    expect(now).toEqual(letters);
    await withdrawRequest(portal.people.employee, id, "request").catch(() => undefined);
    await withdrawRequest(portal.people.employee, id, "appeal").catch(() => undefined);
  });
});

test("the table is of all letters that there are, and the outbox takes no others", async () => {
  const inTable = Object.values(TURNS).flatMap(({ letters }) => letters);
  const told = (isApplicant: boolean) => [
    ...new Set(
      inTable
        .filter((each) => each.startsWith("applicant: ") === isApplicant)
        .map((each) => each.split(": ")[1]),
    ),
  ];
  expect(told(true).sort()).toEqual([...TO_APPLICANT].sort());
  expect(told(false).sort()).toEqual([...TO_JUDGE].sort());
  const { employee, manager } = portal.people;
  const id = await portal.apply(employee, "bandwidth");
  const takes = async (who: string, isApplicant: boolean, kind: string) => {
    const inserted = portal.owner.query(
      `insert into letter (id, person_id, is_applicant, kind, request_id, object_id)
       values (gen_random_uuid(), $1, $2, $3, $4, gen_random_uuid())`,
      [who, isApplicant, kind, id],
    );
    return inserted.then(
      () => true,
      () => false,
    );
  };
  for (const kind of [...TO_APPLICANT, ...TO_JUDGE, "news"]) {
    expect(await takes(employee.id, true, kind), kind).toBe(TO_APPLICANT.some((each) => each === kind));
    expect(await takes(manager.id, false, kind), kind).toBe(TO_JUDGE.some((each) => each === kind));
  }
  await withdrawRequest(employee, id, "request");
});
