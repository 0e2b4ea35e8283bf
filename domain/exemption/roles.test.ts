import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { PersonActor } from "../actor/schema.ts";
import { beginAbsence, endAbsence } from "./commands/set-absence.ts";
import { getRequest } from "./queries/get-request.ts";
import { listQueue } from "./queries/list-queue.ts";
import { type Directory, directoryOf, runClockAgain } from "./test-directory.ts";
import { DAY, openRequestPortal, type RequestPortal, SEALED } from "./test-requests.ts";

// Those who are asked because of a role, and those who are asked twice.

let portal: RequestPortal;
let directory: Directory;
let employee: PersonActor;
let manager: PersonActor;
beforeAll(async () => {
  portal = await openRequestPortal();
  directory = directoryOf(portal);
  ({ employee, manager } = portal.people);
});
afterAll(() => portal.close());

describe("whoever is asked because of a role", () => {
  test("and gives it up reads, says and decides no more from that moment, and is asked no more", async () => {
    const { legal, secondLegal } = portal.people;
    const id = await portal.apply(employee, "sensitive-content");
    const step = { requestId: id, stage: "request", group: "legal" } as const;
    expect((await getRequest(legal, id)).ground).toBe("sensitive-content");
    await directory.takeRole(legal, "legal");
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
    await runClockAgain();
    expect(await directory.asked(id)).toEqual(
      [/Manager routed$/, /^Senior Counsel routed$/].map((each) => expect.stringMatching(each)),
    );
    await portal.decide(manager, id);
    await portal.decide(secondLegal, id, step);
    await directory.giveRole(legal, "legal");
  });

  test("and decided sees and revokes it no more once they gave it up; nobody else does", async () => {
    const { hr } = portal.people;
    const id = await portal.apply(employee, "health");
    await portal.decide(hr, id, { group: "hr" });
    expect((await getRequest(hr, id)).state).toBe("active");
    await directory.takeRole(hr, "hr");
    await expect(getRequest(hr, id)).rejects.toMatchObject({ code: "not_found" });
    const end = await portal.attempt(
      hr,
      `insert into exemption_end (request_id, employee_id, kind, ended_by, words, effective_at)
       values ($1, $2, 'revoked', $3, $4, sayso_now())`,
      [id, employee.id, hr.id, SEALED],
    );
    expect(end).toContain("only who decided it revokes");
    expect((await getRequest(employee, id)).state).toBe("active");
    await directory.giveRole(hr, "hr");
  });
});

test("a role that is handed over while a request waits is asked again once somebody holds it", async () => {
  const { legal } = portal.people;
  const id = await portal.apply(employee, "sensitive-content");
  const step = { requestId: id, stage: "request", group: "legal" } as const;
  const { rows: lawyers } = await portal.owner.query<{ person_id: string }>(
    "select person_id from role_grant where role = 'legal'",
  );
  await directory.change("delete from role_grant where role = 'legal'");
  await runClockAgain();
  await runClockAgain();
  expect(await directory.asked(id)).toEqual([expect.stringMatching(/Manager routed$/)]);
  expect((await directory.turnsOf(id)).length, "told once, however often it is looked at").toBe(1);
  for (const { person_id } of lawyers)
    await directory.change("insert into role_grant (person_id, role) values ($1, 'legal')", person_id);
  await runClockAgain();
  expect(await directory.asked(id)).toEqual(
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
      await directory.change("insert into role_grant (person_id, role) values ($1, 'hr')", person_id);
  };
  await directory.change("delete from role_grant where role = 'hr'");
  const id = await portal.apply(employee, "health");
  expect(await directory.asked(id)).toEqual(["Counsel routed", "Senior Counsel routed"]);
  await appoint();
  await portal.tick(id);
  await portal.tick(id);
  expect((await getRequest(hr, id)).ground).toBe("health");
  await directory.change("delete from role_grant where role = 'hr'");
  await expect(getRequest(hr, id)).rejects.toMatchObject({ code: "not_found" });
  await runClockAgain();
  expect(await directory.asked(id)).toEqual(["Counsel routed", "Senior Counsel routed"]);
  await appoint();
});

describe("one person in two groups", () => {
  const step = { stage: "request", group: "legal" } as const;

  test("is asked for one of them, where the manager is a legal reviewer too", async () => {
    await directory.giveRole(manager, "legal");
    const id = await portal.apply(employee, "sensitive-content");
    expect(await directory.asked(id)).toEqual(
      [/^Counsel routed$/, /Manager routed$/, /^Senior Counsel routed$/].map((each) =>
        expect.stringMatching(each),
      ),
    );
    await directory.takeRole(manager, "legal");
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
    await runClockAgain();
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
    await directory.giveRole(manager, "legal");
    const { rows: others } = await portal.owner.query(
      "select person_id from role_grant where role = 'legal' and person_id <> $1",
      [manager.id],
    );
    await directory.change("delete from role_grant where role = 'legal' and person_id <> $1", manager.id);
    const id = await portal.apply(employee, "sensitive-content");
    await portal.decide(manager, id, step);
    await portal.decide(manager, id);
    expect((await getRequest(employee, id)).state).toBe("active");
    for (const { person_id } of others)
      await directory.change("insert into role_grant (person_id, role) values ($1, 'legal')", person_id);
    await directory.takeRole(manager, "legal");
  });
});
