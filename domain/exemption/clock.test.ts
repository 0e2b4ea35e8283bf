import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { disconnect } from "../../lib/db/connection.ts";
import { jobActor } from "../actor/queries.ts";
import type { PersonActor } from "../actor/schema.ts";
import { answerQuestion, askApplicant } from "./commands/discuss.ts";
import { appealExemption, withdrawRequest } from "./commands/end.ts";
import { runExemptionClock } from "./commands/run-clock.ts";
import { getRequest } from "./queries/get-request.ts";
import { DAY, openRequestPortal, type RequestPortal } from "./test-requests.ts";

let portal: RequestPortal;
let employee: PersonActor;
let manager: PersonActor;
beforeAll(async () => {
  portal = await openRequestPortal();
  ({ employee, manager } = portal.people);
});
afterAll(() => portal.close());

/** As after a restart: with connections of its own, twice at once, and once more. */
async function run(): Promise<void> {
  await disconnect();
  const again = () => runExemptionClock(jobActor("exemption-clock"));
  await Promise.all([again(), again()]);
  await disconnect();
  await again();
}

/** Puts the clock on to a minute before the request's clock next does something, and to after that. */
async function runAt(id: string): Promise<{ before: string[]; after: string[] }> {
  const { rows } = await portal.owner.query<{ at: Date }>(
    "select min(next_at) as at from exemption_step where request_id = $1 and closed_at is null",
    [id],
  );
  const at = rows[0]?.at.getTime() ?? 0;
  await portal.putOn(at - (await portal.now()) - 60_000);
  await run();
  const before = await turns(id);
  await portal.putOn(61_000);
  await run();
  return { before, after: await turns(id) };
}
const turns = async (id: string) => (await getRequest(employee, id)).turns.map(({ kind }) => kind);
const stopMeanwhile = (stops: boolean) =>
  portal.owner.query(
    `with recorded as (insert into act (actor_kind, kind) values ('job', 'program.set-up'))
     update program set exemption_stops = $1`,
    [stops],
  );
const count = async (sql: string, ...values: unknown[]) =>
  (await portal.owner.query<{ n: number }>(`select count(*)::int as n from ${sql}`, values)).rows[0]?.n;
const letters = async (id: string, kind: string) =>
  (
    await portal.owner.query<{ title: string }>(
      `select p.title from letter l join person p on p.id = l.person_id
       where request_id = $1 and kind = $2 order by 1`,
      [id, kind],
    )
  ).rows.map(({ title }) => title);

const addressees = async (id: string, kind: string) =>
  (
    await portal.owner.query<{ person_id: string }>(
      "select person_id from letter where request_id = $1 and kind = $2 order by 1",
      [id, kind],
    )
  ).rows.map(({ person_id }) => person_id);

test("nobody decides: reminded, up the line, granted until decided, decided; each once, and through every restart", async () => {
  await stopMeanwhile(false);
  const id = await portal.apply(employee, "power");
  await stopMeanwhile(true);
  expect(await count("exemption where request_id = $1", id)).toBe(0);
  expect(await runAt(id)).toEqual({ before: [], after: ["reminded"] });
  expect(await letters(id, "reminded")).toHaveLength(1);
  expect(await runAt(id)).toEqual({ before: ["reminded"], after: ["reminded", "escalated"] });
  const judges = (await getRequest(employee, id)).steps[0]?.judges.map(({ kind }) => kind);
  expect(judges).toEqual(["routed", "escalated"]);
  expect(await count("exemption where request_id = $1", id)).toBe(0);
  const { after } = await runAt(id);
  expect(after).toEqual(["reminded", "escalated", "overdue"]);
  expect((await getRequest(employee, id)).inForce).toMatchObject([{ kind: "overdue", endedAt: null }]);
  expect(await letters(id, "overdue")).toHaveLength(3);
  expect(await count("exemption_silence where request_id = $1", id)).toBe(1);
  await portal.decide(manager, id, { kind: "denied" });
  const { state, inForce } = await getRequest(employee, id);
  expect(state).toBe("denied");
  expect(inForce[0]?.endedAt).not.toBeNull();
});

test("the clock waits for the applicant's answer, and then begins anew", async () => {
  const id = await portal.apply(employee, "bandwidth");
  const step = { requestId: id, stage: "request", group: "manager" } as const;
  await portal.tick(id);
  await portal.tick(id);
  await askApplicant(manager, step, "Why?");
  await portal.putOn(14 * DAY);
  await run();
  expect(await turns(id)).toEqual(["reminded", "escalated"]);
  const [question] = (await getRequest(employee, id)).messages;
  await answerQuestion(employee, { ...step, questionId: question?.id ?? "" }, "So.");
  await run();
  expect(await turns(id)).toEqual(["reminded", "escalated"]);
  await portal.tick(id);
  expect(await turns(id)).toEqual(["reminded", "escalated", "reminded"]);
  expect(await letters(id, "reminded")).toHaveLength(3);
  await withdrawRequest(employee, id, "request");
});

test("what is answered after the clock ran out stays granted until it is decided", async () => {
  const id = await portal.apply(employee, "bandwidth");
  const step = { requestId: id, stage: "request", group: "manager" } as const;
  for (let turn = 0; turn < 3; turn++) await portal.tick(id);
  await askApplicant(manager, step, "Why?");
  const [question] = (await getRequest(employee, id)).messages;
  await answerQuestion(employee, { ...step, questionId: question?.id ?? "" }, "So.");
  await portal.putOn(10 * DAY);
  await run();
  const { state, inForce } = await getRequest(employee, id);
  expect(state).toBe("overdue");
  expect(inForce.find(({ kind }) => kind === "overdue")?.endedAt).toBeNull();
  expect(await turns(id)).toEqual(["reminded", "escalated", "overdue"]);
  await withdrawRequest(employee, id, "request");
});

test("what is over before anybody decided lapses, also while an answer is awaited; nobody decides it any more", async () => {
  const at = await portal.now();
  const id = await portal.apply(employee, "bandwidth", { until: at + 2 * DAY });
  await askApplicant(manager, { requestId: id, stage: "request", group: "manager" }, "Why?");
  await portal.putOn(2 * DAY + 1_000);
  // Between the end and the next minute's clock nothing would be left to grant.
  for (const kind of ["approved", "denied"] as const)
    await expect(portal.decide(manager, id, { kind })).rejects.toMatchObject({ reason: "settled" });
  await run();
  expect((await getRequest(employee, id)).state).toBe("lapsed");
  expect(await count("act where object_id = $1 and kind = 'exemption.lapsed'", id)).toBe(1);
});

test("an appeal has the same clock, and nobody above or below hears of it", async () => {
  const id = await portal.apply(employee, "bandwidth");
  await portal.decide(manager, id, { kind: "denied" });
  await appealExemption(employee, id, "Please.");
  for (let turn = 0; turn < 3; turn++) await portal.tick(id);
  const { state, steps } = await getRequest(employee, id);
  expect(state).toBe("overdue");
  expect(new Set(steps[1]?.judges.map(({ person }) => person.title))).toEqual(new Set(["Ombudsperson"]));
  // There was nobody else to ask: nobody is told that somebody was.
  expect(await letters(id, "escalated")).toEqual([]);
  const told = [employee.id, ...(steps[1]?.judges.map(({ person }) => person.id) ?? [])];
  expect(await addressees(id, "nobody-else")).toEqual(told.sort());
  await withdrawRequest(employee, id, "appeal");
});

test("what fails at one request keeps no other back", async () => {
  const { colleague } = portal.people;
  const [one, other] = [
    await portal.apply(colleague, "bandwidth"),
    await portal.apply(employee, "bandwidth"),
  ];
  const clock = () => runExemptionClock(jobActor("exemption-clock"));
  await portal.putOn(8 * DAY);
  await clock();
  const nowhere = (zone: string) =>
    portal.owner.query(
      `with recorded as (insert into act (actor_kind, kind) values ('job', 'directory.imported'))
       update person set time_zone = $1 where id = $2`,
      [zone, colleague.id],
    );
  await nowhere("Nowhere/At-All");
  await expect(clock()).rejects.toThrow(/time zone/);
  expect(await turns(other)).toEqual(["reminded", "escalated"]);
  const turned = "exemption_turn where request_id = $1 and kind = 'escalated'";
  expect(await count(turned, one)).toBe(0);
  await nowhere("America/New_York");
  await clock();
  expect(await count(turned, one)).toBe(1);
});

test("where there is one day to decide, nobody is reminded as they are asked", async () => {
  const days = (most: number) =>
    portal.owner.query(
      `with recorded as (insert into act (actor_kind, kind) values ('job', 'program.set-up'))
       update program set exemption_days = $1`,
      [most],
    );
  await days(1);
  const id = await portal.apply(employee, "bandwidth");
  await days(3);
  await run();
  expect(await turns(id)).toEqual([]);
  await portal.tick(id);
  expect(await turns(id)).toEqual(["reminded"]);
  const [step] = (await getRequest(employee, id)).steps;
  expect(step?.dueAt).toBeGreaterThan(await portal.now());
  await withdrawRequest(employee, id, "request");
});

describe("working days", () => {
  const after = async (moment: string, days: number, zone: string) => {
    const { rows } = await portal.owner.query<{ at: Date }>("select working_days_after($1, $2, $3) as at", [
      moment,
      days,
      zone,
    ]);
    return rows[0]?.at.toISOString();
  };
  test.each([
    ["a Tuesday and three days", "2026-11-24T15:00:00Z", 3, "America/New_York", "2026-11-27T15:00:00.000Z"],
    ["over a weekend", "2026-11-26T15:00:00Z", 3, "America/New_York", "2026-12-01T15:00:00.000Z"],
    ["from a Saturday", "2026-11-28T15:00:00Z", 1, "America/New_York", "2026-11-30T15:00:00.000Z"],
    ["from a Sunday", "2026-11-29T15:00:00Z", 3, "America/New_York", "2026-12-02T15:00:00.000Z"],
    ["none", "2026-11-28T15:00:00Z", 0, "America/New_York", "2026-11-28T15:00:00.000Z"],
    // Friday in Los Angeles, Saturday in Berlin.
    [
      "of the place: still Friday",
      "2026-11-28T04:00:00Z",
      1,
      "America/Los_Angeles",
      "2026-12-01T04:00:00.000Z",
    ],
    ["of the place: Saturday by now", "2026-11-28T04:00:00Z", 1, "Europe/Berlin", "2026-11-30T04:00:00.000Z"],
    [
      "over clocks put back: an hour more",
      "2026-10-30T14:00:00Z",
      1,
      "America/New_York",
      "2026-11-02T15:00:00.000Z",
    ],
    [
      "over clocks put forward: an hour less",
      "2027-03-12T15:00:00Z",
      1,
      "America/New_York",
      "2027-03-15T14:00:00.000Z",
    ],
    ["over a new year", "2026-12-31T15:00:00Z", 2, "America/New_York", "2027-01-04T15:00:00.000Z"],
  ])("%s", async (_, moment, days, zone, due) => {
    expect(await after(moment, days, zone)).toBe(due);
  });
});
