// Brings the database of DATABASE_URL up to date, and prints as JSON what a starter needs to know.
import pg from "pg";
import { ensureAppRole, migrate } from "../lib/db/migrate.ts";

const OLDEST = 160_000;

/** What is wrong with a connection, in one sentence, by PostgreSQL's error code or the socket's. */
const SENTENCES: Record<string, string> = {
  "28P01": "refuses this password",
  "28000": "refuses this user",
  "3D000": "has no database of this name",
  "53300": "has no connection left",
  ECONNREFUSED: "cannot be reached: nothing listens there",
  ENOTFOUND: "cannot be reached: there is no such host",
};

async function prepare(url: string, appPassword: string | null) {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  await client.connect().catch((error: unknown) => {
    throw new Error(`The database at ${new URL(url).host} ${reason(error)}.`, { cause: error });
  });
  try {
    const version = await client.query<{ server_version_num: string }>("show server_version_num");
    if (Number(version.rows[0]?.server_version_num) < OLDEST)
      throw new Error("PostgreSQL 16 or newer is needed.");
    await ensureAppRole(url, appPassword);
    const applied = await migrate(url);
    const people = await client.query("select from person limit 1");
    return { applied, isEmpty: people.rowCount === 0 };
  } finally {
    await client.end();
  }
}

function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = "code" in error ? String(error.code) : "";
  return SENTENCES[code] ?? `cannot be used: ${error.message || code}`;
}

try {
  const outcome = await prepare(process.env.DATABASE_URL ?? "", process.env.SAYSO_APP_PASSWORD || null);
  console.log(JSON.stringify(outcome));
} catch (error) {
  console.error(error);
  console.log(
    JSON.stringify({ failed: error instanceof Error ? error.message.split("\n")[0] : String(error) }),
  );
  process.exitCode = 1;
}
