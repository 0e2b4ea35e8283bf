import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTestPortal, type Speaker, type TestPortal } from "../../prisma/factories/test-portal.ts";
import { jobActor } from "../actor/queries.ts";
import { importJurisdictions } from "./commands.ts";
import type { JurisdictionRow } from "./schema.ts";

let portal: TestPortal;
let rows: JurisdictionRow[];
const job = jobActor("law");
const importRows = (some: readonly unknown[]) => importJurisdictions(job, { rows: some, source: "a test" });

beforeAll(async () => {
  portal = await openTestPortal();
  rows = JSON.parse(await readFile(new URL("../../prisma/data/jurisdictions.json", import.meta.url), "utf8"));
});
afterAll(() => portal.close());

async function versionsOf(code: string) {
  const { rows: versions } = await portal.owner.query(
    "select version, body, source, from_at, until_at from jurisdiction where code = $1 order by version",
    [code],
  );
  return versions;
}

const rowOf = (code: string) => rows.find((row) => row.code === code);
const lastAct = async () =>
  (await portal.owner.query("select kind, actor_kind, details from act order by seq desc limit 1")).rows[0];

describe("importing rows of law", () => {
  test("that read the same makes no new version, in whatever order their keys come; it is an act all the same", async () => {
    const reversed = rows.map((row) => Object.fromEntries(Object.entries(row).reverse()));
    expect(await importRows(reversed)).toEqual({ changed: 0 });
    expect(await lastAct()).toEqual({
      kind: "jurisdiction.imported",
      actor_kind: "job",
      details: { changed: 0, rows: rows.length },
    });
  });

  test("that read differently closes the old version at the moment at which the next begins", async () => {
    const changed = { ...rowOf("US-TX"), collectionAllowedDefault: false };
    expect(await importRows(rows.map((row) => (row.code === "US-TX" ? changed : row)))).toEqual({
      changed: 1,
    });
    const [old, next, ...more] = await versionsOf("US-TX");
    expect(more).toEqual([]);
    expect(old).toMatchObject({ version: 1, body: rowOf("US-TX"), until_at: next.from_at });
    expect(next).toMatchObject({ version: 2, body: changed, source: "a test", until_at: null });
  });

  test("notices a difference deep inside, and one that is only an addition or a loss", async () => {
    const row = rowOf("US-NY");
    const deep = {
      ...row,
      citations: row?.citations.map((each, i) => (i === 0 ? { ...each, cite: "Changed" } : each)),
    };
    const { asOf: _, ...less } = { ...deep, note: "kept as it came" };
    for (const each of [deep, { ...deep, note: "kept as it came" }])
      expect(await importRows([each])).toEqual({ changed: 1 });
    await expect(importRows([less])).rejects.toThrow("asOf");
    expect((await versionsOf("US-NY")).map((each) => each.version)).toEqual([1, 2, 3]);
  });

  test("is all or nothing", async () => {
    const act = await lastAct();
    const bad = { ...rowOf("US-CA"), level: "perhaps" };
    await expect(importRows([{ ...rowOf("US-ME"), name: "Maine again" }, bad])).rejects.toThrow("level");
    expect(await versionsOf("US-ME")).toHaveLength(1);
    expect(await lastAct()).toEqual(act);
  });

  test("tells everyone's agents", async () => {
    const total = () => portal.owner.query("select min(version)::int as least from person_state");
    const before = (await total()).rows[0].least;
    await importRows([{ ...rowOf("US-GA"), name: "Georgia again" }]);
    expect((await total()).rows[0].least).toBeGreaterThan(before);
  });
});

describe("straight in SQL, as the role the portal runs as", () => {
  const speaker: Speaker = { kind: "job", id: null, subjects: [] };
  const asJob = (sql: string) => portal.asApp(speaker, (client) => client.query(sql));

  test("a version is never reworded, moved or removed", async () => {
    for (const sql of [
      "update jurisdiction set body = '{}'",
      "update jurisdiction set from_at = from_at - interval '1 day'",
      "delete from jurisdiction",
    ]) {
      await expect(asJob(sql)).rejects.toMatchObject({ code: "42501" });
    }
  });

  test("two versions are never in force at the same time", async () => {
    const second =
      "insert into jurisdiction select code, 99, body, source, from_at from jurisdiction where code = 'US-CA'";
    await expect(asJob(second)).rejects.toMatchObject({ code: "23P01", constraint: "one_version_at_a_time" });
  });
});
