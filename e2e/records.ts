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
