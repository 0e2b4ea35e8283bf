import type pg from "pg";
import { connection } from "./connection.ts";

/**
 * The agents' hot path: parameterised SQL on one connection, for micro-batches of many devices.
 * `subjects` are the employees whose devices were admitted; row-level security holds the
 * transaction to them.
 */
export async function ingest<T>(
  subjects: readonly string[],
  fn: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  const client = await connection().pool.connect();
  let broken: Error | undefined;
  try {
    await client.query("begin");
    await client.query({
      name: "identify-ingest",
      // The transaction holds people's versions, and with them their pauses: should this process be cut off
      // in the middle of it, the database lets go by itself.
      text: `select set_config('app.actor', '', true), set_config('app.kind', 'ingest', true),
        set_config('app.subjects', $1, true), set_config('idle_in_transaction_session_timeout', '5s', true)`,
      values: [`{${subjects.join(",")}}`],
    });
    const result = await fn(client);
    await client.query("commit");
    return result;
  } catch (error) {
    await client.query("rollback").catch((failure: Error) => {
      broken = failure;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

/** One statement before there is an actor: the functions that say whose token or subject something is. */
export async function admit<Row extends pg.QueryResultRow>(
  name: string,
  text: string,
  values: readonly unknown[],
): Promise<Row[]> {
  const result = await connection().pool.query<Row>({ name, text, values: [...values] });
  return result.rows;
}
