import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { PersonActor } from "../actor/schema.ts";
import { getRequest } from "./queries/get-request.ts";
import { listQueue } from "./queries/list-queue.ts";
import { openRequestPortal, type RequestPortal } from "./test-requests.ts";

// What waits for somebody, page by page.

let portal: RequestPortal;
beforeAll(async () => {
  portal = await openRequestPortal();
});
afterAll(() => portal.close());

test("the queue goes on page by page, with nothing about anybody in where a page begins", async () => {
  const { manager, employee } = portal.people;
  const people = [employee];
  const ids: string[] = [];
  for (let i = 0; i < 18; i++) for (const who of people) ids.push(await portal.apply(who, "other"));
  await crowd(manager, 40);
  const { scope } = await getRequest(employee, ids[0] ?? "");
  const { rows } = await listQueue(manager);
  expect(rows.find(({ requestId }) => requestId === ids[0])).toMatchObject({
    applicant: employee.name,
    scope,
  });
  const seen: string[] = [];
  let next: string | null = null;
  do {
    const page = await listQueue(manager, next);
    seen.push(...page.rows.map(({ requestId }) => requestId));
    next = page.next;
    if (next) expect(next).toMatch(/^\d{16}_[0-9a-f-]{36}_manager$/);
  } while (next);
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen.filter((id) => ids.includes(id))).toHaveLength(18);
  expect(seen.length).toBe(58);
  const first = (await listQueue(manager)).rows[0]?.requestId;
  for (const wrong of ["", "x", "1_2_3", `${"9".repeat(40)}_${randomUUID()}_manager`, "'; select 1; --"])
    expect((await listQueue(manager, wrong)).rows[0]?.requestId).toBe(first);
});

test("a row says where its applicant's days begin, which are not the reader's", async () => {
  const { manager, employee } = portal.people;
  const zone = "Pacific/Auckland";
  await movesTo(employee, zone);
  const id = await portal.apply(employee, "power");
  const rows: { requestId: string; timeZone: string }[] = [];
  let next: string | null = null;
  do {
    const page = await listQueue(manager, next);
    rows.push(...page.rows);
    next = page.next;
  } while (next);
  expect(manager.timeZone).not.toBe(zone);
  expect(rows.find(({ requestId }) => requestId === id)?.timeZone).toBe(zone);
});

test("a confidential request is in its people partners' queue, and no trace of it is in anybody else's", async () => {
  const { employee, manager, head, legal, hr } = portal.people;
  const id = await portal.apply(employee, "health");
  const has = async (actor: PersonActor) => {
    let next: string | null = null;
    do {
      const page = await listQueue(actor, next);
      if (page.rows.some(({ requestId }) => requestId === id)) return true;
      next = page.next;
    } while (next);
    return false;
  };
  expect(await has(hr)).toBe(true);
  for (const actor of [manager, head, legal, employee]) expect(await has(actor)).toBe(false);
});

const movesTo = ({ id }: PersonActor, zone: string) =>
  portal.owner.query(
    `with recorded as (insert into act (actor_kind, kind) values ('job', 'directory.imported'))
     update person set time_zone = $2 where id = $1`,
    [id, zone],
  );

/** Puts this many more into somebody's queue, all due at the same moment, past every trigger. */
async function crowd({ id }: PersonActor, count: number): Promise<void> {
  const client = await portal.owner.connect();
  try {
    await client.query("set session_replication_role = replica");
    await client.query(
      `create temp table more as select gen_random_uuid() as id, p.id as who, now() as at
       from generate_series(1, $1) i, (select id from person where id <> $2 limit 1) p`,
      [count, id],
    );
    await client.query(
      `insert into exemption_request (id, employee_id, ground, words, from_at, until_at)
       select id, who, 'other', decode(repeat('00', 60), 'hex'), at, at + interval '9 days' from more`,
    );
    await client.query(
      `insert into exemption_step (request_id, employee_id, stage, grp, opened_at, due_at, phase)
       select id, who, 'request', 'manager', at, at + interval '3 days', 'asked' from more`,
    );
    await client.query(
      `insert into exemption_assignee (request_id, stage, grp, employee_id, person_id, kind, since, due_at)
       select id, 'request', 'manager', who, $1, 'routed', at, at + interval '3 days' from more`,
      [id],
    );
  } finally {
    await client.query("reset session_replication_role");
    client.release();
  }
}
