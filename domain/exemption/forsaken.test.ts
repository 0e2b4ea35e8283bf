import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { PersonActor } from "../actor/schema.ts";
import { appealExemption } from "./commands/end.ts";
import { runExemptionClock } from "./commands/run-clock.ts";
import { beginAbsence, endAbsence } from "./commands/set-absence.ts";
import { getRequest } from "./queries/get-request.ts";
import { listQueue } from "./queries/list-queue.ts";
import type { Stage } from "./schema.ts";
import { clockwork, DAY, openRequestPortal, type RequestPortal, SEALED } from "./test-requests.ts";

// Those who were asked leave, go away or move while a request is pending. A portal for each, since they do not return.

let portal: RequestPortal;
let employee: PersonActor;
let manager: PersonActor;
beforeAll(async () => {
  portal = await openRequestPortal();
  ({ employee, manager } = portal.people);
});
afterAll(() => portal.close());
beforeEach(async () => {
  await change("update person set active = true");
});

const change = (sql: string, ...values: unknown[]) =>
  portal.owner.query(
    `with recorded as (insert into act (actor_kind, kind) values ('job', 'directory.imported')) ${sql}`,
    values,
  );
const leave = (...people: PersonActor[]) =>
  change(
    "update person set active = false where id = any ($1)",
    people.map(({ id }) => id),
  );
const asked = async (id: string, stage: Stage = "request") => {
  const { rows } = await portal.owner.query<{ said: string }>(
    `select p.title || ' ' || a.kind as said from exemption_assignee a join person p on p.id = a.person_id
     where request_id = $1 and stage = $2 and a.ended_at is null order by 1`,
    [id, stage],
  );
  return rows.map(({ said }) => said);
};
/** Twice at once, and once more. */
async function run(): Promise<void> {
  await Promise.all([runExemptionClock(clockwork), runExemptionClock(clockwork)]);
  await runExemptionClock(clockwork);
}
const turnsOf = async (id: string) =>
  (await portal.owner.query("select kind from exemption_turn where request_id = $1", [id])).rows;
const everyone = async (role: string) => {
  const { rows } = await portal.owner.query<{ id: string }>(
    "select person_id as id from role_grant where role = $1",
    [role],
  );
  return rows;
};
const title = async (below: PersonActor) => {
  const { rows } = await portal.owner.query<{ title: string }>(
    "select b.title from person a join person b on b.id = a.manager_id where a.id = $1",
    [below.id],
  );
  return rows[0]?.title;
};

describe("a manager who was asked", () => {
  test("and left is replaced by their own, who is written to, once", async () => {
    const id = await portal.apply(employee, "bandwidth");
    await leave(manager);
    await run();
    expect(await asked(id)).toEqual([`${await title(manager)} replacement`]);
    expect(await turnsOf(id)).toEqual([{ kind: "replaced" }]);
    const { rows } = await portal.owner.query(
      "select count(*)::int as n from letter where request_id = $1 and kind = 'asked'",
      [id],
    );
    expect(rows).toEqual([{ n: 2 }]);
    expect((await listQueue(manager)).rows).toEqual([]);
    await expect(getRequest(manager, id)).rejects.toMatchObject({ code: "not_found" });
    await expect(portal.decide(manager, id)).rejects.toMatchObject({ code: /not_found|forbidden|conflict/ });
  });

  test("and went away is stood in for by whom they named, once for each absence, and may still decide", async () => {
    const { colleague } = portal.people;
    const id = await portal.apply(employee, "bandwidth");
    const at = await portal.now();
    const { id: absence } = await beginAbsence(manager, {
      from: at,
      until: at + DAY,
      delegateId: colleague.id,
    });
    await portal.putOn(1_000);
    await run();
    expect(await asked(id)).toMatchObject(
      [/Specialist delegate$/, /Manager routed$/].map((each) => expect.stringMatching(each)),
    );
    expect(await turnsOf(id)).toHaveLength(1);
    expect((await listQueue(colleague)).rows.map(({ requestId }) => requestId)).toContain(id);
    await endAbsence(manager, absence);
    await portal.decide(colleague, id, { kind: "denied" });
    await expect(portal.decide(manager, id)).rejects.toMatchObject({ code: "conflict" });
  });

  test("and was away is passed over up the applicant's own line, not up that of whoever stood in", async () => {
    const { engineer } = portal.people;
    const at = await portal.now();
    const { id: absence } = await beginAbsence(manager, {
      from: at,
      until: at + 30 * DAY,
      delegateId: engineer.id,
    });
    await portal.putOn(1_000);
    const id = await portal.apply(employee, "bandwidth");
    expect(await asked(id)).toEqual(["Training Engineer delegate"]);
    await portal.tick(id);
    await portal.tick(id);
    expect(await title(manager)).not.toBe(await title(engineer));
    expect(await asked(id)).toEqual([`${await title(manager)} escalated`, "Training Engineer delegate"]);
    await portal.decide(engineer, id, { kind: "denied" });
    await endAbsence(manager, absence);
  });

  test("and was away leaves it to whoever stood in, where nobody is above: not to that one's own line", async () => {
    const { head, engineer } = portal.people;
    const { rows } = await portal.owner.query("select manager_id from person where id = $1", [employee.id]);
    await change("update person set manager_id = $1 where id = $2", head.id, employee.id);
    const at = await portal.now();
    const days = { from: at, until: at + 30 * DAY };
    const { id: absence } = await beginAbsence(head, { ...days, delegateId: engineer.id });
    await portal.putOn(1_000);
    const id = await portal.apply(employee, "bandwidth");
    await portal.tick(id);
    await portal.tick(id);
    expect(await asked(id)).toEqual(["Training Engineer delegate"]);
    await portal.decide(engineer, id, { kind: "denied" });
    await endAbsence(head, absence);
    await change("update person set manager_id = $1 where id = $2", rows[0].manager_id, employee.id);
  });

  test("and comes back to what nobody decided meanwhile is asked then", async () => {
    const { engineer } = portal.people;
    const at = await portal.now();
    await beginAbsence(manager, { from: at, until: at + DAY, delegateId: engineer.id });
    await portal.putOn(1_000);
    const id = await portal.apply(employee, "bandwidth");
    await portal.tick(id);
    await portal.tick(id);
    expect(await asked(id)).toEqual([
      expect.stringMatching(/Manager escalated$/),
      "Training Engineer delegate",
    ]);
    await portal.decide(manager, id, { kind: "denied" });
  });

  test("goes on being asked when the applicant moves to another team: the rules are those of the sending", async () => {
    const { colleague, head } = portal.people;
    const id = await portal.apply(employee, "bandwidth");
    const before = await asked(id);
    const { rows } = await portal.owner.query("select manager_id from person where id = $1", [employee.id]);
    await change("update person set manager_id = $1 where id = $2", head.id, employee.id);
    await run();
    expect(await asked(id)).toEqual(before);
    await expect(getRequest(head, id)).rejects.toMatchObject({ code: "not_found" });
    await expect(getRequest(colleague, id)).rejects.toMatchObject({ code: "not_found" });
    await portal.decide(manager, id);
    await change("update person set manager_id = $1 where id = $2", rows[0].manager_id, employee.id);
  });
});

test("human resources who are all gone are replaced by legal, and by nobody above", async () => {
  const id = await portal.apply(employee, "health");
  await change(
    "update person set active = false where id in (select person_id from role_grant where role = 'hr')",
  );
  expect(await everyone("hr")).not.toEqual([]);
  await run();
  expect(await asked(id)).toEqual(["Counsel replacement", "Senior Counsel replacement"]);
  await portal.decide(portal.people.legal, id, { group: "hr" });
  expect((await getRequest(employee, id)).state).toBe("active");
});

describe("whoever is asked because of a role", () => {
  const takeRole = (who: PersonActor, role: string) =>
    change("delete from role_grant where person_id = $1 and role = $2", who.id, role);
  const giveRole = (who: PersonActor, role: string) =>
    change("insert into role_grant (person_id, role) values ($1, $2)", who.id, role);

  test("and gives it up reads, says and decides no more from that moment, and is asked no more", async () => {
    const { legal, secondLegal } = portal.people;
    const id = await portal.apply(employee, "sensitive-content");
    const step = { requestId: id, stage: "request", group: "legal" } as const;
    expect((await getRequest(legal, id)).ground).toBe("sensitive-content");
    await takeRole(legal, "legal");
    await expect(getRequest(legal, id)).rejects.toMatchObject({ code: "not_found" });
    expect((await listQueue(legal)).rows.map(({ requestId }) => requestId)).not.toContain(id);
    await expect(portal.decide(legal, id, step)).rejects.toMatchObject({ code: "not_found" });
    const decision = await portal.attempt(
      legal,
      `insert into exemption_decision (request_id, stage, grp, employee_id, kind, decided_by)
       values ($1, 'request', 'legal', $2, 'approved', $3)`,
      [id, employee.id, legal.id],
    );
    expect(decision).toContain("not yours to decide");
    await run();
    expect(await asked(id)).toEqual(
      [/Manager routed$/, /^Senior Counsel routed$/].map((each) => expect.stringMatching(each)),
    );
    await portal.decide(manager, id);
    await portal.decide(secondLegal, id, step);
    await giveRole(legal, "legal");
  });

  test("and decided sees and revokes it no more once they gave it up; nobody else does", async () => {
    const { hr } = portal.people;
    const id = await portal.apply(employee, "health");
    await portal.decide(hr, id, { group: "hr" });
    expect((await getRequest(hr, id)).state).toBe("active");
    await takeRole(hr, "hr");
    await expect(getRequest(hr, id)).rejects.toMatchObject({ code: "not_found" });
    const end = await portal.attempt(
      hr,
      `insert into exemption_end (request_id, employee_id, kind, ended_by, words, effective_at)
       values ($1, $2, 'revoked', $3, $4, sayso_now())`,
      [id, employee.id, hr.id, SEALED],
    );
    expect(end).toContain("only who decided it revokes");
    expect((await getRequest(employee, id)).state).toBe("active");
    await giveRole(hr, "hr");
  });
});

test("a role that is handed over while a request waits is asked again once somebody holds it", async () => {
  const { legal } = portal.people;
  const id = await portal.apply(employee, "sensitive-content");
  const step = { requestId: id, stage: "request", group: "legal" } as const;
  const { rows: lawyers } = await portal.owner.query<{ person_id: string }>(
    "select person_id from role_grant where role = 'legal'",
  );
  await change("delete from role_grant where role = 'legal'");
  await run();
  await run();
  expect(await asked(id)).toEqual([expect.stringMatching(/Manager routed$/)]);
  expect((await turnsOf(id)).length, "told once, however often it is looked at").toBe(1);
  for (const { person_id } of lawyers)
    await change("insert into role_grant (person_id, role) values ($1, 'legal')", person_id);
  await run();
  expect(await asked(id)).toEqual(
    [/^Counsel replacement$/, /Manager routed$/, /^Senior Counsel replacement$/].map((each) =>
      expect.stringMatching(each),
    ),
  );
  await portal.decide(manager, id);
  await portal.decide(legal, id, step);
  expect((await getRequest(employee, id)).state).toBe("active");
});

test("whoever was appointed while a confidential request waited reads it as long as they hold the role", async () => {
  const { hr } = portal.people;
  const { rows: partners } = await portal.owner.query<{ person_id: string }>(
    "select person_id from role_grant where role = 'hr'",
  );
  const appoint = async () => {
    for (const { person_id } of partners)
      await change("insert into role_grant (person_id, role) values ($1, 'hr')", person_id);
  };
  await change("delete from role_grant where role = 'hr'");
  const id = await portal.apply(employee, "health");
  expect(await asked(id)).toEqual(["Counsel routed", "Senior Counsel routed"]);
  await appoint();
  await portal.tick(id);
  await portal.tick(id);
  expect((await getRequest(hr, id)).ground).toBe("health");
  await change("delete from role_grant where role = 'hr'");
  await expect(getRequest(hr, id)).rejects.toMatchObject({ code: "not_found" });
  await run();
  expect(await asked(id)).toEqual(["Counsel routed", "Senior Counsel routed"]);
  await appoint();
});

describe("one person in two groups", () => {
  const step = { stage: "request", group: "legal" } as const;
  const grant = () => change("insert into role_grant (person_id, role) values ($1, 'legal')", manager.id);
  const take = () => change("delete from role_grant where person_id = $1 and role = 'legal'", manager.id);

  test("is asked for one of them, where the manager is a legal reviewer too", async () => {
    await grant();
    const id = await portal.apply(employee, "sensitive-content");
    expect(await asked(id)).toEqual(
      [/^Counsel routed$/, /Manager routed$/, /^Senior Counsel routed$/].map((each) =>
        expect.stringMatching(each),
      ),
    );
    await take();
  });

  test("is not both yeses, where a legal reviewer stands in for the manager, whichever comes first", async () => {
    const { legal, secondLegal } = portal.people;
    const [one, other] = [
      await portal.apply(employee, "sensitive-content"),
      await portal.apply(employee, "sensitive-content"),
    ];
    const at = await portal.now();
    const { id: absence } = await beginAbsence(manager, { from: at, until: at + DAY, delegateId: legal.id });
    await portal.putOn(1_000);
    await run();
    const refusal = { code: "forbidden", reason: "said-already" };
    await portal.decide(legal, one);
    await expect(portal.decide(legal, one, step)).rejects.toMatchObject(refusal);
    expect((await getRequest(employee, one)).state).toBe("pending");
    await portal.decide(secondLegal, one, step);
    expect((await getRequest(employee, one)).state).toBe("active");
    await expect(portal.decide(legal, other, step), "the other way round").rejects.toMatchObject(refusal);
    await portal.decide(legal, other, { ...step, kind: "denied" });
    expect((await getRequest(employee, other)).state, "a no is a no from anybody").toBe("denied");
    await endAbsence(manager, absence);
  });

  test("says both where there is nobody else", async () => {
    await grant();
    const { rows: others } = await portal.owner.query(
      "select person_id from role_grant where role = 'legal' and person_id <> $1",
      [manager.id],
    );
    await change("delete from role_grant where role = 'legal' and person_id <> $1", manager.id);
    const id = await portal.apply(employee, "sensitive-content");
    await portal.decide(manager, id, step);
    await portal.decide(manager, id);
    expect((await getRequest(employee, id)).state).toBe("active");
    for (const { person_id } of others)
      await change("insert into role_grant (person_id, role) values ($1, 'legal')", person_id);
    await take();
  });
});

test("of two ombudspersons one goes on alone; when both are gone, others are asked", async () => {
  const { arbiter } = portal.people;
  const id = await portal.apply(employee, "bandwidth");
  await portal.decide(manager, id, { kind: "denied" });
  await appealExemption(employee, id, "Please.");
  await leave(arbiter);
  await run();
  expect(await asked(id, "appeal")).toEqual(["Ombudsperson routed"]);
  await change(
    "update person set active = false where id in (select person_id from role_grant where role = 'appeals')",
  );
  await run();
  expect(await asked(id, "appeal")).toEqual(["Counsel replacement", "Senior Counsel replacement"]);
});

test("nobody is asked any more for an applicant who has left", async () => {
  const id = await portal.apply(employee, "sensitive-content");
  expect(await asked(id)).toHaveLength(3);
  await leave(employee);
  await run();
  expect(await asked(id)).toEqual([]);
  expect((await listQueue(manager)).rows.map(({ requestId }) => requestId)).not.toContain(id);
  const { rows } = await portal.owner.query(
    `select o.kind, (select count(*)::int from act where object_id = o.request_id::text and kind = 'exemption.lapsed') as acts
     from exemption_outcome o where request_id = $1`,
    [id],
  );
  expect(rows).toEqual([{ kind: "lapsed", acts: 1 }]);
});
