import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTestPortal, type TestPortal } from "../../prisma/factories/test-portal.ts";
import { jobActor } from "../actor/queries.ts";
import type { PersonActor } from "../actor/schema.ts";
import { editLaw } from "./commands/edit-law.ts";
import { importJurisdictions } from "./commands.ts";
import { dutiesOf } from "./rules/duties.ts";
import type { JurisdictionRow } from "./schema.ts";
import { fileRows, inForce, lastAct, legalOf, proposalsOf, versionsOf } from "./test-law.ts";

let portal: TestPortal;
let fern: PersonActor;
let rows: JurisdictionRow[];
const job = jobActor("law");
const importRows = (some: readonly unknown[]) => importJurisdictions(job, { rows: some, source: "a test" });

beforeAll(async () => {
  portal = await openTestPortal();
  ({ fern } = await legalOf(portal));
  rows = await fileRows();
});
afterAll(() => portal.close());

function rowOf(code: string): JurisdictionRow {
  const row = rows.find((each) => each.code === code);
  if (!row) throw new Error(`the data file has no ${code}`);
  return row;
}
const NOTHING = { changed: 0, proposed: 0 };

describe("importing rows of law", () => {
  test("keeps each with what it asks for", async () => {
    const [first, ...more] = await versionsOf(portal, "US-NY");
    expect(more).toEqual([]);
    expect(first).toMatchObject({ version: 1, body: { ...rowOf("US-NY"), ...dutiesOf(rowOf("US-NY")) } });
    expect(first?.body.requiredWording).not.toEqual([]);
  });

  test("that read the same makes no new version, in whatever order their keys come; it is an act all the same", async () => {
    const reversed = rows.map((row) => Object.fromEntries(Object.entries(row).reverse()));
    expect(await importRows(reversed)).toEqual(NOTHING);
    expect(await lastAct(portal)).toMatchObject({
      kind: "jurisdiction.imported",
      actor_kind: "job",
      details: { ...NOTHING, rows: rows.length },
    });
  });

  test("that ask for more close the old version at the moment at which the next begins", async () => {
    const changed = { ...rowOf("US-TX"), collectionAllowedDefault: false };
    expect(await importRows(rows.map((row) => (row.code === "US-TX" ? changed : row)))).toEqual({
      changed: 1,
      proposed: 0,
    });
    const [old, next, ...more] = await versionsOf(portal, "US-TX");
    expect(more).toEqual([]);
    expect(old).toMatchObject({ version: 1, body: rowOf("US-TX"), until_at: next?.from_at });
    expect(next).toMatchObject({ version: 2, body: changed, source: "a test", until_at: null });
    expect(next?.body.duties.map(({ kind }) => kind)).toEqual(["acknowledgement"]);
  });

  test("notices a difference deep inside, and one that is only an addition or a loss", async () => {
    const row = rowOf("US-NY");
    const deep = {
      ...row,
      citations: row.citations.map((each, i) => (i === 0 ? { ...each, title: "Changed" } : each)),
    };
    const { asOf: _, ...less } = { ...deep, note: "kept as it came" };
    for (const each of [deep, { ...deep, note: "kept as it came" }])
      expect(await importRows([each])).toEqual({ changed: 1, proposed: 0 });
    await expect(importRows([less])).rejects.toThrow("asOf");
    expect((await versionsOf(portal, "US-NY")).map((each) => each.version)).toEqual([1, 2, 3]);
  });

  test("is all or nothing, and names the row and the field", async () => {
    const act = await lastAct(portal);
    const bad = { ...rowOf("US-CA"), level: "perhaps" };
    await expect(importRows([{ ...rowOf("US-ME"), name: "Maine again" }, bad])).rejects.toThrow(
      /^Row 2 \(US-CA\), level: /,
    );
    expect(await versionsOf(portal, "US-ME")).toHaveLength(1);
    expect(await lastAct(portal)).toEqual(act);
  });

  test("tells everyone's agents", async () => {
    const least = async () =>
      (await portal.owner.query("select min(version)::int as least from person_state")).rows[0].least;
    const before = await least();
    await importRows([{ ...rowOf("US-GA"), name: "Georgia again" }]);
    expect(await least()).toBeGreaterThan(before);
  });

  test("takes what a row says that it asks for, rather than reading it out of its other fields", async () => {
    const duties = [
      ...dutiesOf(rowOf("US-CT")).duties,
      { kind: "authorisation", text: "Signed by hand", basis: null },
    ];
    const own = { ...rowOf("US-CT"), duties, requiredWording: ["These very words"] };
    expect(await importRows([own])).toEqual({ changed: 1, proposed: 0 });
    expect((await inForce(portal, "US-CT")).body).toMatchObject({
      duties,
      requiredWording: ["These very words"],
    });
  });
});

describe("importing what loosens", () => {
  const looser = () => ({ ...rowOf("US-DE"), collectionAllowedDefault: true });

  test("proposes it, once, and leaves the row as it is", async () => {
    expect(await importRows([looser()])).toEqual({ changed: 0, proposed: 1 });
    expect(await importRows([looser()])).toEqual(NOTHING);
    expect(await proposalsOf(portal, "US-DE")).toMatchObject([
      { proposed_by: null, approved: null, body: { collectionAllowedDefault: true } },
    ]);
    expect(await versionsOf(portal, "US-DE")).toHaveLength(1);
  });

  test("brings it again once the row was changed, since the old proposal can be approved no more", async () => {
    await editLaw(fern, {
      code: "US-DE",
      baseVersion: 1,
      changes: { notes: ["Read again."] },
      reason: "Tidied",
      source: "Counsel",
    });
    expect(await importRows([looser()])).toEqual({ changed: 0, proposed: 1 });
    expect(await importRows([looser()])).toEqual(NOTHING);
    expect(await proposalsOf(portal, "US-DE")).toHaveLength(2);
  });

  test("two imports at once propose it once", async () => {
    const row = { ...rowOf("US-ME"), collectionAllowedDefault: true };
    const done = await Promise.all([importRows([row]), importRows([row])]);
    expect(done.map(({ proposed }) => proposed).sort()).toEqual([0, 1]);
    expect(await proposalsOf(portal, "US-ME")).toHaveLength(1);
  });
});

describe("importing over what people changed", () => {
  test("the same file again takes nothing of it back; a newer one does what it says", async () => {
    const { version, body } = await inForce(portal, "US-OH");
    await editLaw(fern, {
      code: "US-OH",
      baseVersion: version,
      changes: {
        collectionAllowedDefault: false,
        notes: ["Counsel wrote this."],
        duties: [{ kind: "notice", text: "Given first", basis: null }],
      },
      reason: "A closer reading",
      source: "Counsel",
    });
    expect(await importRows([rowOf("US-OH")])).toEqual(NOTHING);
    expect((await inForce(portal, "US-OH")).body.notes).toEqual(["Counsel wrote this."]);
    // It would allow again what counsel held: that is for another person to say.
    expect(await importRows([{ ...rowOf("US-OH"), asOf: "2027-01" }])).toEqual({ changed: 0, proposed: 1 });
    expect(body.collectionAllowedDefault).toBe(true);
    expect((await inForce(portal, "US-OH")).body.collectionAllowedDefault).toBe(false);
  });
});

test("a file goes over everyone's lock as often for all rows as for two, so that its moment is not over at the last", async () => {
  await portal.owner.query(`
    create table statement ();
    grant insert on statement to public;
    create function count_statement() returns trigger language plpgsql as
      $$ begin insert into statement default values; return null; end $$;
    grant execute on function count_statement() to public;
    create trigger count_statement before insert or update on jurisdiction
      for each statement execute function count_statement()`);
  const statementsOf = async (note: string, limit: number) => {
    await portal.owner.query("delete from statement");
    const { rows: kept } = await portal.owner.query<{ body: JurisdictionRow }>(
      "select body from jurisdiction where until_at is null order by code desc limit $1",
      [limit],
    );
    const noted = kept.map(({ body }) => ({ ...body, notes: [...body.notes, note] }));
    expect(await importRows(noted)).toEqual({ changed: kept.length, proposed: 0 });
    return (await portal.owner.query("select from statement")).rowCount;
  };
  const two = await statementsOf("Seen.", 2);
  expect(await statementsOf("Seen again.", 57)).toBe(two);
});
