import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { PersonActor } from "../actor/schema.ts";
import { appealExemption } from "./commands/end.ts";
import { beginAbsence, endAbsence } from "./commands/set-absence.ts";
import { getRequest } from "./queries/get-request.ts";
import { listQueue } from "./queries/list-queue.ts";
import { type Directory, directoryOf, runClockAgain } from "./test-directory.ts";
import { DAY, openRequestPortal, type RequestPortal } from "./test-requests.ts";

// Those who were asked leave, go away or move while a request is pending.

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
beforeEach(async () => {
  await directory.change("update person set active = true");
});

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
    await directory.leave(manager);
    await runClockAgain();
    expect(await directory.asked(id)).toEqual([`${await title(manager)} replacement`]);
    expect(await directory.turnsOf(id)).toEqual([{ kind: "replaced" }]);
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
    await runClockAgain();
    expect(await directory.asked(id)).toMatchObject(
      [/Specialist delegate$/, /Manager routed$/].map((each) => expect.stringMatching(each)),
    );
    expect(await directory.turnsOf(id)).toHaveLength(1);
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
    expect(await directory.asked(id)).toEqual(["Training Engineer delegate"]);
    await portal.tick(id);
    await portal.tick(id);
    expect(await title(manager)).not.toBe(await title(engineer));
    expect(await directory.asked(id)).toEqual([
      `${await title(manager)} escalated`,
      "Training Engineer delegate",
    ]);
    await portal.decide(engineer, id, { kind: "denied" });
    await endAbsence(manager, absence);
  });

  test("and was away leaves it to whoever stood in, where nobody is above: not to that one's own line", async () => {
    const { head, engineer } = portal.people;
    const { rows } = await portal.owner.query("select manager_id from person where id = $1", [employee.id]);
    await directory.change("update person set manager_id = $1 where id = $2", head.id, employee.id);
    const at = await portal.now();
    const days = { from: at, until: at + 30 * DAY };
    const { id: absence } = await beginAbsence(head, { ...days, delegateId: engineer.id });
    await portal.putOn(1_000);
    const id = await portal.apply(employee, "bandwidth");
    await portal.tick(id);
    await portal.tick(id);
    expect(await directory.asked(id)).toEqual(["Training Engineer delegate"]);
    await portal.decide(engineer, id, { kind: "denied" });
    await endAbsence(head, absence);
    await directory.change(
      "update person set manager_id = $1 where id = $2",
      rows[0].manager_id,
      employee.id,
    );
  });

  test("and comes back to what nobody decided meanwhile is asked then", async () => {
    const { engineer } = portal.people;
    const at = await portal.now();
    await beginAbsence(manager, { from: at, until: at + DAY, delegateId: engineer.id });
    await portal.putOn(1_000);
    const id = await portal.apply(employee, "bandwidth");
    await portal.tick(id);
    await portal.tick(id);
    expect(await directory.asked(id)).toEqual([
      expect.stringMatching(/Manager escalated$/),
      "Training Engineer delegate",
    ]);
    await portal.decide(manager, id, { kind: "denied" });
  });

  test("goes on being asked when the applicant moves to another team: the rules are those of the sending", async () => {
    const { colleague, head } = portal.people;
    const id = await portal.apply(employee, "bandwidth");
    const before = await directory.asked(id);
    const { rows } = await portal.owner.query("select manager_id from person where id = $1", [employee.id]);
    await directory.change("update person set manager_id = $1 where id = $2", head.id, employee.id);
    await runClockAgain();
    expect(await directory.asked(id)).toEqual(before);
    await expect(getRequest(head, id)).rejects.toMatchObject({ code: "not_found" });
    await expect(getRequest(colleague, id)).rejects.toMatchObject({ code: "not_found" });
    await portal.decide(manager, id);
    await directory.change(
      "update person set manager_id = $1 where id = $2",
      rows[0].manager_id,
      employee.id,
    );
  });
});

test("human resources who are all gone are replaced by legal, and by nobody above", async () => {
  const id = await portal.apply(employee, "health");
  await directory.change(
    "update person set active = false where id in (select person_id from role_grant where role = 'hr')",
  );
  expect(await directory.holders("hr")).not.toEqual([]);
  await runClockAgain();
  expect(await directory.asked(id)).toEqual(["Counsel replacement", "Senior Counsel replacement"]);
  await portal.decide(portal.people.legal, id, { group: "hr" });
  expect((await getRequest(employee, id)).state).toBe("active");
});

test("of two ombudspersons one goes on alone; when both are gone, others are asked", async () => {
  const { arbiter } = portal.people;
  const id = await portal.apply(employee, "bandwidth");
  await portal.decide(manager, id, { kind: "denied" });
  await appealExemption(employee, id, "Please.");
  await directory.leave(arbiter);
  await runClockAgain();
  expect(await directory.asked(id, "appeal")).toEqual(["Ombudsperson routed"]);
  await directory.change(
    "update person set active = false where id in (select person_id from role_grant where role = 'appeals')",
  );
  await runClockAgain();
  expect(await directory.asked(id, "appeal")).toEqual(["Counsel replacement", "Senior Counsel replacement"]);
});

test("nobody is asked any more for an applicant who has left", async () => {
  const id = await portal.apply(employee, "sensitive-content");
  expect(await directory.asked(id)).toHaveLength(3);
  await directory.leave(employee);
  await runClockAgain();
  expect(await directory.asked(id)).toEqual([]);
  expect((await listQueue(manager)).rows.map(({ requestId }) => requestId)).not.toContain(id);
  const { rows } = await portal.owner.query(
    `select o.kind, (select count(*)::int from act where object_id = o.request_id::text and kind = 'exemption.lapsed') as acts
     from exemption_outcome o where request_id = $1`,
    [id],
  );
  expect(rows).toEqual([{ kind: "lapsed", acts: 1 }]);
});
