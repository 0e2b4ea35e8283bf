import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { organisation } from "../../../prisma/factories/organisation.ts";
import { actorForSession, findSessionEpoch, jobActor } from "../../actor/queries.ts";
import type { DirectoryPerson } from "../schema.ts";
import { type DirectoryPortal, openDirectoryPortal } from "../test-directory.ts";
import { importDirectory } from "./import-directory.ts";

let portal: DirectoryPortal;
let people: DirectoryPerson[];
const job = jobActor("directory");

beforeAll(async () => {
  portal = await openDirectoryPortal();
  people = portal.organisation.people;
});
afterAll(() => portal.close());
beforeEach(async () => {
  await importDirectory(job, people);
});

async function stored() {
  const tables = ["person", "role_grant", "location"].map((table) =>
    portal.owner.query(`select to_jsonb(t) as row from ${table} t order by 1`),
  );
  return (await Promise.all(tables)).map(({ rows }) => rows);
}

describe("an import that is refused says why, and changes nothing", () => {
  test.each<[string, () => unknown[], RegExp, field?: string]>([
    ["an entry without an address", () => portal.withLast({ email: "nobody" }), /^Entry 28 of the directory/],
    ["an unknown time zone", () => portal.withLast({ timeZone: "Mars/Olympus" }), /time zone/],
    ["an unknown role", () => portal.withLast({ roles: ["owner"] }), /^Entry 28/],
    ["an unknown field", () => portal.withLast({ salary: 1 }), /^Entry 28/],
    ["a place that is no code", () => portal.withLast({ residence: "New York" }), /^Entry 28/],
    ["something that is no entry", () => [...people, null], /^Entry 29/],
    [
      "a manager who is not listed",
      () => portal.withLast({ manager: "ghost" }),
      /ghost is not in the directory/,
      "manager",
    ],
    [
      "a line that loops",
      () => [{ ...people[0], manager: portal.last().subject }, ...people.slice(1)],
      /comes back to/,
      "manager",
    ],
    [
      "somebody who is their own manager",
      () => portal.withLast({ manager: portal.last().subject }),
      /comes back to/,
      "manager",
    ],
    [
      "someone twice",
      () => [...people, portal.last()],
      /^Entry 29 of the directory: the subject .* is listed twice/,
    ],
    [
      "an address twice",
      () => portal.withLast({ email: people[0]?.email.toUpperCase() }),
      /^Entry 28.*is listed twice/,
    ],
    ["nobody at all", () => [], /lists nobody/],
  ])("%s", async (_, directory, message, field) => {
    const before = await stored();
    const refusal = await importDirectory(job, directory()).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: "invalid", message: expect.stringMatching(message) });
    if (field)
      expect(refusal).toMatchObject({ detail: { fields: { [field]: expect.stringMatching(message) } } });
    expect(await stored()).toEqual(before);
  });

  test("a fault in the middle undoes the beginning", async () => {
    const before = await stored();
    const broken = [
      { ...people[0], name: "Somebody Else" },
      ...people.slice(1, -1),
      { ...portal.last(), title: "\0" },
    ];
    await expect(importDirectory(job, broken)).rejects.toThrow();
    expect(await stored()).toEqual(before);
  });
});

describe("an import", () => {
  test("that says nothing new changes nothing but when locations were confirmed, and is one act", async () => {
    const [personsBefore, rolesBefore] = await stored();
    const count =
      "select count(*)::int as n, max(details->>'people') as people from act where kind = 'directory.imported'";
    const acts = (await portal.owner.query(count)).rows[0].n;
    expect(await importDirectory(job, people)).toEqual({ people: 28 });
    const [persons, roles] = await stored();
    expect([persons, roles]).toEqual([personsBefore, rolesBefore]);
    expect((await portal.owner.query(count)).rows[0]).toEqual({ n: acts + 1, people: "28" });
  });

  test("a relocation closes the old location at this moment and opens the new one, each kind by itself", async () => {
    const before = await portal.locationsOf(portal.last().subject);
    await importDirectory(job, portal.withLast({ work: "US-TX" }));
    const after = await portal.locationsOf(portal.last().subject);
    expect(after.filter((each) => each.kind === "residence")).toEqual(
      before.filter((each) => each.kind === "residence"),
    );
    const [old, moved] = after.filter((each) => each.kind === "work").slice(-2);
    expect(old).toMatchObject({ jurisdiction: portal.last().work, until: moved?.from });
    expect(moved).toMatchObject({ jurisdiction: "US-TX", until: null });
    expect(Date.now() - Number(moved?.from)).toBeLessThan(60_000);
  });

  test("confirming a location that went stale opens a new one: the time in between stays unknown", async () => {
    await portal.owner.query(`begin; set local session_replication_role = replica;
      update location set confirmed_at = now() - interval '401 days', from_at = now() - interval '500 days'
        where kind = 'residence' and until_at is null
          and person_id = (select id from person where subject = '${portal.last().subject}');
      commit`);
    await importDirectory(job, people);
    const [old, fresh] = (await portal.locationsOf(portal.last().subject))
      .filter((each) => each.kind === "residence")
      .slice(-2);
    expect(old).toMatchObject({ jurisdiction: portal.last().residence, until: fresh?.from });
    expect(fresh).toMatchObject({ jurisdiction: portal.last().residence, until: null });
    expect(Date.now() - Number(fresh?.from)).toBeLessThan(60_000);
  });

  test("roles and the reporting line follow the directory", async () => {
    const actor = () => portal.epoch().then((current) => actorForSession(portal.claims(current)));
    expect((await actor()).roles).toEqual(["employee", "appeals"]);
    await importDirectory(job, portal.withLast({ roles: ["legal", "steward", "legal"] }));
    expect((await actor()).roles).toEqual(["employee", "legal", "steward"]);
    const report = { ...(people.at(-2) as DirectoryPerson), manager: portal.last().subject };
    await importDirectory(job, [...people.slice(0, -2), report, { ...portal.last(), roles: ["steward"] }]);
    expect((await actor()).roles).toEqual(["employee", "manager", "steward"]);
  });

  test("an address may pass from one person to another", async () => {
    const other = people.at(-2) as DirectoryPerson;
    const swapped = [
      ...people.slice(0, -2),
      { ...other, email: portal.last().email },
      { ...portal.last(), email: other.email },
    ];
    await expect(importDirectory(job, swapped)).resolves.toEqual({ people: 28 });
  });
});

describe("whoever is no longer listed", () => {
  test("is signed out at once, in every browser, and the act is recorded", async () => {
    const current = await portal.epoch();
    const actor = await actorForSession(portal.claims(current));
    await importDirectory(job, people.slice(0, -1));
    await expect(actorForSession(portal.claims(current))).rejects.toMatchObject({
      code: "unauthenticated",
      reason: "session-over",
    });
    await expect(actorForSession(portal.claims(current + 1))).rejects.toMatchObject({
      code: "unauthenticated",
    });
    expect(await findSessionEpoch(portal.last().subject)).toBeNull();
    expect((await portal.actsAbout(actor.id)).at(-1)).toMatchObject({
      kind: "person.deactivated",
      actorKind: "job",
    });
  });

  test("signs in anew when listed again; the old session stays over", async () => {
    const current = await portal.epoch();
    await importDirectory(job, people.slice(0, -1));
    await importDirectory(job, people);
    await expect(actorForSession(portal.claims(current))).rejects.toMatchObject({ reason: "session-over" });
    expect((await actorForSession(portal.claims(await portal.epoch()))).name).toBe(portal.last().name);
  });

  test("is told to their agents, by a new version", async () => {
    const version = () =>
      portal.owner.query<{ version: number }>(
        "select version::int from person_state join person on id = person_id where subject = $1",
        [portal.last().subject],
      );
    const before = (await version()).rows[0]?.version ?? Infinity;
    await importDirectory(job, people.slice(0, -1));
    expect((await version()).rows[0]?.version).toBeGreaterThan(before);
  });
});

test("two thousand people come, and all of them move, in a few statements and so within the limit", async () => {
  const { people: many } = organisation(2000);
  await portal.owner.query(`
    create table statement ();
    grant insert on statement to public;
    create function count_statement() returns trigger language plpgsql as
      $$ begin insert into statement default values; return null; end $$;
    grant execute on function count_statement() to public`);
  for (const table of ["person", "role_grant", "location", "act"])
    await portal.owner.query(`create trigger count_statement before insert or update or delete on ${table}
      for each statement execute function count_statement()`);
  await importDirectory(job, many);
  await importDirectory(
    job,
    many.map((each) => ({ ...each, work: each.work === "US-TX" ? "US-NY" : "US-TX", workplace: null })),
  );
  expect((await portal.owner.query("select from statement")).rowCount).toBeLessThan(40);
  const { rows } = await portal.owner.query(
    "select count(*)::int as people, count(manager_id)::int as led from person where active",
  );
  expect(rows).toEqual([{ people: 2000, led: 1999 }]);
}, 250_000);
