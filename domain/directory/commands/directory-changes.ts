import { v7 as uuidv7 } from "uuid";
import type { Transaction } from "../../audit/commands.ts";
import type { DirectoryPerson } from "../schema.ts";

const DAY_MS = 86_400_000;

/** A person as they are stored. */
export interface PersonRow {
  readonly id: string;
  readonly subject: string;
  readonly email: string;
  readonly name: string;
  readonly title: string;
  readonly department: string;
  readonly timeZone: string;
  readonly managerId: string | null;
}

/** A location that is new, changed, or to be confirmed; `current` is the open one, if there is one. */
export interface LocationChange {
  readonly personId: string;
  readonly kind: "residence" | "work";
  readonly jurisdiction: string;
  /** Of a work location at one of the company's workplaces. */
  readonly workplaceId: string | null;
  readonly current: OpenLocation | null;
}

interface OpenLocation {
  readonly id: string;
  readonly jurisdiction: string;
  readonly workplaceId: string | null;
  readonly confirmedAt: Date;
}

/** Whether a location is where it is said to be: then it is confirmed, and no new one opens. */
export function isWhereItWas({ current, jurisdiction, workplaceId }: LocationChange): boolean {
  return current?.jurisdiction === jurisdiction && current.workplaceId === workplaceId;
}

export interface RoleChange {
  readonly personId: string;
  readonly role: string;
}

/** All in which a directory differs from what is stored. */
export interface DirectoryChanges {
  readonly added: readonly PersonRow[];
  readonly changed: readonly PersonRow[];
  /** Ids of those who are active and no longer listed. */
  readonly gone: readonly string[];
  readonly locations: readonly LocationChange[];
  readonly granted: readonly RoleChange[];
  readonly revoked: readonly RoleChange[];
  /** Ids of those who are known and about whom something is decided anew: they have to be locked. */
  readonly decided: readonly string[];
  /** After how many milliseconds a location that nobody confirmed is no longer known. */
  readonly staleAfter: number;
}

type Stored = Awaited<ReturnType<typeof storedPeople>>[number];

/** Works out what an import would change, and changes nothing. */
export async function directoryChanges(
  tx: Transaction,
  people: readonly DirectoryPerson[],
): Promise<DirectoryChanges> {
  const { locationStaleDays } = await tx.db.program.findFirstOrThrow();
  const staleAfter = locationStaleDays * DAY_MS;
  const stored = new Map((await storedPeople(tx)).map((each) => [each.subject, each]));
  const ids = new Map(people.map(({ subject }) => [subject, stored.get(subject)?.id ?? uuidv7()]));
  const listed = people.map((each) => compare(each, stored.get(each.subject), ids, tx.now, staleAfter));
  const gone = [...stored.values()].filter((each) => each.active && !ids.has(each.subject));
  return {
    added: listed.filter((each) => each.isNew).map((each) => each.row),
    changed: listed.filter((each) => !each.isNew && each.isChanged).map((each) => each.row),
    gone: gone.map((each) => each.id),
    locations: listed.flatMap((each) => each.locations),
    granted: listed.flatMap((each) => each.granted),
    revoked: listed.flatMap((each) => each.revoked),
    decided: [...listed.filter((each) => each.isDecided).map((each) => each.row), ...gone].map(
      ({ id }) => id,
    ),
    staleAfter,
  };
}

function storedPeople(tx: Transaction) {
  return tx.db.person.findMany({ include: { roles: true, locations: { where: { untilAt: null } } } });
}

function compare(
  each: DirectoryPerson,
  stored: Stored | undefined,
  ids: ReadonlyMap<string, string>,
  now: Date,
  staleAfter: number,
) {
  const row = rowOf(each, ids);
  const has = stored?.roles.map(({ role }) => role) ?? [];
  const roles = [...new Set<string>(each.roles)];
  const locations = locationChanges(row.id, each, stored, now, staleAfter);
  const isMoved = !stored?.active || stored.timeZone !== row.timeZone || locations.length > 0;
  return {
    row,
    isNew: !stored,
    isChanged: !stored?.active || FIELDS.some((field) => stored[field] !== row[field]),
    isDecided: stored !== undefined && isMoved,
    locations,
    granted: roles.filter((role) => !has.includes(role)).map((role) => ({ personId: row.id, role })),
    revoked: has.filter((role) => !roles.includes(role)).map((role) => ({ personId: row.id, role })),
  };
}

const FIELDS = ["email", "name", "title", "department", "timeZone", "managerId"] as const;

function rowOf(each: DirectoryPerson, ids: ReadonlyMap<string, string>): PersonRow {
  const { subject, email, name, title, department, timeZone, manager } = each;
  const id = ids.get(subject) ?? uuidv7();
  const managerId = manager === null ? null : (ids.get(manager) ?? null);
  return { id, subject, email, name, title, department, timeZone, managerId };
}

/**
 * To confirm a location is to decide about a person, and takes their lock. So it waits until a tenth of
 * the time is over for which the last confirmation holds: a daily import does not lock everyone daily.
 */
function locationChanges(
  personId: string,
  each: DirectoryPerson,
  stored: Stored | undefined,
  now: Date,
  staleAfter: number,
): LocationChange[] {
  return (["residence", "work"] as const).flatMap((kind) => {
    const current = stored?.locations.find((one) => one.kind === kind) ?? null;
    const workplaceId = (kind === "work" && each.workplace) || null;
    const change = { personId, kind, jurisdiction: each[kind], workplaceId, current };
    const isFresh = current && now.getTime() < current.confirmedAt.getTime() + staleAfter / 10;
    return isFresh && isWhereItWas(change) ? [] : [change];
  });
}
