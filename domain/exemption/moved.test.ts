import { afterAll, beforeAll, expect, test } from "vitest";
import type { PersonActor } from "../actor/schema.ts";
import { appealExemption } from "./commands/end.ts";
import { runExemptionClock } from "./commands/run-clock.ts";
import { getRequest } from "./queries/get-request.ts";
import { howItEnded } from "./queries/how-it-ended.ts";
import { listDecided } from "./queries/list-decided.ts";
import { listQueue } from "./queries/list-queue.ts";
import { clockwork, openRequestPortal, type RequestPortal, speakerOf } from "./test-requests.ts";

// Somebody who is asked comes to be above the applicant, or below them, after the request was sent.

let portal: RequestPortal;
let employee: PersonActor;
let manager: PersonActor;
beforeAll(async () => {
  portal = await openRequestPortal();
  ({ employee, manager } = portal.people);
});
afterAll(() => portal.close());

const leads = (who: PersonActor, whom: PersonActor) =>
  portal.owner.query(
    `with recorded as (insert into act (actor_kind, kind) values ('job', 'directory.imported'))
     update person set manager_id = $1 where id = $2`,
    [who.id, whom.id],
  );
const asked = async (id: string) => {
  const { rows } = await portal.owner.query<{ id: string }>(
    "select person_id as id from exemption_assignee where request_id = $1 and ended_at is null",
    [id],
  );
  return rows.map((each) => each.id);
};

/** On no page, in no list, and in no row. */
async function expectNothing(who: PersonActor, id: string): Promise<void> {
  await expect(getRequest(who, id)).rejects.toMatchObject({ code: "not_found" });
  expect(await howItEnded(who, id)).toEqual([]);
  expect((await listQueue(who)).rows.filter(({ requestId }) => requestId === id)).toEqual([]);
  expect((await listDecided(who)).rows.filter(({ requestId }) => requestId === id)).toEqual([]);
  const found = await portal.asApp(speakerOf(who), async (client) => ({
    applicants: (await client.query("select * from applicants_of(array[$1]::uuid[])", [id])).rows,
    rows: (await client.query("select * from exemption_assignee where request_id = $1", [id])).rows,
  }));
  expect(found).toEqual({ applicants: [], rows: [] });
}

async function expectOut(
  who: PersonActor,
  id: string,
  step: { stage: "request" | "appeal"; group: "hr" | "appeals" },
) {
  await expectNothing(who, id);
  await expect(portal.decide(who, id, step)).rejects.toMatchObject({ code: "not_found" });
  const insert = `insert into exemption_decision (request_id, stage, grp, employee_id, kind, decided_by, words)
    values ($1, $2, $3, $4, 'approved', $5, decode(repeat('00', 40), 'hex'))`;
  const values = [id, step.stage, step.group, employee.id, who.id];
  expect(await portal.attempt(who, insert, values)).toContain("not yours to decide");
  await runExemptionClock(clockwork);
  expect(await asked(id)).not.toContain(who.id);
  expect(await asked(id)).not.toEqual([]);
  await expectNothing(who, id);
}

test("a people partner who becomes the applicant's manager finds nothing of a confidential request from that moment", async () => {
  const { hr } = portal.people;
  const id = await portal.apply(employee, "health");
  expect((await getRequest(hr, id)).ground).toBe("health");
  await leads(hr, employee);
  await expectOut(hr, id, { stage: "request", group: "hr" });
  await leads(manager, employee);
});

test("nor of one that they decided themselves", async () => {
  const { hr } = portal.people;
  const id = await portal.apply(employee, "conviction");
  await portal.decide(hr, id, { group: "hr" });
  await leads(hr, manager);
  await expectNothing(hr, id);
  expect((await getRequest(employee, id)).state).toBe("active");
  await leads(portal.people.head, manager);
});

test.each(["above", "below"])(
  "an ombudsperson who comes to be %s the applicant decides no appeal of theirs",
  async (where) => {
    const { arbiter } = portal.people;
    const id = await portal.apply(employee, "bandwidth");
    await portal.decide(manager, id, { kind: "denied" });
    await appealExemption(employee, id, "Please.");
    expect((await getRequest(arbiter, id)).appeal?.words).toBe("Please.");
    if (where === "above") await leads(arbiter, employee);
    else await leads(employee, arbiter);
    await expectOut(arbiter, id, { stage: "appeal", group: "appeals" });
    await leads(manager, employee);
    await leads(portal.people.head, arbiter);
  },
);

test("whoever decides a request on an open ground goes on when the line changes: its rules are those of the sending", async () => {
  const { colleague } = portal.people;
  const id = await portal.apply(employee, "bandwidth");
  await leads(colleague, employee);
  await runExemptionClock(clockwork);
  expect(await asked(id)).toEqual([manager.id]);
  await leads(manager, employee);
});
