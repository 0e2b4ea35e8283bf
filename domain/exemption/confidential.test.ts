import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { job } from "../../lib/db/test-app-role.ts";
import type { Part } from "../../prisma/factories/test-portal.ts";
import { decideExemption } from "./commands/decide.ts";
import { answerQuestion, askApplicant, comment } from "./commands/discuss.ts";
import { revokeExemption, withdrawRequest } from "./commands/end.ts";
import { runExemptionClock } from "./commands/run-clock.ts";
import { getRequest } from "./queries/get-request.ts";
import { listQueue, wasEverAsked } from "./queries/list-queue.ts";
import { clockwork, DAY, openRequestPortal, type RequestPortal, SEALED, speakerOf } from "./test-requests.ts";

// Nobody above the applicant may know that a confidential request is there, on any page or at the database.

const OUTSIDE: readonly Part[] = [
  "manager",
  "head",
  "legal",
  "colleague",
  "arbiter",
  "engineer",
  "admin",
  "steward",
];

let portal: RequestPortal;
let requestId: string;
/** That one, which is pending; one that was denied, and one that is in force. */
let all: string[];
beforeAll(async () => {
  portal = await openRequestPortal();
  requestId = await portal.apply(portal.people.employee, "health");
  const { hr, employee } = portal.people;
  await askApplicant(hr, { requestId, stage: "request", group: "hr" }, "How long?");
  await comment(employee, { requestId, stage: "request" }, "For a while.");
  const [denied, granted] = [
    await portal.apply(employee, "conviction"),
    await portal.apply(employee, "conviction"),
  ];
  await portal.decide(hr, denied, { group: "hr", kind: "denied" });
  await portal.decide(hr, granted, { group: "hr" });
  all = [requestId, denied, granted];
});
afterAll(() => portal.close());

test("it goes to human resources, and no letter goes to anybody else but the applicant", async () => {
  const { rows } = await portal.owner.query(
    `select p.title from exemption_assignee a join person p on p.id = a.person_id where request_id = $1
     union select p.title from letter l join person p on p.id = l.person_id where request_id = $1 and not is_applicant`,
    [requestId],
  );
  expect(rows).toEqual([{ title: "People Partner" }]);
});

describe.each(OUTSIDE)("%s", (part) => {
  test("reads no row of it, of any table there is, nor the applicant's acts", async () => {
    const me = portal.people[part];
    const { employee } = portal.people;
    const { rows: tables } = await portal.owner.query<{ name: string }>(
      `select relname as name from pg_class c where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
         and not relispartition and has_any_column_privilege('sayso_app', c.oid, 'select')`,
    );
    expect(tables.length).toBeGreaterThan(60);
    await portal.asApp(speakerOf(me), async (client) => {
      for (const { name } of tables) {
        const { rows } = await client.query(
          `select t::text as said from ${name} t where t::text like any ($1)`,
          [all.map((id) => `%${id}%`)],
        );
        expect(rows, name).toEqual([]);
        if (!name.startsWith("exemption")) continue;
        const { rows: about } = await client.query(`select t::text from ${name} t where employee_id = $1`, [
          employee.id,
        ]);
        expect(about, name).toEqual([]);
      }
    });
  });

  test("sees it in no queue, no count and on no page", async () => {
    const me = portal.people[part];
    expect((await listQueue(me)).rows).toEqual([]);
    expect(await wasEverAsked(me)).toBe(false);
    for (const id of all) await expect(getRequest(me, id)).rejects.toMatchObject({ code: "not_found" });
  });

  test("gets of every function and every command the answer for a request that never was", async () => {
    const me = portal.people[part];
    const never = randomUUID();
    for (const ask of [
      "key_for_request",
      "people_of_request",
      "how_it_ended",
      "preview_appeal",
      "devices_of_request",
    ]) {
      const { rows } = await portal.asApp(speakerOf(me), (client) =>
        client.query(`select * from unnest($1::uuid[]) as t (id), ${ask}(t.id)`, [all]),
      );
      expect(rows, ask).toEqual([]);
    }
    const { rows: named } = await portal.asApp(speakerOf(me), (client) =>
      client.query("select * from applicants_of($1)", [all]),
    );
    expect(named).toEqual([]);
    const { rows } = await portal.asApp(speakerOf(me), (client) =>
      client.query(
        "select may_see_request(id, 'request') as seen, zone_of_request(id) as zone, is_under_appeal(id) as appealed from unnest($1::uuid[]) as t (id)",
        [all],
      ),
    );
    expect(rows).toEqual(all.map(() => ({ seen: false, zone: null, appealed: false })));
    const answers = async (id: string) => {
      const step = { requestId: id, stage: "request", group: "hr" } as const;
      const tried = await Promise.allSettled([
        decideExemption(me, step, { kind: "approved", words: "" }),
        askApplicant(me, step, "What?"),
        comment(me, step, "I know."),
        withdrawRequest(me, id, "request"),
        revokeExemption(me, id, "No."),
        portal.apply(me, "other", {}, id),
      ]);
      return tried.map((each) => (each.status === "rejected" ? String(each.reason) : "done"));
    };
    const none = await answers(never);
    expect(none).not.toContain("done");
    for (const id of all) expect(await answers(id)).toEqual(none);
  });

  test("learns nothing from the database's refusals, whoever they say it is about", async () => {
    const { employee } = portal.people;
    const me = portal.people[part];
    const draft = await draftOf(part);
    const probes = [
      `insert into exemption_decision (request_id, stage, grp, employee_id, kind, decided_by) values ($1, 'request', 'hr', $2, 'approved', $3)`,
      `insert into exemption_decision (request_id, stage, grp, employee_id, kind, decided_by) values ($1, 'request', 'manager', $2, 'approved', $3)`,
      `insert into exemption_message (id, request_id, employee_id, kind, stage, author_id, words) values (gen_random_uuid(), $1, $2, 'comment', 'request', $3, $4)`,
      `insert into exemption_message (id, request_id, employee_id, kind, stage, grp, author_id, words) values (gen_random_uuid(), $1, $2, 'question', 'request', 'hr', $3, $4)`,
      `insert into exemption_outcome (request_id, stage, employee_id, kind) values ($1, 'request', $2, 'withdrawn')`,
      `insert into exemption_end (request_id, employee_id, kind, ended_by, words, effective_at) values ($1, $2, 'revoked', $3, $4, now())`,
      `insert into exemption_end (request_id, employee_id, kind, ended_by, effective_at) values ($1, $2, 'withdrawn', $3, now())`,
      `insert into exemption_appeal (request_id, employee_id, words) values ($1, $2, $4)`,
      `insert into exemption_file (id, request_id, employee_id, name, media_type, bytes, sha256, sealed) values (gen_random_uuid(), $1, $2, 'f', 'image/png', 1, '', $4)`,
      `insert into exemption_request (id, employee_id, ground, words, from_at, until_at, renews) values ('${draft}', $2, 'other', $4, now(), now() + interval '99 days', $1)`,
      `delete from exemption_file where request_id = $1`,
    ];
    const never = randomUUID();
    for (const probe of probes) {
      for (const about of [employee.id, me.id]) {
        const values = (id: string) => {
          const all: unknown[] = [id, about, me.id, SEALED];
          return all.map((value, i) => (probe.includes(`$${i + 1}`) ? value : null));
        };
        const said = async (id: string) => {
          // What a parameter is that the statement does not have, Postgres cannot know.
          const sql = `with unused as (select $1::uuid, $2::uuid, $3::uuid, $4::bytea) ${probe}`;
          return portal.attempt(me, sql, values(id));
        };
        const none = await said(never);
        for (const id of all) expect(await said(id), probe).toBe(none);
      }
    }
  });
});

async function draftOf(part: Part): Promise<string> {
  const me = portal.people[part];
  const id = randomUUID();
  await portal.owner.query(
    "insert into exemption_draft (employee_id, id, form) values ($1, $2, $3) on conflict (employee_id) do update set id = excluded.id",
    [me.id, id, SEALED],
  );
  return id;
}

test("however long nobody decides, it goes up no line: to other people partners, then to legal", async () => {
  const { rows: asked } = await portal.owner.query(
    "select id from exemption_message where kind = 'question'",
  );
  const step = { requestId, stage: "request", group: "hr", questionId: asked[0].id } as const;
  await answerQuestion(portal.people.employee, step, "Some weeks.");
  // Their manager is nobody above the applicant, and has no business with it either.
  await portal.owner.query(
    `with recorded as (insert into act (actor_kind, kind) values ('job', 'directory.imported'))
     update person set manager_id = $1 where id in (select person_id from role_grant where role = 'hr')`,
    [portal.people.steward.id],
  );
  await portal.tick(requestId);
  await portal.tick(requestId);
  const { rows } = await portal.owner.query<{ title: string; kind: string }>(
    `select distinct p.title, a.kind from exemption_assignee a join person p on p.id = a.person_id
     where request_id = $1 order by 1`,
    [requestId],
  );
  expect(rows).toEqual([
    { title: "Counsel", kind: "escalated" },
    { title: "People Partner", kind: "routed" },
    { title: "Senior Counsel", kind: "escalated" },
  ]);
  for (const part of ["manager", "head", "steward"] as const)
    await expect(getRequest(portal.people[part], requestId)).rejects.toMatchObject({ code: "not_found" });
});

test("what came of it is not told either: granted, in force and over, it is nobody's above", async () => {
  const { hr, manager, head } = portal.people;
  await portal.decide(hr, requestId, { group: "hr" });
  await portal.putOn(61 * DAY);
  await runExemptionClock(clockwork);
  for (const me of [manager, head]) {
    const { rows } = await portal.asApp(speakerOf(me), (client) => client.query("select id from exemption"));
    expect(rows).toEqual([]);
  }
});

test("a job knows whom to write to, and not what about", async () => {
  await expect(
    portal.asApp(job, (client) => client.query("select ground from exemption_request")),
  ).resolves.toMatchObject({ rows: [] });
  const { rows } = await portal.asApp(job, (client) =>
    client.query("select * from letter where request_id = $1 limit 1", [requestId]),
  );
  expect(Object.keys(rows[0] ?? {})).not.toContain("ground");
});
