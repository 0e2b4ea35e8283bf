import { randomUUID } from "node:crypto";
import { cp, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { loadPeople } from "../../domain/directive/queries.ts";
import { isExempt } from "../../domain/exemption/rules.ts";
import { gate } from "../../domain/jurisdiction/rules.ts";
import { loadGate, type Query } from "../../domain/notice/queries/load-gate.ts";
import { migrate } from "./migrate.ts";
import { createTestDatabase, type TestDatabase } from "./test-database.ts";

const PRISMA_DIRECTORY = fileURLToPath(new URL("../../prisma", import.meta.url));

let database: TestDatabase;
let client: pg.Client;
let before: string;

beforeEach(async () => {
  database = await createTestDatabase(undefined, "template1");
  before = await mkdtemp(join(tmpdir(), "sayso-migrate-"));
  await cp(PRISMA_DIRECTORY, before, { recursive: true });
  client = new pg.Client({ connectionString: database.ownerUrl });
  await client.connect();
});
afterEach(async () => {
  await client.end();
  await database.drop();
  await rm(before, { recursive: true });
});

/** A portal as it was before a migration, with people in it. */
async function standBefore(migration: string): Promise<void> {
  for (const name of await readdir(join(before, "migrations"))) {
    if (name >= migration && !name.endsWith(".toml"))
      await rm(join(before, "migrations", name), { recursive: true });
  }
  await migrate(database.ownerUrl, before);
}

const row = (code: string, level: string, allowed: boolean) =>
  JSON.stringify({ code, name: code, level, collectionAllowedDefault: allowed });

test("rows of law, notices and services from before duties were written down mean what they meant", async () => {
  await standBefore("20261123000000_legal");
  const [texan, guest, notice] = [randomUUID(), randomUUID(), randomUUID()];
  await client.query("set session_replication_role = replica");
  await client.query("insert into program (id, name) values (1, 'Program')");
  for (const [id, zone] of [
    [texan, "America/Chicago"],
    [guest, "Pacific/Auckland"],
  ]) {
    await client.query(
      "insert into person (id, subject, email, name, title, department, time_zone) values ($1::uuid, $1::text, $1::text, '', '', '', $2)",
      [id, zone],
    );
  }
  await client.query(
    `insert into location (id, person_id, kind, jurisdiction, from_at, source, confirmed_at)
     select gen_random_uuid(), p, kind, place, '2026-01-01', '', sayso_now()
     from (values ($1::uuid, 'US-TX'), ($2, 'DE')) as v (p, place), unnest(array['residence', 'work']) as k (kind)`,
    [texan, guest],
  );
  await client.query(
    `insert into jurisdiction (code, version, body, source, from_at)
     values ('US', 1, $1, '', '2026-01-01'), ('US-TX', 1, $2, '', '2026-01-01'), ('DE', 1, $3, '', '2026-01-01')`,
    [row("US", "related", false), row("US-TX", "related", true), row("DE", "blocked", false)],
  );
  await client.query(
    `insert into notice (id, jurisdiction, version, title, content, sha256, substance, effective_at, published_at)
     values ($1, 'US', 1, 'T', '{}', encode(sha256('{}'), 'hex'), true, '2026-01-01', '2026-01-01')`,
    [notice],
  );
  for (const person of [texan, guest]) {
    await client.query(
      "insert into notice_service (employee_id, notice_id, at, channel) values ($1, $2, '2026-03-01T23:30:00Z', 'portal')",
      [person, notice],
    );
  }
  await client.query(
    "insert into acknowledgement (employee_id, notice_id, at, channel) values ($1, $2, '2026-03-01', 'portal')",
    [texan, notice],
  );
  await client.query("set session_replication_role = origin");

  await migrate(database.ownerUrl);

  const { rows } = await client.query(
    "select employee_id = $1 as texan, time_zone, day::text from notice_service order by texan desc",
    [texan],
  );
  expect(rows).toEqual([
    { texan: true, time_zone: "America/Chicago", day: "2026-03-01" },
    { texan: false, time_zone: "Pacific/Auckland", day: "2026-03-02" },
  ]);
  const changing = client.query("update notice_service set channel = 'mail'");
  await expect(changing).rejects.toMatchObject({ code: "23001" });
  const query: Query = async (_, text, values) => (await client.query(text, [...values])).rows;
  const gates = await loadGate(query, [texan, guest], null);
  const held = (id: string) => {
    const facts = gates.get(id);
    return facts && gate(facts, Date.now()).map(({ code, duty }) => `${code} ${duty}`);
  };
  expect(held(texan)).toEqual([]);
  expect(held(guest)).toEqual(["US acknowledgement", "DE acknowledgement", "DE override"]);
});

test("what counsel lifted before its grounds were legal's alone stays lifted, for everyone's gate", async () => {
  await standBefore("20261124000000_grounds_and_wording");
  const [guest, counsel, lifted, proposed] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
  await client.query("set session_replication_role = replica");
  for (const id of [guest, counsel])
    await client.query(
      "insert into person (id, subject, email, name, title, department, time_zone) values ($1::uuid, $1::text, '', '', '', '', 'UTC')",
      [id],
    );
  for (const [id, code] of [
    [lifted, "DE"],
    [proposed, "FR"],
  ])
    await client.query(
      `insert into override (id, code, grounds, until_at, proposed_by)
       values ($1, $2, 'The works council agreed in writing.', sayso_now() + interval '9 days', $3)`,
      [id, code, counsel],
    );
  await client.query("insert into override_approval (override_id, approved_by) values ($1, $2)", [
    lifted,
    guest,
  ]);
  await client.query("set session_replication_role = origin");

  await migrate(database.ownerUrl);

  await client.query("begin");
  await client.query("set local role sayso_app");
  await client.query("select set_config('app.kind', 'person', true), set_config('app.actor', $1, true)", [
    guest,
  ]);
  expect((await client.query("select code from lifted_blocks()")).rows).toEqual([{ code: "DE" }]);
  expect((await client.query("select grounds from override")).rows).toEqual([]);
  await client.query("rollback");
});

test("what was left out before it could be applied for is left out still, and people keep their parts", async () => {
  await standBefore("20261125000000_exemption");
  const person = randomUUID();
  await client.query("set session_replication_role = replica");
  await client.query("insert into program (id, name) values (1, 'Program')");
  await client.query(
    "insert into person (id, subject, email, name, title, department, time_zone) values ($1::uuid, $1::text, '', '', '', '', 'UTC')",
    [person],
  );
  await client.query("insert into person_state (person_id) values ($1)", [person]);
  await client.query("insert into role_grant (person_id, role) values ($1, 'legal'), ($1, 'steward')", [
    person,
  ]);
  await client.query(
    `insert into exemption (id, employee_id, categories, applications, from_at, until_at)
     values (gen_random_uuid(), $1, '{screen}', null, '2026-01-01', '2100-01-01')`,
    [person],
  );
  await client.query(
    "insert into device (id, employee_id, name, platform, serial, public_key, thumbprint) values ($1, $1, 'Laptop', 'linux', 'S1', '{}', 'T')",
    [person],
  );
  await client.query("set session_replication_role = origin");

  await migrate(database.ownerUrl);

  const query: Query = async (_, text, values) => (await client.query(text, [...values])).rows;
  const facts = (await loadPeople(query, [person])).get(person)?.devices.get(person);
  expect(facts && isExempt(facts.exemptions, "screen", "terminal", Date.now())).toBe(true);
  expect(facts && isExempt(facts.exemptions, "pointer", "terminal", Date.now())).toBe(false);
  const { rows } = await client.query(
    "select kind, request_id, categories, devices, hours, ended_at from exemption where employee_id = $1",
    [person],
  );
  expect(rows).toEqual([
    { kind: "granted", request_id: null, categories: ["screen"], devices: null, hours: null, ended_at: null },
  ]);
  expect((await client.query("select role from role_grant order by 1")).rows).toEqual([
    { role: "legal" },
    { role: "steward" },
  ]);
  // The rules that apply to requests from now on.
  expect(
    (await client.query("select exemption_days, exemption_stops, revocation_days from program")).rows,
  ).toEqual([{ exemption_days: 3, exemption_stops: true, revocation_days: 7 }]);
});
