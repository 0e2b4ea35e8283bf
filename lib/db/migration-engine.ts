import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from "@prisma/driver-adapter-utils";
import type { SchemaEngine, SchemasContainer } from "@prisma/schema-engine-wasm";
import pg from "pg";

/**
 * Lends Prisma's schema engine, connected to the database at `ownerUrl`, for the length of `work`.
 *
 * @throws what Postgres said, where the engine only passed it on; else the engine's own error.
 */
export async function withEngine<T>(
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
  } catch (error) {
    const id = /External error id#(\d+)/.exec(String(error))?.[1];
    throw (id && adapter.errorRegistry.consumeError(Number(id))?.error) || error;
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
  const { instance } = await WebAssembly.instantiate(bytes, { "./schema_engine_bg.js": importsOf(bindings) });
  bindings.__wbg_set_wasm(instance.exports);
  const start = instance.exports.__wbindgen_start;
  if (typeof start === "function") start();
  return bindings;
}

/**
 * The engine gives up on its own lock after ten seconds, and never clears that timer. It must not keep a
 * process alive that has long finished.
 */
function importsOf(bindings: object): WebAssembly.ModuleImports {
  const patient = (callback: () => void, milliseconds: number) => setTimeout(callback, milliseconds).unref();
  const entries = Object.entries(bindings).map(([name, bound]) =>
    name.startsWith("__wbg_setTimeout_") ? [name, patient] : [name, bound],
  );
  return Object.fromEntries(entries);
}

/** The engine looks for this to say why it gave up; without it the reason would be lost. */
function throwPanic(message: string): never {
  throw new Error(`Prisma's schema engine: ${message}`);
}
