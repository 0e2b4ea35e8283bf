import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { jobActor } from "../../actor/queries.ts";
import type { DirectoryWorkplace } from "../schema.ts";
import { type DirectoryPortal, openDirectoryPortal } from "../test-directory.ts";
import { importDirectory } from "./import-directory.ts";

const job = jobActor("directory");
let portal: DirectoryPortal;
let workplaces: readonly DirectoryWorkplace[];

beforeAll(async () => {
  portal = await openDirectoryPortal();
  workplaces = portal.organisation.workplaces ?? [];
});
afterAll(() => portal.close());
beforeEach(async () => {
  await importDirectory(job, portal.organisation.people, workplaces);
});

const MILL: DirectoryWorkplace = { id: "tea-mill", name: "Tea Mill", address: "", jurisdiction: "US-TX" };

const stored = async () =>
  (await portal.owner.query("select id, name, closed_at from workplace order by id")).rows;

const sitting = async () =>
  (
    await portal.owner.query(
      `select jurisdiction, workplace_id as at, from_at as from, until_at as until from location
       where kind = 'work' and person_id = (select id from person where subject = $1) order by from_at`,
      [portal.last().subject],
    )
  ).rows;

describe("the company's workplaces", () => {
  test("are taken over with who sits there; the others work elsewhere", async () => {
    expect((await stored()).map(({ id }) => id)).toEqual(["clover-house", "larkspur-yard", "teapot-mill"]);
    const { rows } = await portal.owner.query(
      `select workplace_id, jurisdiction, count(*)::int as n from location
       where kind = 'work' and until_at is null and jurisdiction in ('US-NY', 'US-CT', 'US-TX') group by 1, 2
       order by 1, 2`,
    );
    expect(rows.map(({ workplace_id, jurisdiction }) => [workplace_id, jurisdiction])).toEqual([
      ["clover-house", "US-NY"],
      ["larkspur-yard", "US-TX"],
      ["teapot-mill", "US-CT"],
      [null, "US-NY"],
      [null, "US-TX"],
    ]);
  });

  test("who moves from the street into a workplace has a new location from that moment on, and once", async () => {
    const at = { work: "US-TX", workplace: MILL.id };
    await importDirectory(job, portal.withLast({ work: "US-TX" }), [...workplaces, MILL]);
    await importDirectory(job, portal.withLast(at), [...workplaces, MILL]);
    const first = await sitting();
    const [before, now] = first.slice(-2);
    expect(before).toMatchObject({ jurisdiction: "US-TX", at: null, until: now.from });
    expect(now).toMatchObject({ jurisdiction: "US-TX", at: MILL.id, until: null });
    expect(Date.now() - Number(now.from)).toBeLessThan(60_000);
    await importDirectory(job, portal.withLast(at), [...workplaces, MILL]);
    expect(await sitting()).toEqual(first);
    // An import that says nothing of workplaces leaves them, and who sits there, as they are.
    await importDirectory(job, portal.withLast(at));
    expect(await sitting()).toEqual(first);
  });

  test("that are no longer listed are closed and not deleted, and open again under the same id", async () => {
    await importDirectory(job, portal.organisation.people, [...workplaces, MILL]);
    await importDirectory(job, portal.organisation.people, workplaces);
    const mill = async () => (await stored()).find(({ id }) => id === MILL.id);
    expect((await mill())?.closed_at).toBeInstanceOf(Date);
    const sits = portal.withLast({ work: "US-TX", workplace: MILL.id });
    await expect(importDirectory(job, sits)).rejects.toMatchObject({ reason: "misplaced" });
    await importDirectory(job, sits, [...workplaces, { ...MILL, name: "The Mill" }]);
    expect(await mill()).toMatchObject({ name: "The Mill", closed_at: null });
  });

  test("that are as they were lock nobody", async () => {
    const versions = async () =>
      (await portal.owner.query("select person_id, version from person_state order by 1")).rows;
    const before = await versions();
    await importDirectory(job, portal.organisation.people, workplaces);
    expect(await versions()).toEqual(before);
  });
});

describe("an import that is refused says which entry, and changes nothing", () => {
  const sits = (workplace: string) => () => portal.withLast({ workplace });
  const people = () => portal.organisation.people;
  test.each<[string, () => unknown[], () => unknown[] | undefined, RegExp]>([
    [
      "a workplace that is not listed",
      sits("ghost-hall"),
      () => undefined,
      /^Entry 28.*ghost-hall is not listed/,
    ],
    ["a workplace elsewhere", sits("clover-house"), () => undefined, /^Entry 28.*is in US-NY.*in US-IL/],
    ["a workplace with a strange id", sits("Clover House"), () => undefined, /^Entry 28/],
    ["one twice", people, () => [...workplaces, workplaces[0]], /^Workplace 4.*clover-house is listed twice/],
    ["one without a name", people, () => [{ ...MILL, name: " " }], /^Workplace 1/],
    ["one with a field more", people, () => [{ ...MILL, floor: 2 }], /^Workplace 1/],
    ["one in no place", people, () => [{ ...MILL, jurisdiction: "Texas" }], /^Workplace 1.*code of a place/],
    ["nothing that is one", people, () => [null], /^Workplace 1/],
    [
      "one that moved to another state",
      people,
      () => workplaces.map((each) => ({ ...each, jurisdiction: "US-CA" })),
      /^Workplace 1.*clover-house is in US-NY/,
    ],
    [
      "one that closes while somebody is said to sit there",
      people,
      () => workplaces.slice(1),
      /^Entry 1 of.*clover-house is not listed/,
    ],
  ])("%s", async (_, directory, places, message) => {
    const before = await stored();
    const locations = await sitting();
    const refused = importDirectory(job, directory(), places());
    await expect(refused).rejects.toMatchObject({ code: "invalid", message: expect.stringMatching(message) });
    expect(await stored()).toEqual(before);
    expect(await sitting()).toEqual(locations);
  });
});
