import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openTestPortal, type Speaker, type TestPortal } from "../../prisma/factories/test-portal.ts";
import { deviceActor, jobActor } from "../actor/queries.ts";
import type { PersonActor } from "../actor/schema.ts";
import { setUpProgram } from "../directory/commands/set-up-program.ts";
import { resumePause, startPause } from "./commands.ts";
import { getPauseState, listPauses } from "./queries.ts";

let portal: TestPortal;
let employee: PersonActor;

beforeAll(async () => {
  portal = await openTestPortal();
  employee = portal.people.employee;
});
afterAll(() => portal.close());

/** Nobody has paused anything yet. */
beforeEach(async () => {
  await portal.owner.query(`
    begin;
    set local session_replication_role = replica;
    delete from resumption;
    delete from pause;
    commit`);
  await setUpProgram(jobActor("set-up"), { name: "Test", pauseMaxSeconds: 1800, pauseGapSeconds: 0 });
});

async function newestPause(personId: string) {
  const { rows } = await portal.owner.query(
    `select id, length_seconds, started_on, started_at, planned_end_at, ended_at,
       extract(epoch from planned_end_at - started_at)::int as planned,
       abs(extract(epoch from clock_timestamp() - started_at)) < 60 as is_recent
     from pause where employee_id = $1 order by started_at desc limit 1`,
    [personId],
  );
  return rows[0];
}

async function newestAct(personId: string) {
  return (await portal.actsAbout(personId)).at(-1);
}

function versionOf(personId: string): Promise<number> {
  return portal.owner
    .query("select version::int from person_state where person_id = $1", [personId])
    .then(({ rows }) => rows[0].version);
}

describe("starting a pause", () => {
  test("stores it from the database's clock, records the act and bumps the person's version", async () => {
    const before = await versionOf(employee.id);
    const pause = await startPause(employee, { seconds: 300 });
    expect(await newestPause(employee.id)).toMatchObject({
      id: pause.id,
      length_seconds: 300,
      planned: 300,
      started_on: "portal",
      is_recent: true,
      started_at: pause.startedAt,
      planned_end_at: pause.plannedEndAt,
      ended_at: pause.plannedEndAt,
    });
    expect(await newestAct(employee.id)).toEqual({
      kind: "pause.started",
      actorKind: "person",
      actorId: employee.id,
      objectId: pause.id,
      details: { seconds: 300 },
    });
    expect(await versionOf(employee.id)).toBeGreaterThan(before);
  });

  test("works from a device, which acts for its employee", async () => {
    const device = deviceActor({ deviceId: randomUUID(), employeeId: employee.id });
    await startPause(device, { seconds: 60 });
    expect(await newestPause(employee.id)).toMatchObject({ started_on: "agent" });
    expect(await newestAct(employee.id)).toMatchObject({ kind: "pause.started", actorKind: "device" });
    await resumePause(device);
    expect(await newestAct(employee.id)).toMatchObject({ kind: "pause.resumed", actorKind: "device" });
  });

  test.each([0, -1, 1801, 86_400, 1.5, Number.NaN, Number.POSITIVE_INFINITY])(
    "of %d seconds is refused, and nothing is written",
    async (seconds) => {
      const acts = (await portal.actsAbout(employee.id)).length;
      const pause = await newestPause(employee.id);
      await expect(startPause(employee, { seconds })).rejects.toMatchObject({
        code: "invalid",
        reason: "too-long",
        detail: { fields: { seconds: expect.stringMatching(/./) } },
      });
      expect(await newestPause(employee.id)).toEqual(pause);
      expect(await portal.actsAbout(employee.id)).toHaveLength(acts);
    },
  );

  test("over the program's own limit is refused in words that name it", async () => {
    await setUpProgram(jobActor("set-up"), { name: "Test", pauseMaxSeconds: 600 });
    await expect(startPause(employee, { seconds: 601 })).rejects.toMatchObject({
      code: "invalid",
      message: "A pause lasts at most 10 minutes.",
    });
    await expect(startPause(employee, { seconds: 600 })).resolves.toBeDefined();
  });

  test("right after the last one is allowed, unless the program asks for a gap", async () => {
    await startPause(employee, { seconds: 60 });
    await resumePause(employee);
    await startPause(employee, { seconds: 60 });
    await resumePause(employee);
    await setUpProgram(jobActor("set-up"), { name: "Test", pauseGapSeconds: 3600 });
    const refusal = await startPause(employee, { seconds: 60 }).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: "conflict", reason: "too-soon" });
    // Some of it has passed already.
    expect(refusal).toHaveProperty("detail.retryAfter", expect.closeTo(3600, -2));
  });
});

test("of twenty that start at the same time exactly one is made, and nineteen people read why not", async () => {
  const acts = (await portal.actsAbout(employee.id)).length;
  const tries = await Promise.allSettled(
    Array.from({ length: 20 }, () => startPause(employee, { seconds: 60 })),
  );
  const refused = tries.flatMap((each) => (each.status === "rejected" ? [each.reason] : []));
  expect(refused).toHaveLength(19);
  for (const refusal of refused) {
    expect(refusal).toMatchObject({
      code: "conflict",
      reason: "already-paused",
      message: "Collection is already paused.",
    });
  }
  expect(await portal.actsAbout(employee.id)).toHaveLength(acts + 1);
});

describe("resuming", () => {
  test("brings the end forward, keeps the planned end, and records who and where", async () => {
    const pause = await startPause(employee, { seconds: 900 });
    const { id, endedAt } = await resumePause(employee);
    expect(id).toBe(pause.id);
    expect(await newestPause(employee.id)).toMatchObject({ ended_at: endedAt, planned: 900 });
    expect(await newestAct(employee.id)).toMatchObject({ kind: "pause.resumed", objectId: id });
    expect((await getPauseState(employee)).running).toBeNull();
    const [latest] = await listPauses(employee, { limit: 1 });
    expect(latest).toMatchObject({ id, endedAt, plannedEndAt: pause.plannedEndAt, resumedOn: "portal" });
  });

  test("without a running pause is refused", async () => {
    await expect(resumePause(employee)).rejects.toMatchObject({ code: "conflict", reason: "not-paused" });
  });

  test("from two tabs at once ends it once, and tells the other tab", async () => {
    await startPause(employee, { seconds: 900 });
    const tries = await Promise.allSettled([resumePause(employee), resumePause(employee)]);
    expect(tries.map((each) => each.status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(tries.find((each) => each.status === "rejected")).toMatchObject({
      reason: { code: "conflict", reason: "not-paused" },
    });
  });

  test("ends nobody else's pause", async () => {
    const { id } = await startPause(employee, { seconds: 900 });
    await expect(resumePause(portal.people.colleague)).rejects.toMatchObject({ reason: "not-paused" });
    expect((await getPauseState(employee)).running?.id).toBe(id);
    expect((await getPauseState(portal.people.colleague)).running).toBeNull();
    expect(await listPauses(portal.people.manager, { limit: 10 })).toEqual([]);
  });
});

describe("straight in SQL, as the role the portal runs as", () => {
  const speaker = (): Speaker => ({ kind: "person", id: employee.id, subjects: [employee.id] });
  const recorded = `insert into act (actor_kind, actor_id, kind) values ('person', '%', 'pause.started');`;
  const asEmployee = (sql: string) =>
    portal.asApp(speaker(), (client) => client.query(recorded.replace("%", employee.id) + sql));
  const insert = (columns: Record<string, string>) => {
    const all: Record<string, string> = {
      id: `'${randomUUID()}'`,
      employee_id: `'${employee.id}'`,
      length_seconds: "60",
      started_at: "now()",
      planned_end_at: "now()",
      ended_at: "now()",
      started_on: "'portal'",
      ...columns,
    };
    return `insert into pause (${Object.keys(all)}) values (${Object.values(all)});`;
  };

  test("30 minutes is the limit", async () => {
    await expect(asEmployee(insert({ length_seconds: "1801" }))).rejects.toMatchObject({ code: "23514" });
    await expect(asEmployee(insert({ length_seconds: "0" }))).rejects.toMatchObject({ code: "23514" });
    await expect(asEmployee(insert({ length_seconds: "1800" }))).resolves.toBeDefined();
  });

  test("two pauses cannot overlap", async () => {
    const both = asEmployee(insert({}) + insert({}));
    await expect(both).rejects.toMatchObject({ code: "23P01", constraint: "no_overlapping_pauses" });
  });

  test("whatever times are given, it starts now and ends when its length is over", async () => {
    const lie = { started_at: "now() - interval '1 day'", ended_at: "now() + interval '1 day'" };
    await asEmployee(insert({ ...lie, planned_end_at: lie.ended_at, length_seconds: "90" }));
    const pause = await newestPause(employee.id);
    expect(pause).toMatchObject({ is_recent: true, planned: 90, ended_at: pause.planned_end_at });
  });

  test.each([
    [
      "lengthened",
      "update pause set length_seconds = 1800, planned_end_at = started_at + interval '30 minutes'",
    ],
    ["moved", "update pause set ended_at = planned_end_at"],
    ["deleted", "delete from pause"],
    ["emptied out", "truncate pause cascade"],
  ])("it cannot be %s", async (_, sql) => {
    await expect(asEmployee(sql)).rejects.toMatchObject({ code: "42501" });
  });

  test("a resumption is dated by the database, and needs a pause that runs and is one's own", async () => {
    const { id } = await startPause(employee, { seconds: 600 });
    const resume = (owner: string) =>
      `insert into resumption (pause_id, employee_id, resumed_on, at)
       values ('${id}', '${owner}', 'portal', now() - interval '1 day')`;
    await expect(asEmployee(resume(portal.people.colleague.id))).rejects.toMatchObject({ code: "23514" });
    await asEmployee(resume(employee.id));
    expect(await newestPause(employee.id)).toMatchObject({ is_recent: true });
    const { rows } = await portal.owner.query(
      "select p.ended_at = r.at as agrees, r.at > p.started_at as later from resumption r join pause p on p.id = pause_id where p.id = $1",
      [id],
    );
    expect(rows).toEqual([{ agrees: true, later: true }]);
    await expect(asEmployee(resume(employee.id))).rejects.toMatchObject({ code: "23514" });
  });
});
