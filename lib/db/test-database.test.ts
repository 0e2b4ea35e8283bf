import { randomUUID } from "node:crypto";
import pg from "pg";
import { expect, test } from "vitest";
import { createTestDatabase, isKept } from "./test-database.ts";

async function ask(url: string | undefined, sql: string): Promise<pg.QueryResultRow[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client
    .query(sql)
    .then(({ rows }) => rows)
    .finally(() => client.end());
}

test("what is in a database is kept for others to copy, once, however many keep it; each has a copy of its own", async () => {
  const name = `kept_${randomUUID().replaceAll("-", "")}`;
  const first = await createTestDatabase();
  await ask(first.ownerUrl, "create table loaded as select 42 as answer");
  expect(await isKept(name)).toBe(false);
  await Promise.all([first.keepAs(name), first.keepAs(name), first.keepAs(name)]);
  expect(await isKept(name)).toBe(true);
  const [one, other] = [await createTestDatabase(undefined, name), await createTestDatabase(undefined, name)];
  await ask(one.ownerUrl, "update loaded set answer = 43");
  for (const untouched of [other, first])
    expect(await ask(untouched.ownerUrl, "select answer from loaded")).toEqual([{ answer: 42 }]);
  for (const each of [one, other, first]) await each.drop();
  await ask(process.env.SAYSO_TEST_DATABASE_URL, `drop database ${name}`);
  expect(await isKept(name)).toBe(false);
});
