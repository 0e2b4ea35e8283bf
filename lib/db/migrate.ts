import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type {
  MigrationDirectory,
  MigrationList,
  SchemaEngine,
  SchemasContainer,
} from "@prisma/schema-engine-wasm";
import pg from "pg";
import { withEngine } from "./migration-engine.ts";

const PRISMA_DIRECTORY = fileURLToPath(new URL("../../prisma", import.meta.url));
const EVERYTHING = { externalTables: [], externalEnums: [] };

/** The role the running portal logs in as: it owns nothing and is bound by row-level security. */
export const APP_ROLE = "sayso_app";

/** Any fixed number will do; every migrator of one database takes the same lock. */
const MIGRATION_LOCK = 7_291_460_213;

/**
 * Applies every migration that the database does not have yet, in order, and returns their names.
 * Several callers may run at once: they queue on an advisory lock, and the later ones find nothing to do.
 *
 * Prisma's own WebAssembly engine does the work, as `prisma migrate deploy` needs a native engine that
 * has to be downloaded. The history table is the ordinary one, so `migrate deploy` works on it as well.
 *
 * @param ownerUrl a connection URL whose role may create tables; the app role must exist (`ensureAppRole`).
 * @throws Error whose first line says which migration failed and why, or which was changed after it was applied.
 */
export async function migrate(ownerUrl: string, prismaDirectory = PRISMA_DIRECTORY): Promise<string[]> {
  return withMigrationLock(ownerUrl, async () => {
    const migrationsList = await readMigrations(join(prismaDirectory, "migrations"));
    const schema = await readSchema(join(prismaDirectory, "schema"));
    try {
      return await withEngine(ownerUrl, schema, async (engine) => {
        expectUnedited((await diagnose(engine, migrationsList)).editedMigrationNames);
        return (await engine.applyMigrations({ migrationsList, filters: EVERYTHING })).appliedMigrationNames;
      });
    } catch (error) {
      if (!(error instanceof pg.DatabaseError)) throw error;
      const failed = await withEngine(ownerUrl, schema, (engine) => rollBack(engine, migrationsList));
      throw new Error(`Migration ${failed} failed: ${error.message}`, { cause: error });
    }
  });
}

/** What was applied stays as it was: its script is not run again, so a change of it would reach new portals alone. */
function expectUnedited(edited: readonly string[]): void {
  if (edited.length === 0) return;
  throw new Error(
    `Migration ${edited.join(", ")} was changed after it was applied. Write a new one instead.`,
  );
}

function diagnose(engine: SchemaEngine, migrationsList: MigrationList) {
  return engine.diagnoseMigrationHistory({
    migrationsList,
    optInToShadowDatabase: false,
    filters: EVERYTHING,
  });
}

/** Postgres has undone the failed script as a whole; the history says so too, so that it can be tried again. */
async function rollBack(engine: SchemaEngine, migrationsList: MigrationList): Promise<string> {
  const { failedMigrationNames } = await diagnose(engine, migrationsList);
  for (const migrationName of failedMigrationNames) await engine.markMigrationRolledBack({ migrationName });
  return failedMigrationNames.join(", ");
}

/**
 * Compares the Prisma schema with a migrated database. Foreign keys that only the migrations have are no
 * difference: the models name a relation only where a query follows it. Nor are columns that a key's index carries
 * beside the key (`include`), of which Prisma knows nothing.
 *
 * @returns null when they agree, else the SQL that would make the database what the schema says.
 */
export async function schemaDrift(
  ownerUrl: string,
  prismaDirectory = PRISMA_DIRECTORY,
): Promise<string | null> {
  const schema = await readSchema(join(prismaDirectory, "schema"));
  const { stdout } = await withEngine(ownerUrl, schema, (engine) =>
    engine.diff({
      from: { tag: "schemaDatasource", ...schema, configDir: prismaDirectory },
      to: { tag: "schemaDatamodel", ...schema },
      script: true,
      exitCode: null,
      filters: EVERYTHING,
    }),
  );
  const steps = (stdout ?? "").split(/^(?=-- \w)/m).filter((step) => step.startsWith("-- "));
  const missing = steps.filter((step) => !/^-- (DropForeignKey|This is an empty migration)/.test(step));
  const told = await withoutCarried(ownerUrl, missing);
  return told.length === 0 ? null : told.join("").trim();
}

const SAME_KEY =
  /^-- AlterTable\nALTER TABLE "(\w+)" DROP CONSTRAINT "(\w+)",\nADD CONSTRAINT "\2" PRIMARY KEY \(([^()]+)\);\s*$/;

/** Leaves out the making anew of a primary key that has these columns already, in this order, and carries others. */
async function withoutCarried(ownerUrl: string, steps: readonly string[]): Promise<string[]> {
  if (!steps.some((step) => SAME_KEY.test(step))) return [...steps];
  const keys = await withClient(ownerUrl, async (client) => {
    const { rows } = await client.query<{ name: string; columns: string }>(
      `select format('%I.%I', c.relname, x.relname) as name, string_agg(format('"%s"', a.attname), ', ' order by k.n) as columns
       from pg_index i join pg_class c on c.oid = i.indrelid join pg_class x on x.oid = i.indexrelid,
         unnest(i.indkey) with ordinality as k (attnum, n), pg_attribute a
       where i.indisprimary and k.n <= i.indnkeyatts and a.attrelid = c.oid and a.attnum = k.attnum group by 1`,
    );
    return new Map(rows.map(({ name, columns }) => [name, columns]));
  });
  return steps.filter((step) => {
    const [, table, key, columns] = SAME_KEY.exec(step) ?? [];
    return columns === undefined || keys.get(`${table}.${key}`) !== columns;
  });
}

/**
 * Makes sure that the app role exists, can never pass row-level security, and (with a password) can log in.
 * Roles belong to the whole Postgres server, so another database of the same server may have made it.
 */
export async function ensureAppRole(ownerUrl: string, password: string | null): Promise<void> {
  await withClient(ownerUrl, async (client) => {
    const { rowCount } = await client.query("select from pg_roles where rolname = $1", [APP_ROLE]);
    if (!rowCount) await createRole(client);
    if (password === null) return;
    await client.query(`alter role ${APP_ROLE} login password ${client.escapeLiteral(password)}`);
  });
}

async function createRole(client: pg.Client): Promise<void> {
  try {
    await client.query(`create role ${APP_ROLE} nosuperuser nobypassrls nocreatedb nocreaterole noinherit`);
  } catch (error) {
    // Two starters at once: the other one made it between our look and our create.
    if (!(error instanceof pg.DatabaseError) || !["42710", "23505"].includes(error.code ?? "")) throw error;
  }
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function withMigrationLock<T>(ownerUrl: string, work: () => Promise<T>): Promise<T> {
  return withClient(ownerUrl, async (client) => {
    await client.query("select pg_advisory_lock($1)", [MIGRATION_LOCK]);
    return work();
  });
}

async function readSchema(directory: string): Promise<SchemasContainer> {
  const names = (await readdir(directory)).filter((name) => name.endsWith(".prisma")).sort();
  const read = async (name: string) => {
    const path = join(directory, name);
    return { path, content: await readFile(path, "utf8") };
  };
  return { files: await Promise.all(names.map(read)) };
}

async function readMigrations(directory: string): Promise<MigrationList> {
  const entries = await readdir(directory, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  return {
    baseDir: directory,
    lockfile: {
      path: "migration_lock.toml",
      content: await readFile(join(directory, "migration_lock.toml"), "utf8"),
    },
    migrationDirectories: await Promise.all(names.sort().map((name) => readMigration(directory, name))),
    shadowDbInitScript: "",
  };
}

async function readMigration(directory: string, name: string): Promise<MigrationDirectory> {
  const value = await readFile(join(directory, name, "migration.sql"), "utf8");
  return { path: name, migrationFile: { path: "migration.sql", content: { tag: "ok", value } } };
}
