import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { organisation } from "../../../prisma/factories/organisation.ts";
import { openTestPortal, type TestPortal } from "../../../prisma/factories/test-portal.ts";
import { actorForSession, findSessionEpoch, jobActor } from "../../actor/queries.ts";
import type { DirectoryPerson } from "../schema.ts";
import { endSessions } from "./end-sessions.ts";
import { importDirectory } from "./import-directory.ts";

let portal: TestPortal;
let people: DirectoryPerson[];
const job = jobActor("directory");

beforeAll(async () => {
  portal = await openTestPortal();
});
afterAll(() => portal.close());
beforeEach(async () => {
  people = structuredClone(portal.organisation.people);
  await importDirectory(job, people);
});

/** The last two are nobody's manager. */
const last = () => people.at(-1) as DirectoryPerson;
const withLast = (changes: Readonly<Record<string, unknown>>) => [
  ...people.slice(0, -1),
  { ...last(), ...changes },
];

async function stored() {
  const tables = ["person", "role_grant", "location"].map((table) =>
    portal.owner.query(`select to_jsonb(t) as row from ${table} t order by 1`),
  );
  return (await Promise.all(tables)).map(({ rows }) => rows);
}

async function locationsOf(subject: string) {
  const { rows } = await portal.owner.query<{
    kind: string;
    jurisdiction: string;
    from: Date;
    until: Date | null;
  }>(
    `select kind, jurisdiction, from_at as from, until_at as until from location
     where person_id = (select id from person where subject = $1) order by kind, from_at`,
    [subject],
  );
  return rows;
}

function claims(epoch: number) {
  return { subject: last().subject, epoch };
}

const epoch = async () => (await findSessionEpoch(last().subject)) ?? 0;

describe("an import that is refused says why, and changes nothing", () => {
  test.each<[string, () => unknown[], RegExp]>([
    ["an entry without an address", () => withLast({ email: "nobody" }), /^Entry 24 of the directory/],
    ["an unknown time zone", () => withLast({ timeZone: "Mars/Olympus" }), /time zone/],
    ["an unknown role", () => withLast({ roles: ["owner"] }), /^Entry 24/],
    ["an unknown field", () => withLast({ salary: 1 }), /^Entry 24/],
    ["a place that is no code", () => withLast({ residence: "New York" }), /^Entry 24/],
    ["something that is no entry", () => [...people, null], /^Entry 25/],
    ["a manager who is not listed", () => withLast({ manager: "ghost" }), /ghost is not in the directory/],
    [
      "a line that loops",
      () => [{ ...people[0], manager: last().subject }, ...people.slice(1)],
      /comes back to/,
    ],
    [
      "someone twice",
      () => [...people, last()],
      /^Entry 25 of the directory: the subject .* is listed twice/,
    ],
    [
      "an address twice",
      () => withLast({ email: people[0]?.email.toUpperCase() }),
      /^Entry 24.*is listed twice/,
    ],
    ["nobody at all", () => [], /lists nobody/],
  ])("%s", async (_, directory, message) => {
    const before = await stored();
    const refusal = await importDirectory(job, directory()).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: "invalid", message: expect.stringMatching(message) });
    expect(await stored()).toEqual(before);
  });

  test("a fault in the middle undoes the beginning", async () => {
    const before = await stored();
    const broken = [
      { ...people[0], name: "Somebody Else" },
      ...people.slice(1, -1),
      { ...last(), title: "\0" },
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
    expect(await importDirectory(job, people)).toEqual({ people: 24 });
    const [persons, roles] = await stored();
    expect([persons, roles]).toEqual([personsBefore, rolesBefore]);
    expect((await portal.owner.query(count)).rows[0]).toEqual({ n: acts + 1, people: "24" });
  });

  test("a relocation closes the old location at this moment and opens the new one, each kind by itself", async () => {
    const before = await locationsOf(last().subject);
    await importDirectory(job, withLast({ work: "US-TX" }));
    const after = await locationsOf(last().subject);
    expect(after.filter((each) => each.kind === "residence")).toEqual(
      before.filter((each) => each.kind === "residence"),
    );
    const [old, moved] = after.filter((each) => each.kind === "work").slice(-2);
    expect(old).toMatchObject({ jurisdiction: last().work, until: moved?.from });
    expect(moved).toMatchObject({ jurisdiction: "US-TX", until: null });
    expect(Date.now() - Number(moved?.from)).toBeLessThan(60_000);
  });

  test("confirming a location that went stale opens a new one: the time in between stays unknown", async () => {
    const staleSince =
      "update location set confirmed_at = now() - interval '401 days', from_at = now() - interval '500 days'";
    await portal.owner.query("set session_replication_role = replica");
    await portal.owner.query(
      `${staleSince} where kind = 'residence' and until_at is null and person_id = (select id from person where subject = $1)`,
      [last().subject],
    );
    await portal.owner.query("set session_replication_role = origin");
    await importDirectory(job, people);
    const [old, fresh] = (await locationsOf(last().subject))
      .filter((each) => each.kind === "residence")
      .slice(-2);
    expect(old).toMatchObject({ jurisdiction: last().residence, until: fresh?.from });
    expect(fresh).toMatchObject({ jurisdiction: last().residence, until: null });
    expect(Date.now() - Number(fresh?.from)).toBeLessThan(60_000);
  });

  test("roles and the reporting line follow the directory", async () => {
    const actor = () => epoch().then((current) => actorForSession(claims(current)));
    expect((await actor()).roles).toEqual(["employee"]);
    await importDirectory(job, withLast({ roles: ["legal", "steward", "legal"] }));
    expect((await actor()).roles).toEqual(["employee", "legal", "steward"]);
    const report = { ...(people.at(-2) as DirectoryPerson), manager: last().subject };
    await importDirectory(job, [...people.slice(0, -2), report, { ...last(), roles: ["steward"] }]);
    expect((await actor()).roles).toEqual(["employee", "manager", "steward"]);
  });

  test("an address may pass from one person to another", async () => {
    const other = people.at(-2) as DirectoryPerson;
    const swapped = [
      ...people.slice(0, -2),
      { ...other, email: last().email },
      { ...last(), email: other.email },
    ];
    await expect(importDirectory(job, swapped)).resolves.toEqual({ people: 24 });
  });
});

describe("whom an import locks", () => {
  const versions = async () =>
    (
      await portal.owner.query<{ subject: string; version: number }>(
        "select subject, version::int from person_state join person on id = person_id order by 1",
      )
    ).rows;
  const bumped = async (run: () => Promise<unknown>) => {
    const before = new Map((await versions()).map((each) => [each.subject, each.version]));
    await run();
    return (await versions())
      .filter((each) => each.version !== before.get(each.subject))
      .map((each) => each.subject);
  };

  test("nobody, when nothing changes: a pause waits for none of it", async () => {
    expect(await bumped(() => importDirectory(job, people))).toEqual([]);
    expect(
      await bumped(() => importDirectory(job, withLast({ title: "Another", roles: ["legal"] }))),
    ).toEqual([]);
  });

  test("those alone who move, come back or go", async () => {
    const subject = last().subject;
    for (const change of [{ work: "US-TX" }, { timeZone: "America/Boise" }]) {
      expect(await bumped(() => importDirectory(job, withLast(change)))).toEqual([subject]);
    }
    expect(await bumped(() => importDirectory(job, people.slice(0, -1)))).toEqual([subject]);
    expect(await bumped(() => importDirectory(job, people))).toEqual([subject]);
  });

  test("everyone whose location was last confirmed long ago", async () => {
    await portal.owner.query(
      `set session_replication_role = replica;
       update location set confirmed_at = now() - interval '41 days' where until_at is null and kind = 'work';
       set session_replication_role = origin`,
    );
    expect(await bumped(() => importDirectory(job, people))).toHaveLength(people.length);
    expect(await bumped(() => importDirectory(job, people))).toEqual([]);
  });

  test("a move is dated after records that were being stored", async () => {
    const { rows } = await portal.owner.query("select id from person where subject = $1", [last().subject]);
    let importing: Promise<unknown> = Promise.resolve();
    const stored = await portal.asApp(
      { kind: "ingest", id: null, subjects: [rows[0].id] },
      async (client) => {
        await client.query("select hold_versions(array[$1]::uuid[])", [rows[0].id]);
        importing = importDirectory(job, withLast({ work: "US-TX" }));
        await portal.someoneWaits();
        return (await client.query<{ now: Date }>("select sayso_now() as now")).rows[0]?.now;
      },
    );
    await importing;
    const moved = (await locationsOf(last().subject)).at(-1);
    expect(Number(moved?.from)).toBeGreaterThanOrEqual(Number(stored));
  });
});

describe("whoever is no longer listed", () => {
  test("is signed out at once, in every browser, and the act is recorded", async () => {
    const current = await epoch();
    const actor = await actorForSession(claims(current));
    await importDirectory(job, people.slice(0, -1));
    await expect(actorForSession(claims(current))).rejects.toMatchObject({
      code: "unauthenticated",
      reason: "session-over",
    });
    await expect(actorForSession(claims(current + 1))).rejects.toMatchObject({ code: "unauthenticated" });
    expect(await findSessionEpoch(last().subject)).toBeNull();
    expect((await portal.actsAbout(actor.id)).at(-1)).toMatchObject({
      kind: "person.deactivated",
      actorKind: "job",
    });
  });

  test("signs in anew when listed again; the old session stays over", async () => {
    const current = await epoch();
    await importDirectory(job, people.slice(0, -1));
    await importDirectory(job, people);
    await expect(actorForSession(claims(current))).rejects.toMatchObject({ reason: "session-over" });
    expect((await actorForSession(claims(await epoch()))).name).toBe(last().name);
  });

  test("is told to their agents, by a new version", async () => {
    const version = () =>
      portal.owner.query<{ version: number }>(
        "select version::int from person_state join person on id = person_id where subject = $1",
        [last().subject],
      );
    const before = (await version()).rows[0]?.version ?? Infinity;
    await importDirectory(job, people.slice(0, -1));
    expect((await version()).rows[0]?.version).toBeGreaterThan(before);
  });
});

test("ending one's sessions ends all of one's own, and nobody else's", async () => {
  const current = await epoch();
  const actor = await actorForSession(claims(current));
  await endSessions(actor);
  await expect(actorForSession(claims(current))).rejects.toMatchObject({ reason: "session-over" });
  await expect(actorForSession(claims(current + 1))).resolves.toMatchObject({ id: actor.id });
  expect((await portal.actsAbout(actor.id)).at(-1)).toMatchObject({
    kind: "person.sessions-ended",
    actorId: actor.id,
  });
  const { rows } = await portal.owner.query(
    "select count(*)::int as n from person where session_epoch > 1 and id <> $1",
    [actor.id],
  );
  expect(rows).toEqual([{ n: 0 }]);
});

test("two thousand people come, and all of them move, well within the limit", async () => {
  const { people: many } = organisation(2000);
  const began = performance.now();
  await importDirectory(job, many);
  await importDirectory(
    job,
    many.map((each) => ({ ...each, work: each.work === "US-TX" ? "US-NY" : "US-TX" })),
  );
  expect(performance.now() - began).toBeLessThan(40_000);
  const { rows } = await portal.owner.query(
    "select count(*)::int as people, count(manager_id)::int as led from person where active",
  );
  expect(rows).toEqual([{ people: 2000, led: 1999 }]);
}, 60_000);
