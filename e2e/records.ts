import { openSteps } from "../domain/activity/rules/sealed-steps.ts";
import type { Step } from "../domain/activity/schema.ts";
import { open } from "../lib/crypto.ts";
import type { Person, Portal } from "./portal.ts";

/** How many key presses are stored about someone, by the counts beside the encrypted steps. */
export async function keysStored(portal: Portal, { id }: Person): Promise<number> {
  const [row] = await portal.sql<{ keys: number }>(
    "select coalesce(sum(keys), 0)::int as keys from segment where employee_id = $1",
    [id],
  );
  return row?.keys ?? 0;
}

/** Records that reach into a span of time. */
export function segmentsWithin(
  portal: Portal,
  { id }: Person,
  from: Date,
  to: Date,
): Promise<{ started_at: Date; ended_at: Date }[]> {
  return portal.sql(
    "select started_at, ended_at from segment where employee_id = $1 and started_at < $3 and ended_at > $2",
    [id, from, to],
  );
}

/** Steps that agents sent and the portal refused to keep. */
export async function discardedSteps(portal: Portal, { id }: Person): Promise<number> {
  const [row] = await portal.sql<{ steps: number }>(
    "select coalesce(sum(steps), 0)::int as steps from discard_day where employee_id = $1",
    [id],
  );
  return row?.steps ?? 0;
}

/** How many records are dated before a moment, or after the present one. */
export async function datedOutside(portal: Portal, { id }: Person, from: Date): Promise<number> {
  const rows = await portal.sql(
    "select from segment where employee_id = $1 and (started_at < $2 or ended_at > sayso_now())",
    [id, from],
  );
  return rows.length;
}

/** The decrypted steps of each record about someone, oldest first. */
export async function stepsStored(portal: Portal, { id }: Person): Promise<Step[][]> {
  const [key] = await portal.sql<{ wrapped: Buffer }>("select wrapped from data_key where employee_id = $1", [
    id,
  ]);
  if (!key) return [];
  const dataKey = open(
    Buffer.from(portal.secrets.SAYSO_MASTER_KEY, "base64url"),
    key.wrapped,
    `data-key:${id}`,
  );
  const rows = await portal.sql<{
    device_id: string;
    started_at: Date;
    steps: Buffer;
    keyboard: Buffer | null;
  }>(
    "select device_id, started_at, steps, keyboard_steps as keyboard from segment where employee_id = $1 order by started_at",
    [id],
  );
  return rows.map((row) => {
    const place = { employeeId: id, deviceId: row.device_id, from: row.started_at.getTime() / 100 };
    return openSteps(dataKey, place, { steps: row.steps, keyboardSteps: row.keyboard });
  });
}

/** Every row of every table, as text; bytes in hexadecimal. */
export async function wholeDatabase(portal: Portal): Promise<string> {
  const tables = await portal.sql<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
     where schemaname not in ('pg_catalog', 'information_schema')`,
  );
  const texts: string[] = [];
  for (const { name } of tables) {
    const rows = await portal.sql<{ line: string }>(`select t::text as line from ${name} t`);
    texts.push(...rows.map(({ line }) => `${name} ${line}`));
  }
  return texts.join("\n");
}

/** What was answered last for each category. */
export async function answers(portal: Portal, { id }: Person): Promise<Record<string, string>> {
  const rows = await portal.sql<{ category: string; state: string }>(
    `select distinct on (category) category, state from consent_choice c join consent_answer a on a.id = c.answer_id
     where c.employee_id = $1 order by category, a.at desc`,
    [id],
  );
  return Object.fromEntries(rows.map(({ category, state }) => [category, state]));
}

/** How many rows of a table are about someone. */
export async function count(portal: Portal, table: string, { id }: Person): Promise<number> {
  return (await portal.sql(`select from ${table} where employee_id = $1`, [id])).length;
}
