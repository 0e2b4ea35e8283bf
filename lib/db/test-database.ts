import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { APP_ROLE, ensureAppRole, migrate } from "./migrate.ts";

/** A migrated, empty database that test databases are copied from; copying takes a tenth of migrating. */
export const TEMPLATE_DATABASE = "sayso_template";

/** Of a throw-away server that listens on localhost alone. */
const APP_PASSWORD = "throw-away";

export interface TestDatabase {
  /** Connection URL of the owner, whom row-level security does not bind: to arrange and to inspect. */
  ownerUrl: string;
  /** Connection URL of the role the portal runs as, bound by row-level security. */
  appUrl: string;
  /**
   * Keeps what is in it now under this name, for `createTestDatabase` to copy, unless that is kept already. Whoever
   * calls this has closed their connections to it.
   */
  keepAs(template: string): Promise<void>;
  /** Ends every session in the database and deletes it. */
  drop(): Promise<void>;
}

/**
 * Makes the template that `createTestDatabase` copies, unless this server has it already.
 *
 * @param serverUrl a superuser's connection URL on a throw-away server.
 */
export async function prepareTemplate(serverUrl: string): Promise<void> {
  await onServer(serverUrl, async (client) => {
    if (await isThere(client, TEMPLATE_DATABASE)) return;
    await client.query(`create database ${TEMPLATE_DATABASE}`);
    await ensureAppRole(serverUrl, APP_PASSWORD);
    await migrate(databaseUrl(serverUrl, TEMPLATE_DATABASE));
  });
}

/**
 * Copies the template into a database of its own for one test file.
 * Vitest's global setup puts the server's URL into SAYSO_TEST_DATABASE_URL.
 *
 * @param template another database of the server to copy, to which nobody is connected.
 */
export async function createTestDatabase(
  serverUrl = serverFromEnvironment(),
  template = TEMPLATE_DATABASE,
): Promise<TestDatabase> {
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  await onServer(serverUrl, (client) => client.query(`create database ${name} template ${template}`));
  const ownerUrl = databaseUrl(serverUrl, name);
  const appUrl = new URL(ownerUrl);
  appUrl.username = APP_ROLE;
  appUrl.password = APP_PASSWORD;
  const drop = () =>
    onServer(serverUrl, async (client) => {
      await sessionsGone(client, name);
      await client.query(`drop database if exists ${name} with (force)`);
    });
  const keepAs = (kept: string) => keep(serverUrl, name, kept);
  return { ownerUrl, appUrl: appUrl.href, keepAs, drop };
}

/** Whether somebody has kept a database under this name on the server of the tests. */
export function isKept(template: string): Promise<boolean> {
  return onServer(serverFromEnvironment(), (client) => isThere(client, template));
}

async function isThere(client: pg.Client, database: string): Promise<boolean> {
  const found = await client.query("select from pg_database where datname = $1", [database]);
  return found.rowCount !== 0;
}

/** It has its name only once it is whole, so nobody copies half of it; of several at the same moment one copies. */
async function keep(serverUrl: string, name: string, template: string): Promise<void> {
  await onServer(serverUrl, async (client) => {
    await client.query("select pg_advisory_lock(hashtext($1))", [template]);
    if (await isThere(client, template)) return;
    await sessionsGone(client, name);
    await client.query(`drop database if exists ${template}_part`);
    await client.query(`create database ${template}_part template ${name}`);
    await client.query(`alter database ${template}_part rename to ${template}`);
  });
}

/**
 * Waits, twenty seconds at most, for those who are leaving: a pool's `end()` resolves before its sessions have ended,
 * and one that is cut off meanwhile throws an error that nobody can await.
 */
async function sessionsGone(client: pg.Client, database: string): Promise<void> {
  for (const until = Date.now() + 20_000; Date.now() < until; await sleep(10)) {
    const { rowCount } = await client.query("select from pg_stat_activity where datname = $1", [database]);
    if (rowCount === 0) return;
  }
}

function serverFromEnvironment(): string {
  const url = process.env.SAYSO_TEST_DATABASE_URL;
  if (!url)
    throw new Error("SAYSO_TEST_DATABASE_URL is not set: run the tests through vitest or `npm test`.");
  return url;
}

function databaseUrl(serverUrl: string, name: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}

async function onServer<T>(serverUrl: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: serverUrl, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
