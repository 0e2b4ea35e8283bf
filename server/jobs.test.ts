import { generateKeyPairSync, randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import PgBoss from "pg-boss";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { disconnect } from "../lib/db/connection.ts";
import { createTestDatabase, type TestDatabase } from "../lib/db/test-database.ts";
import { startJobs } from "./jobs.ts";
import { JOBS, JOBS_SCHEMA, prepareJobs } from "./jobs-setup.ts";

let database: TestDatabase;
let owner: pg.Pool;
let stop: () => Promise<void>;

beforeAll(async () => {
  database = await createTestDatabase();
  owner = new pg.Pool({ connectionString: database.ownerUrl, max: 2 });
  Object.assign(process.env, {
    SAYSO_APP_DATABASE_URL: database.appUrl,
    SAYSO_MASTER_KEY: randomBytes(32).toString("base64url"),
    SAYSO_DIRECTIVE_KEY: JSON.stringify(generateKeyPairSync("ed25519").privateKey.export({ format: "jwk" })),
    NEXTAUTH_URL: "http://localhost",
  });
  await prepareJobs(database.ownerUrl);
  // A second start finds them there.
  await prepareJobs(database.ownerUrl);
  stop = await startJobs();
});
afterAll(async () => {
  await stop();
  await disconnect();
  await owner.end();
  await database.drop();
});

/** Resolves when it holds, or after a minute. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let i = 0; i < 600 && !(await holds()); i++) await sleep(100);
}

describe("jobs", () => {
  test("begin by themselves when their time has come", async () => {
    const completed = `select from ${JOBS_SCHEMA}.job where name = 'exemption-clock' and state = 'completed'`;
    const begun = async () => (await owner.query(completed)).rowCount;
    await until(async () => (await begun()) !== 0);
    expect(await begun()).toBeGreaterThan(0);
  });

  test("each has a schedule, and is worked with the portal's own role", async () => {
    await owner.query(
      "insert into proof values ('thumbprint', 'old', clock_timestamp() - interval '1 hour')",
    );
    await owner.query("insert into proof values ('thumbprint', 'new', clock_timestamp())");
    const boss = new PgBoss({
      connectionString: database.appUrl,
      schema: JOBS_SCHEMA,
      migrate: false,
      supervise: false,
      schedule: false,
    });
    await boss.start();
    const ids = await Promise.all(Object.keys(JOBS).map((name) => boss.send(name, {})));
    expect(ids.every(Boolean)).toBe(true);
    const done = async () => {
      const { rows } = await owner.query<{ n: number }>(
        `select count(*)::integer as n from ${JOBS_SCHEMA}.job where id = any ($1) and state = 'completed'`,
        [ids],
      );
      return rows[0]?.n ?? 0;
    };
    await until(async () => (await done()) === ids.length);
    expect(await done()).toBe(ids.length);
    await boss.stop({ graceful: false });
    expect((await owner.query("select jti from proof")).rows).toEqual([{ jti: "new" }]);
    const { rows } = await owner.query(`select name, cron from ${JOBS_SCHEMA}.schedule`);
    expect(Object.fromEntries(rows.map(({ name, cron }) => [name, cron]))).toEqual(JOBS);
  });

  test("one that fails says so in one line without the values it had, and the queue knows", async () => {
    await owner.query("alter table proof rename to lost");
    const said = vi.spyOn(console, "error").mockImplementation(() => undefined);
    const boss = new PgBoss({ connectionString: database.appUrl, schema: JOBS_SCHEMA, migrate: false });
    await boss.start();
    const id = await boss.send("forget-proofs", {}, { retryLimit: 0 });
    const state = async () =>
      (await owner.query<{ state: string }>(`select state from ${JOBS_SCHEMA}.job where id = $1`, [id]))
        .rows[0];
    await until(async () => (await state())?.state === "failed");
    expect(await state()).toEqual({ state: "failed" });
    const lines = said.mock.calls.map(([line]) => JSON.parse(String(line)));
    expect(lines).toContainEqual({
      level: "error",
      part: "jobs",
      job: "forget-proofs",
      error: "error 42P01",
    });
    said.mockRestore();
    await boss.stop({ graceful: false });
    await owner.query("alter table lost rename to proof");
  });

  test("the portal's role works them and can make none", async () => {
    const app = new pg.Client({ connectionString: database.appUrl });
    await app.connect();
    await expect(app.query(`create table ${JOBS_SCHEMA}.own (n integer)`)).rejects.toThrow(
      /permission denied/,
    );
    await app.end();
  });
});
