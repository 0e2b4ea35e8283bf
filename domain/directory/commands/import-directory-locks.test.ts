import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { jobActor } from "../../actor/queries.ts";
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
      await bumped(() => importDirectory(job, portal.withLast({ title: "Another", roles: ["legal"] }))),
    ).toEqual([]);
  });

  test("those alone who move, come back or go", async () => {
    const subject = portal.last().subject;
    for (const change of [{ work: "US-TX" }, { timeZone: "America/Boise" }]) {
      expect(await bumped(() => importDirectory(job, portal.withLast(change)))).toEqual([subject]);
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
    const { rows } = await portal.owner.query("select id from person where subject = $1", [
      portal.last().subject,
    ]);
    let importing: Promise<unknown> = Promise.resolve();
    const stored = await portal.asApp(
      { kind: "ingest", id: null, subjects: [rows[0].id] },
      async (client) => {
        await client.query("select hold_versions(array[$1]::uuid[])", [rows[0].id]);
        importing = importDirectory(job, portal.withLast({ work: "US-TX" }));
        await portal.someoneWaits();
        return (await client.query<{ now: Date }>("select sayso_now() as now")).rows[0]?.now;
      },
    );
    await importing;
    const moved = (await portal.locationsOf(portal.last().subject)).at(-1);
    expect(Number(moved?.from)).toBeGreaterThanOrEqual(Number(stored));
  });
});
