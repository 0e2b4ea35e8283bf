import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type AppRolePortal, job, nobody, openAppRolePortal } from "../../lib/db/test-app-role.ts";
import type { Speaker } from "../../prisma/factories/test-portal.ts";

let portal: AppRolePortal;
let employee: string;
let colleague: string;
beforeAll(async () => {
  portal = await openAppRolePortal();
  employee = portal.people.employee.id;
  colleague = portal.people.colleague.id;
});
afterAll(() => portal.close());
beforeEach(async () => {
  for (const table of ["segment", "activity_day"]) await portal.asOwner(`delete from ${table}`);
  for (const id of [employee, colleague]) {
    await portal.asOwner(
      `insert into segment (employee_id, started_at, device_id, ended_at, batch_id, moves, clicks, drags, scrolls,
         keys, shortcuts, steps) values ($1, now() - interval '1 hour', $2, now() - interval '59 minutes 30 seconds',
         $2, 1, 0, 0, 0, 0, 0, 'sealed')`,
      [id, randomUUID()],
    );
  }
});

/** Everything of the actor's, as it would be shown to them. */
const MARK = `(select count(*) || '.' || sum(mark) from records_within('{2000-01-01}', '{2099-01-01}', null, null, 'infinity'))`;
const FORGET = `select outcome, records from forget_records('{2000-01-01}', '{2099-01-01}', null, null, sayso_now(), coalesce(${MARK}, ''))`;
const CALLS = [
  FORGET,
  "select begin_erasure()",
  "select erase_activity('\\x00')",
  "select erase_pauses()",
  "select erase_words('\\x00')",
  "select erase_letters()",
  "select erase_exports()",
  "select erase_contests()",
];

const ACT = `insert into act (actor_kind, actor_id, kind) values ('person', app_actor(), 'records.deleted')`;

const whose = async () =>
  (await portal.asOwner<{ id: string }>("select employee_id as id from segment order by 1")).map(
    ({ id }) => id,
  );

const others = (): [string, Speaker][] => [
  ["nobody", nobody],
  ["a job", job],
  ["their device", { kind: "device", id: employee, subjects: [employee] }],
  ["an ingest of theirs", { kind: "ingest", id: null, subjects: [employee] }],
  ["a person who is none", { kind: "person", id: randomUUID(), subjects: [employee] }],
];

test.each(CALLS)("%s is refused to all but a person", async (call) => {
  for (const [who, speaker] of others())
    await expect(portal.as(speaker, call), who).rejects.toMatchObject({ code: "42501" });
  expect(await whose()).toEqual([employee, colleague].sort());
});

test.each(CALLS)("%s is nothing without an act", async (call) => {
  await expect(portal.as(portal.speakers.employee, call)).rejects.toMatchObject({ code: "23000" });
  expect(await whose()).toHaveLength(2);
});

test("a person deletes what is theirs, whatever they say whose rows they may see, and whatever role they have", async () => {
  for (const who of ["legal", "admin"] as const) {
    const speaker = { ...portal.speakers[who], subjects: [employee, colleague] };
    for (const call of CALLS)
      await portal.asApp(speaker, async (client) => {
        await client.query(call);
        await client.query(ACT);
      });
  }
  expect(await whose()).toHaveLength(2);
  await portal.asApp(portal.speakers.colleague, async (client) => {
    expect((await client.query(FORGET)).rows).toEqual([{ outcome: "deleted", records: "1" }]);
    await client.query(ACT);
  });
  expect(await whose()).toEqual([employee]);
});

test("nothing but these functions deletes a record, or writes down an erasure", async () => {
  const statements = [
    "delete from segment",
    "delete from activity_day",
    "delete from data_key",
    "update data_key set wrapped = ''",
    "update word_key set wrapped = ''",
    "delete from pause",
    "delete from resumption",
    `insert into erasure (employee_id) values ('${employee}')`,
    "select expect_owner()",
    "set role sayso_eraser",
  ];
  for (const statement of statements)
    await expect(portal.as(portal.speakers.employee, statement), statement).rejects.toMatchObject({
      code: "42501",
    });
});

test("an erasure is not taken back, nor dated otherwise, by the owner of the database either", async () => {
  await portal.asApp(portal.speakers.employee, async (client) => {
    await client.query("select begin_erasure()");
    await client.query(ACT);
  });
  for (const statement of ["update erasure set at = now()", "delete from erasure", "truncate erasure"])
    await expect(portal.asOwner(statement), statement).rejects.toMatchObject({ code: "23001" });
});
