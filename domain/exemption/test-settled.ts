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

const WORDS = "decode(repeat('00', 29), 'hex')";
const WEEK = "interval '7 days'";

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
  const ids: string[] = [];
  for (const { person, ground, outcome, months, stage = "request" } of requests) {
    const { rows } = await client.query<{ at: Date }>(
      `select date_trunc('month', now() at time zone 'UTC') at time zone 'UTC' - $1 * interval '1 month' + interval '15 days' as at`,
      [months],
    );
    const id = randomUUID();
    const values = [id, crowd[person], rows[0]?.at];
    await client.query(
      `insert into exemption_request (id, employee_id, ground, words, from_at, until_at, at)
       values ($1, $2, $4, ${WORDS}, $3, $3::timestamptz + interval '30 days', $3::timestamptz - ${WEEK})`,
      [...values, ground],
    );
    if (stage === "appeal")
      await client.query(
        `insert into exemption_appeal (request_id, employee_id, words, at)
         values ($1, $2, ${WORDS}, $3::timestamptz - ${WEEK})`,
        values,
      );
    await client.query(
      "insert into exemption_outcome (request_id, stage, employee_id, kind, at) values ($1, $4, $2, $5, $3)",
      [...values, stage, outcome],
    );
    ids.push(id);
  }
  return ids;
}
