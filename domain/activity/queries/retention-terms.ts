import { type Reader, read } from "../../../lib/db/reader.ts";
import type { PersonActor } from "../../actor/schema.ts";
import type { Query } from "../../notice/queries/load-gate.ts";
import type { RetentionTerm } from "../rules/retention.ts";

interface TermRow {
  readonly employee_id: string;
  readonly from_at: Date;
  readonly until_at: Date;
  readonly pointer: number;
  readonly keyboard: number;
  readonly screen: number;
  readonly application: number;
}

const TERMS_SQL = `select employee_id, from_at, until_at, pointer, keyboard, screen, application
from retention_terms($1::uuid[], $2::timestamptz, $3::timestamptz) order by 1, 2`;

/**
 * For how many days what was recorded of these people between two moments (milliseconds since the epoch) is kept.
 * For a transaction that speaks for them.
 */
export async function loadRetentionTerms(
  query: Query,
  employeeIds: readonly string[],
  between: { readonly from: number; readonly to: number },
): Promise<Map<string, RetentionTerm[]>> {
  const rows = await query<TermRow>("retention-terms", TERMS_SQL, [
    employeeIds,
    new Date(between.from),
    new Date(between.to),
  ]);
  const terms = new Map<string, RetentionTerm[]>();
  for (const { employee_id, from_at, until_at, ...days } of rows) {
    const own = terms.get(employee_id) ?? [];
    terms.set(employee_id, own);
    own.push({ from: from_at.getTime(), to: until_at.getTime(), days });
  }
  return terms;
}

/** The same of the actor's own records, within a transaction of theirs. */
export async function readRetentionTerms(
  db: Reader,
  actor: PersonActor,
  between: { readonly from: number; readonly to: number },
): Promise<readonly RetentionTerm[]> {
  const query: Query = (_, text, values) => db.$queryRawUnsafe(text, ...values);
  return (await loadRetentionTerms(query, [actor.id], between)).get(actor.id) ?? [];
}

/** What binds for the actor's records that were made between two moments (milliseconds since the epoch), the earliest first. */
export function getRetentionTerms(
  actor: PersonActor,
  between: { readonly from: number; readonly to: number },
): Promise<readonly RetentionTerm[]> {
  return read(actor, (db) => readRetentionTerms(db, actor, between));
}
