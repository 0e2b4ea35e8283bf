import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { migrate, schemaDrift } from "./migrate.ts";
import { createTestDatabase, type TestDatabase } from "./test-database.ts";

const PRISMA_DIRECTORY = fileURLToPath(new URL("../../prisma", import.meta.url));

let database: TestDatabase;
let changed: string;

beforeAll(async () => {
  database = await createTestDatabase();
  changed = await mkdtemp(join(tmpdir(), "sayso-migrate-"));
  await cp(PRISMA_DIRECTORY, changed, { recursive: true });
});

afterAll(async () => {
  await database.drop();
  await rm(changed, { recursive: true });
});

async function addMigration(name: string, sql: string): Promise<void> {
  await mkdir(join(changed, "migrations", name), { recursive: true });
  await writeFile(join(changed, "migrations", name, "migration.sql"), sql);
}

async function query(sql: string): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: database.ownerUrl });
  await client.connect();
  return client.query(sql).finally(() => client.end());
}

describe("migrations", () => {
  test("produce what the Prisma schema says", async () => {
    expect(await schemaDrift(database.ownerUrl)).toBeNull();
  });

  test("a model that no migration made is named", async () => {
    await writeFile(join(changed, "schema", "zebra.prisma"), "model zebra {\n  id Int @id\n}\n");
    expect(await schemaDrift(database.ownerUrl, changed)).toContain("zebra");
  });

  test("a key of other columns is named, and one whose index carries more is not", async () => {
    const file = join(changed, "schema", "activity.prisma");
    const schema = await readFile(file, "utf8");
    const key = "@@id([employeeId, startedAt, deviceId])";
    expect(schema).toContain(key);
    for (const other of ["@@id([employeeId, deviceId, startedAt])", "@@id([employeeId, startedAt])"]) {
      await writeFile(file, schema.replace(key, other));
      expect(await schemaDrift(database.ownerUrl, changed)).toContain('"segment_pkey"');
    }
    await writeFile(file, schema);
    expect(await schemaDrift(database.ownerUrl, changed)).not.toContain("segment");
  });

  test("are applied once, also by several callers at the same time", async () => {
    await addMigration("29990101000000_tally", "create table tally (n int); insert into tally values (1);");
    const applied = await Promise.all([1, 2, 3].map(() => migrate(database.ownerUrl, changed)));
    expect(applied.flat()).toEqual(["29990101000000_tally"]);
    expect((await query("select n from tally")).rows).toEqual([{ n: 1 }]);
  });

  test("one that fails leaves nothing behind, is named, and can be tried again once repaired", async () => {
    const name = "29990102000000_broken";
    await addMigration(name, "create table half (n int); select 'a;b'; create table tally (n int);");
    await expect(migrate(database.ownerUrl, changed)).rejects.toThrow(/29990102000000_broken.*tally/s);
    expect((await query("select to_regclass('half') as half")).rows).toEqual([{ half: null }]);
    await addMigration(name, "create table half (n int);");
    expect(await migrate(database.ownerUrl, changed)).toEqual([name]);
  });

  test("one that was applied is never changed: nothing is applied until it is as it was", async () => {
    const name = "29990103000000_settled";
    await addMigration(name, "create table settled (n int);");
    expect(await migrate(database.ownerUrl, changed)).toEqual([name]);
    await addMigration(name, "create table settled (n bigint);");
    await addMigration("29990104000000_later", "create table later (n int);");
    await expect(migrate(database.ownerUrl, changed)).rejects.toThrow(/29990103000000_settled was changed/);
    expect((await query("select to_regclass('later') as later")).rows).toEqual([{ later: null }]);
    await addMigration(name, "create table settled (n int);");
    expect(await migrate(database.ownerUrl, changed)).toEqual(["29990104000000_later"]);
  });
});
