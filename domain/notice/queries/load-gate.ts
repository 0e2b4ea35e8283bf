import type { Interval } from "../../../lib/interval.ts";
import type { GateFacts } from "../../jurisdiction/rules.ts";
import type { LocationFact } from "../../jurisdiction/schema.ts";
import { type EvidenceFacts, evidenceOf, type WordedLaw } from "../rules/evidence.ts";
import { gateColumns, gateProgramColumns } from "./gate-sql.ts";

/** How facts are read, with Prisma (`$queryRawUnsafe`) or on the agents' hot path: one parameterised statement. */
export type Query = <Row extends object>(
  name: string,
  text: string,
  values: readonly unknown[],
) => Promise<Row[]>;

/** As the database writes it: an open end is null. */
export type Open<T extends Interval> = Omit<T, "to"> & { readonly to: number | null };

/** The columns of `gateColumns`. */
export interface GateRow {
  readonly locations: readonly Open<LocationFact>[];
  readonly acknowledgements: EvidenceFacts["acknowledgements"];
  readonly services: EvidenceFacts["services"];
  readonly authorisations: readonly Open<EvidenceFacts["authorisations"][number]>[];
  readonly postings: readonly Open<EvidenceFacts["postings"][number]>[];
}

/** The columns of `gateProgramColumns`. */
export interface GateProgramRow {
  readonly location_stale_days: number;
  readonly laws: readonly Open<WordedLaw>[];
  readonly notices: EvidenceFacts["notices"];
  readonly overrides: EvidenceFacts["overrides"];
}

/** What everyone's gate has in common; made once for many people. */
export interface SharedGateFacts {
  readonly laws: readonly WordedLaw[];
  readonly notices: EvidenceFacts["notices"];
  readonly overrides: EvidenceFacts["overrides"];
  readonly staleAfter: number;
}

export function sharedGateFacts(row: GateProgramRow): SharedGateFacts {
  return {
    laws: row.laws.map(closed),
    notices: row.notices,
    overrides: row.overrides,
    staleAfter: row.location_stale_days * 86_400_000,
  };
}

export function gateFactsOf(row: GateRow, shared: SharedGateFacts): GateFacts {
  const { laws, notices, overrides, staleAfter } = shared;
  const locations = row.locations.map(closed);
  const evidence = evidenceOf({
    laws,
    notices,
    overrides,
    locations,
    services: row.services,
    acknowledgements: row.acknowledgements,
    authorisations: row.authorisations.map(closed),
    postings: row.postings.map(closed),
  });
  return { laws, locations, evidence, staleAfter };
}

export function closed<T extends Interval>(each: Open<T>): T {
  return { ...each, to: each.to ?? Infinity } as T;
}

const SINCE = "coalesce($1::timestamptz, '-infinity')";
const PEOPLE_SQL = `select s.person_id, ${gateColumns(SINCE)}
from person s0 cross join lateral (select s0.id as person_id) s where s0.id = any ($2::uuid[])`;
const PROGRAM_SQL = `select ${gateProgramColumns(SINCE)} from program g`;

/**
 * What the gate says of these employees is computed from this, those of them that the transaction may see.
 * `since` is how far back, null for ever: then the gate can be asked for any moment of the past.
 */
export async function loadGate(
  query: Query,
  employeeIds: readonly string[],
  since: Date | null,
): Promise<Map<string, GateFacts>> {
  const people = await query<GateRow & { person_id: string }>("gate-of-people", PEOPLE_SQL, [
    since,
    employeeIds,
  ]);
  const [program] = await query<GateProgramRow>("gate-of-program", PROGRAM_SQL, [since]);
  if (!program) throw new Error("the program is not set up");
  const shared = sharedGateFacts(program);
  return new Map(people.map((row) => [row.person_id, gateFactsOf(row, shared)]));
}
