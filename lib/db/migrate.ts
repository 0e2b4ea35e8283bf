import { readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from "@prisma/driver-adapter-utils";
import type { MigrationDirectory, MigrationList, SchemaEngine, SchemasContainer } from "@prisma/schema-engine-wasm";
import pg from "pg";

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
 * @throws Error whose first line says which migration failed and why.
 */
export async function migrate(ownerUrl: string, prismaDirectory = PRISMA_DIRECTORY): Promise<string[]> {
  return withMigrationLock(ownerUrl, async () => {
    const migrationsList = await readMigrations(join(prismaDirectory, "migrations"));
    const schema = await readSchema(join(prismaDirectory, "schema"));
    const { appliedMigrationNames } = await withEngine(ownerUrl, schema, (engine) =>
      engine.applyMigrations({ migrationsList, filters: EVERYTHING }),
    );
    return appliedMigrationNames;
  });
}

/**
 * Compares the Prisma schema with a migrated database.
 *
 * @returns null when they agree, else Prisma's summary of what the schema has and the database has not.
 */
export async function schemaDrift(
  ownerUrl: string,
  prismaDirectory = PRISMA_DIRECTORY,
): Promise<string | null> {
  const schema = await readSchema(join(prismaDirectory, "schema"));
  const { exitCode, stdout } = await withEngine(ownerUrl, schema, (engine) =>
    engine.diff({
      from: { tag: "schemaDatasource", ...schema, configDir: prismaDirectory },
      to: { tag: "schemaDatamodel", ...schema },
      script: false,
      exitCode: true,
      filters: EVERYTHING,
    }),
  );
  return exitCode === 0 ? null : (stdout ?? "The schema and the database differ.");
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

async function withEngine<T>(
  ownerUrl: string,
  schema: SchemasContainer,
  work: (engine: SchemaEngine) => Promise<T>,
): Promise<T> {
  const pool = new pg.Pool({ connectionString: ownerUrl, max: 1, connectionTimeoutMillis: 10_000 });
  const adapter = bindMigrationAwareSqlAdapterFactory(new MigrationAdapter(pool));
  engineModule ??= loadEngine();
  const { SchemaEngine } = await engineModule;
  const datamodels = schema.files.map(({ path, content }): [string, string] => [path, content]);
  const engine = await SchemaEngine.new({ datamodels }, () => undefined, adapter);
  try {
    return await work(engine);
  } finally {
    engine.free();
    await pool.end();
  }
}

/** The columns of Postgres's type `"char"` that the engine asks the catalogue for, and what it calls them. */
const CHAR_COLUMNS: Record<string, string> = {
  constraint_type: "constr.contype AS constraint_type",
  confdeltype: "con.confdeltype",
  confupdtype: "con.confupdtype",
};

/**
 * Two things the engine needs that Prisma's adapter for the client does not do.
 *
 * The adapter cuts a script at every semicolon, also inside a function's body, and runs the pieces one by
 * one. Sent whole, Postgres itself parses it and runs it as one transaction: all of it or nothing.
 *
 * The adapter does not know the type `"char"`, in which the engine asks for the kind of each constraint.
 */
class MigrationAdapter extends PrismaPg {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    super(pool);
    this.#pool = pool;
  }

  override async connect(): ReturnType<PrismaPg["connect"]> {
    const adapter = await super.connect();
    adapter.executeScript = async (script) => {
      await this.#pool.query(script);
    };
    const queryRaw = adapter.queryRaw.bind(adapter);
    adapter.queryRaw = async (query) => {
      const result = await queryRaw({ ...query, sql: castCharColumns(query.sql) });
      const asked = (name: string, index: number) =>
        name in CHAR_COLUMNS ? ColumnTypeEnum.Character : (result.columnTypes[index] ?? ColumnTypeEnum.Text);
      return { ...result, columnTypes: result.columnNames.map(asked) };
    };
    return adapter;
  }
}

function castCharColumns(sql: string): string {
  return Object.entries(CHAR_COLUMNS).reduce((cast, [name, column]) => {
    const [source] = column.split(" ");
    return cast.replace(`${column},`, `${source}::text AS ${name},`);
  }, sql);
}

/** The bindings remember one memory, so one process instantiates the engine once. */
let engineModule: Promise<{ SchemaEngine: typeof SchemaEngine }> | undefined;

/** Node cannot import `.wasm` as a module without a flag, so the engine's bindings are tied to it here. */
async function loadEngine(): Promise<{ SchemaEngine: typeof SchemaEngine }> {
  Object.assign(globalThis, { PRISMA_WASM_PANIC_REGISTRY: { set_message: throwPanic } });
  const bindings = await import("@prisma/schema-engine-wasm/schema_engine_bg");
  const bindingsPath = createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm/schema_engine_bg");
  const bytes = await readFile(join(dirname(bindingsPath), "schema_engine_bg.wasm"));
  const { instance } = await WebAssembly.instantiate(bytes, { "./schema_engine_bg.js": { ...bindings } });
  bindings.__wbg_set_wasm(instance.exports);
  const start = instance.exports.__wbindgen_start;
  if (typeof start === "function") start();
  return bindings;
}

/** The engine looks for this to say why it gave up; without it the reason would be lost. */
function throwPanic(message: string): never {
  throw new Error(`Prisma's schema engine: ${message}`);
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
