import { randomUUID } from "node:crypto";
import type pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openTestPortal, type TestPortal } from "../../prisma/factories/test-portal.ts";
import type { Ground } from "./schema.ts";
import { asked, type Company, found, route, routed } from "./test-company.ts";

// Who decides, for every ground, in companies of a few people that are made up for the purpose.

let portal: TestPortal;
let client: pg.PoolClient;
beforeAll(async () => {
  portal = await openTestPortal();
});
afterAll(() => portal.close());
beforeEach(async () => {
  client = await portal.owner.connect();
  await client.query("begin");
  await client.query("delete from role_grant");
});
afterEach(async () => {
  await client.query("rollback");
  client.release();
});

const COMPANY: Company = {
  people: {
    top: null,
    boss: "top",
    ann: "boss",
    ben: "boss",
    low: "ann",
    kit: "top",
    law: "top",
    lex: "law",
    hera: "top",
    hugo: "hera",
    omar: "top",
  },
  roles: { law: "legal", lex: "legal", hera: "hr", hugo: "hr", omar: "appeals" },
};
const with_ = (rest: Partial<Company>): Company => ({ ...COMPANY, ...rest });
const HR = ["hr hera routed", "hr hugo routed"];
const LEGAL = ["legal law routed", "legal lex routed"];

describe("each ground goes to its own", () => {
  test.each<[Ground, string[]]>([
    ["bandwidth", ["manager boss routed"]],
    ["power", ["manager boss routed"]],
    ["other", ["manager boss routed"]],
    ["sensitive-content", [...LEGAL, "manager boss routed"]],
    ["health", HR],
    ["conviction", HR],
  ])("%s", async (ground, judges) => {
    expect(await route(client, COMPANY, ground)).toEqual(judges);
  });
});

describe("whoever works for the applicant", () => {
  const LOW: Partial<Company> = { people: { ...COMPANY.people, lex: "low" } };
  test("is not asked for legal, while somebody else is there", async () => {
    expect(await route(client, with_(LOW), "sensitive-content")).toEqual([
      "legal law routed",
      "manager boss routed",
    ]);
  });

  test("is asked where there is nobody else", async () => {
    const company = with_({ ...LOW, roles: { lex: "legal" } });
    expect(await route(client, company, "sensitive-content")).toEqual([
      "legal lex routed",
      "manager boss routed",
    ]);
  });
});

describe("a manager who", () => {
  test.each<[string, Partial<Company>, string[]]>([
    ["is away is replaced by their own manager", { away: { boss: null } }, ["manager top replacement"]],
    ["named somebody is stood in for by them", { away: { boss: "kit" } }, ["manager kit delegate"]],
    ["has left is replaced by their own manager", { gone: ["boss"] }, ["manager top replacement"]],
    [
      "named somebody who is away too: whom those named",
      { away: { boss: "kit", kit: "omar" } },
      ["manager omar delegate"],
    ],
    [
      "named somebody who is away too, and named nobody",
      { away: { boss: "kit", kit: null } },
      ["manager top replacement"],
    ],
    ["named somebody who has left", { away: { boss: "kit" }, gone: ["kit"] }, ["manager top replacement"]],
    ["named the applicant", { away: { boss: "ann" } }, ["manager top replacement"]],
    ["named one who works for the applicant", { away: { boss: "low" } }, ["manager top replacement"]],
    ["named whoever named them back", { away: { boss: "kit", kit: "boss" } }, ["manager top replacement"]],
    [
      "waits for the applicant's decision about themselves",
      { pending: { boss: "ann" } },
      ["manager top replacement"],
    ],
    ["was granted something by the applicant", { granted: { boss: "ann" } }, ["manager top replacement"]],
    ["gave that up", { givenUp: { boss: "ann" } }, ["manager boss routed"]],
    [
      "was denied something by the applicant, which is over",
      { denied: { boss: "ann" } },
      ["manager boss routed"],
    ],
    [
      "named somebody whom the applicant decides about",
      { away: { boss: "kit" }, pending: { kit: "ann" } },
      ["manager top replacement"],
    ],
    [
      "is gone as everyone above is: human resources",
      { gone: ["boss", "top"] },
      ["manager hera routed", "manager hugo routed"],
    ],
  ])("%s", async (_, rest, judges) => {
    expect(await route(client, with_(rest), "bandwidth")).toEqual(judges);
  });
});

test("whoever is at the top is decided about by human resources", async () => {
  expect(await route(client, COMPANY, "other", "top")).toEqual([
    "manager hera routed",
    "manager hugo routed",
  ]);
});

test("a line that goes round in the directory is walked once", async () => {
  const people = { ann: "boss", boss: "top", top: "boss", hera: null };
  const company = { people, roles: { hera: "hr" } };
  expect(await route(client, { ...company, gone: ["boss", "top"] }, "other")).toEqual([
    "manager hera routed",
  ]);
});

describe("sensitive content", () => {
  test.each<[string, Partial<Company>, string[], string?]>([
    ["of a legal reviewer goes to the other one", {}, ["legal law routed", "manager law routed"], "lex"],
    [
      "where legal is away goes to their managers",
      { away: { law: null, lex: null } },
      ["legal top replacement", "manager boss routed"],
    ],
    [
      "a delegate who is not legal does not stand in for one",
      { away: { law: "kit" } },
      ["legal lex routed", "manager boss routed"],
    ],
    ["where there is no legal is nobody's, since one yes of two is none", { roles: { hera: "hr" } }, []],
    [
      "where there is legal and nobody above is nobody's",
      { gone: ["boss", "top"], roles: { lex: "legal" } },
      [],
    ],
  ])("%s", async (_, rest, judges, applicant) => {
    expect(await route(client, with_(rest), "sensitive-content", applicant)).toEqual(judges);
  });
});

describe("a confidential one", () => {
  test.each<[string, Partial<Company>, string[], string?]>([
    ["of one of human resources goes to the other", {}, ["hr hera routed"], "omar"],
    ["never to whoever is above, whatever their part", {}, ["legal law routed", "legal lex routed"], "hugo"],
    ["goes to legal where there is no human resources", { roles: { law: "legal" } }, ["legal law routed"]],
    [
      "of the only one of human resources goes to legal",
      { roles: { hera: "hr", law: "legal" } },
      ["legal law routed"],
      "hera",
    ],
    ["is not a delegate's of another part", { away: { hera: "kit", hugo: null } }, LEGAL],
    ["is a delegate's of the same part", { away: { hera: "hugo" } }, ["hr hugo routed"]],
    ["is nobody's where there is neither", { roles: {} }, []],
    [
      "is not the manager's, also if they are of human resources",
      { roles: { boss: "hr", hugo: "hr" } },
      ["hr hugo routed"],
    ],
  ])("%s", async (name, rest, judges, applicant) => {
    const people = name.startsWith("of one") ? { ...COMPANY.people, omar: "kit" } : COMPANY.people;
    const roles = name.startsWith("of one") ? { hera: "hr", omar: "hr" } : (rest.roles ?? COMPANY.roles);
    expect(await route(client, with_({ ...rest, people, roles }), "health", applicant)).toEqual(judges);
  });
});

describe("an appeal", () => {
  const appeal = async (company: Company, judge: string, ground: Ground = "other") => {
    const ids = await found(client, company);
    await client.query("set local session_replication_role = replica");
    const request = await asked(client, ids.get("ann") ?? null, ids.get(judge) ?? null, "denied");
    await client.query("set local session_replication_role = origin");
    return routed(client, ids, "ann", ground, request);
  };
  test.each<[string, Partial<Company>, string, string[]]>([
    ["goes to an ombudsperson", {}, "boss", ["appeals omar routed"]],
    ["where there is none to legal", { roles: { law: "legal", hera: "hr" } }, "boss", ["appeals law routed"]],
    ["then to human resources", { roles: { hera: "hr" } }, "boss", ["appeals hera routed"]],
    ["not to whoever decided it", {}, "omar", ["appeals law routed", "appeals lex routed"]],
    ["not to anybody above", { roles: { top: "appeals", hugo: "hr" } }, "boss", ["appeals hugo routed"]],
    ["not to anybody below", { roles: { low: "appeals", hugo: "hr" } }, "boss", ["appeals hugo routed"]],
    [
      "nor to who stands in for them and was asked",
      { away: { omar: "boss" } },
      "boss",
      ["appeals law routed", "appeals lex routed"],
    ],
    ["is nobody's where nobody is left", { roles: { hera: "hr" } }, "hera", []],
  ])("%s", async (_, rest, judge, judges) => {
    expect(await appeal(with_(rest), judge)).toEqual(judges);
  });
});

test("whoever can send nothing hears so before, and when they send it all the same", async () => {
  const { employee } = portal.people;
  await found(client, { people: {} });
  await client.query("update person set active = (id = $1)", [employee.id]);
  await client.query("set local role sayso_app");
  await client.query("select set_config('app.kind', 'person', true), set_config('app.actor', $1, true)", [
    employee.id,
  ]);
  for (const ground of ["other", "sensitive-content", "health"]) {
    expect((await client.query("select * from preview_route($1)", [ground])).rows).toEqual([]);
    await client.query("savepoint sending");
    const { rows } = await client.query<{ id: string }>(
      "insert into exemption_draft (employee_id, id, form) values ($1, $2, '') returning id",
      [employee.id, randomUUID()],
    );
    const send = client.query(
      `insert into exemption_request (id, employee_id, ground, words, from_at, until_at)
       values ($1, $2, $3, $4, sayso_now(), sayso_now() + interval '1 day')`,
      [rows[0]?.id, employee.id, ground, Buffer.alloc(40)],
    );
    await expect(send).rejects.toThrow("nobody can decide this");
    await client.query("rollback to savepoint sending");
  }
});
