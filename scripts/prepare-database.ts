// Brings the database of DATABASE_URL up to date, and prints as JSON what a starter needs to know.
import pg from "pg";
import { ensureAppRole, migrate } from "../lib/db/migrate.ts";
import { prepareJobs } from "../server/jobs-setup.ts";

const OLDEST = 160_000;
const MISSING_DATABASE = "3D000";

/** What is wrong with a connection, in one sentence, by PostgreSQL's error code or the socket's. */
const SENTENCES: Record<string, string> = {
  "28P01": "refuses this password",
  "28000": "refuses this user",
  "3D000": "has no database of this name",
  "53300": "has no connection left",
  ECONNREFUSED: "cannot be reached: nothing listens there",
  ENOTFOUND: "cannot be reached: there is no such host",
};

async function connect(url: string, mayCreate: boolean): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  try {
    await client.connect();
    return client;
  } catch (error) {
    if (mayCreate && codeOf(error) === MISSING_DATABASE) return createDatabase(url);
    throw new Error(`The database at ${new URL(url).host} ${reason(error)}.`, { cause: error });
  }
}

async function createDatabase(url: string): Promise<pg.Client> {
  const maintenance = new URL(url);
  maintenance.pathname = "/postgres";
  const client = await connect(maintenance.href, false);
  await client.query(`create database ${client.escapeIdentifier(new URL(url).pathname.slice(1))}`);
  await client.end();
  return connect(url, false);
}

async function prepare(url: string, appPassword: string | null, mayCreate: boolean) {
  const client = await connect(url, mayCreate);
  try {
    const version = await client.query<{ server_version_num: string }>("show server_version_num");
    if (Number(version.rows[0]?.server_version_num) < OLDEST)
      throw new Error("PostgreSQL 16 or newer is needed.");
    await ensureAppRole(url, appPassword);
    const applied = await migrate(url);
    await prepareJobs(url);
    const people = await client.query("select from person limit 1");
    return { applied, isEmpty: people.rowCount === 0 };
  } finally {
    await client.end();
  }
}

function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = codeOf(error);
  return SENTENCES[code] ?? `cannot be used: ${error.message || code}`;
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}

try {
  const { DATABASE_URL = "", SAYSO_APP_PASSWORD, SAYSO_CREATE_DATABASE } = process.env;
  const outcome = await prepare(DATABASE_URL, SAYSO_APP_PASSWORD || null, SAYSO_CREATE_DATABASE === "1");
  console.log(JSON.stringify(outcome));
} catch (error) {
  console.error(error);
  console.log(
    JSON.stringify({ failed: error instanceof Error ? error.message.split("\n")[0] : String(error) }),
  );
  process.exitCode = 1;
}
