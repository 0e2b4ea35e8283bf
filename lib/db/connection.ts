import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { PrismaClient } from "../../generated/prisma/client.ts";
import { env } from "../env.ts";

interface Connection {
  pool: pg.Pool;
  prisma: PrismaClient;
}

declare global {
  // Next's route bundles and the process that hosts them are separate module graphs; they share one pool.
  var saysoConnection: Connection | undefined;
}

/** The process's one pool, as the app role. Every use of it goes through reader, writer or ingest. */
export function connection(): Connection {
  globalThis.saysoConnection ??= connect(env().SAYSO_APP_DATABASE_URL);
  return globalThis.saysoConnection;
}

function connect(url: string): Connection {
  const pool = new pg.Pool({
    connectionString: url,
    max: 12,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    // Beyond any transaction (20 s): a database that vanished must not hold its callers for ever.
    query_timeout: 30_000,
    options: "-c idle_in_transaction_session_timeout=30s",
  });
  // An idle client whose server went away must not take the process with it; the next query reports it.
  pool.on("error", () => undefined);
  // Nor a client that is lent out: its query, or the next one, fails and says so.
  pool.on("connect", (client) => client.on("error", () => undefined));
  return { pool, prisma: new PrismaClient({ adapter: new PrismaPg(pool) }) };
}

/** Lets a process end. */
export async function disconnect(): Promise<void> {
  const open = globalThis.saysoConnection;
  globalThis.saysoConnection = undefined;
  await open?.prisma.$disconnect();
  await open?.pool.end();
}
