import { randomUUID } from "node:crypto";
import type pg from "pg";
import type { Outcome } from "./rules/state.ts";
import type { Ground } from "./schema.ts";

/** One request that was settled: whose, on what ground, how, and how many months ago. */
export interface Settled {
  /** Their place in the crowd. */
  readonly person: number;
  readonly ground: Ground;
  readonly outcome: Outcome;
  readonly months: number;
  readonly stage?: "request" | "appeal";
}

/** Of each: when it was sent, and when it was settled. */
const SENT = `from (select r.id, r.who, r.ground, r.outcome, r.stage, t.at, t.at - interval '7 days' as sent
  from jsonb_to_recordset($1) as r (id uuid, who uuid, ground text, outcome text, stage text, months int),
    lateral (select date_trunc('month', sayso_now() at time zone 'UTC') at time zone 'UTC'
      - r.months * interval '1 month' + interval '15 days' as at) as t) as settled`;
const WORDS = "decode(repeat('00', 29), 'hex')";

/**
 * Puts these there past every trigger, for which the session must stand in as a replica: each was sent a week before
 * it was settled, in the middle of its month (UTC). Leads to the requests' ids.
 * @param crowd ids of people
 */
export async function putSettled(
  client: pg.ClientBase,
  crowd: readonly string[],
  requests: readonly Settled[],
): Promise<string[]> {
  const rows = requests.map(({ person, stage = "request", ...rest }) => ({
    id: randomUUID(),
    who: crowd[person],
    stage,
    ...rest,
  }));
  for (const insert of [
    `exemption_request (id, employee_id, ground, words, from_at, until_at, at)
     select id, who, ground, ${WORDS}, at, at + interval '30 days', sent ${SENT}`,
    `exemption_appeal (request_id, employee_id, words, at)
     select id, who, ${WORDS}, sent ${SENT} where stage = 'appeal'`,
    `exemption_outcome (request_id, stage, employee_id, kind, at) select id, stage, who, outcome, at ${SENT}`,
  ])
    await client.query(`insert into ${insert}`, [JSON.stringify(rows)]);
  return rows.map(({ id }) => id);
}
