import { openTestPortal, type TestPortal } from "../../prisma/factories/test-portal.ts";
import { findSessionEpoch } from "../actor/queries.ts";
import type { DirectoryPerson } from "./schema.ts";

export interface StoredLocation {
  readonly kind: string;
  readonly jurisdiction: string;
  readonly from: Date;
  readonly until: Date | null;
}

/** A test portal, and the last entry of its directory, who like the one before is nobody's manager. */
export interface DirectoryPortal extends TestPortal {
  last(): DirectoryPerson;
  /** The whole directory, with changes to the last entry. */
  withLast(changes: Readonly<Record<string, unknown>>): unknown[];
  /** The claims of a session of the last entry's. */
  claims(epoch: number): { subject: string; epoch: number };
  /** The last entry's, 0 for nobody active. */
  epoch(): Promise<number>;
  locationsOf(subject: string): Promise<StoredLocation[]>;
}

export async function openDirectoryPortal(): Promise<DirectoryPortal> {
  const portal = await openTestPortal();
  const { people } = portal.organisation;
  const last = () => people.at(-1) as DirectoryPerson;
  return {
    ...portal,
    last,
    withLast: (changes) => [...people.slice(0, -1), { ...last(), ...changes }],
    claims: (epoch) => ({ subject: last().subject, epoch }),
    epoch: async () => (await findSessionEpoch(last().subject)) ?? 0,
    locationsOf: (subject) => locationsOf(portal, subject),
  };
}

async function locationsOf({ owner }: TestPortal, subject: string): Promise<StoredLocation[]> {
  const { rows } = await owner.query<StoredLocation>(
    `select kind, jurisdiction, from_at as from, until_at as until from location
     where person_id = (select id from person where subject = $1) order by kind, from_at`,
    [subject],
  );
  return rows;
}
