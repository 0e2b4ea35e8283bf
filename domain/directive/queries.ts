import type { Interval } from "../../lib/interval.ts";
import { allowedIntervals, givenIntervals } from "../consent/rules.ts";
import type { ApplicationChoice, Choice } from "../consent/schema.ts";
import { type Computer, isSameComputer } from "../directory/rules/same-computer.ts";
import type { ExemptionFact } from "../exemption/schema.ts";
import {
  type GateProgramRow,
  type GateRow,
  gateFactsOf,
  type Query,
  type SharedGateFacts,
  sharedGateFacts,
} from "../notice/queries/load-gate.ts";
import { overtakenAt } from "../notice/rules.ts";
import { CATEGORIES, type Category } from "../notice/schema.ts";
import { PEOPLE_SQL, PROGRAM_SQL } from "./queries/facts-sql.ts";
import type { ApplicationFact, Facts, PersonFacts } from "./rules.ts";
import { type DirectiveApplication, directiveApplication, type Limits } from "./schema.ts";

/** What the program sets for every directive. */
export interface ProgramFacts {
  readonly leaseSeconds: number;
  readonly syncSeconds: number;
  readonly limits: Limits;
}

/** Everything that decides about one employee, as of one version of it. */
export interface KnownPerson {
  readonly version: string;
  readonly timeZone: string;
  readonly program: ProgramFacts;
  /** The facts of each device, unlinked ones too. */
  readonly devices: ReadonlyMap<string, Facts>;
  /** The wrapped data key; null before the first record. */
  readonly wrappedKey: Buffer | null;
}

interface ProgramRow extends GateProgramRow {
  lease_seconds: number;
  sync_seconds: number;
  bytes_per_day: number;
  min_battery_percent: number;
  defer_on_metered: boolean;
  captures_per_day: number;
  applications: {
    id: string;
    name: string;
    match: unknown;
    categories: Category[];
    from: number;
    to: number | null;
  }[];
}

interface PersonRow extends GateRow {
  person_id: string;
  version: string;
  active: boolean;
  time_zone: string;
  choices: (Omit<Choice, "boundUntil"> & { noticeId: string })[];
  switches: (Omit<ApplicationChoice, "boundUntil"> & { noticeId: string })[];
  pauses: Interval[];
  exemptions: (Interval & {
    categories: Category[] | null;
    applications: string[] | null;
    devices: string[] | null;
    hours: [number, number][] | null;
  })[];
  devices: DeviceRow[];
  erased_at: number | null;
  wrapped: Buffer | null;
}

interface DeviceRow extends Computer {
  id: string;
  from: number;
  to: number | null;
}

/**
 * The facts of these employees, those of them that the transaction may see. Reaches back far enough to
 * judge whatever an agent may still deliver.
 */
export async function loadPeople(
  query: Query,
  employeeIds: readonly string[],
): Promise<Map<string, KnownPerson>> {
  // People first: should the program change in between, their version is the older one, and is found out.
  const people = await query<PersonRow>("facts-of-people", PEOPLE_SQL, [employeeIds]);
  const [program] = await query<ProgramRow>("facts-of-program", PROGRAM_SQL, []);
  if (!program) throw new Error("the program is not set up");
  const shared = sharedFacts(program);
  return new Map(people.map((row) => [row.person_id, known(row, program, shared)]));
}

interface SharedFacts {
  readonly program: ProgramFacts;
  readonly gate: SharedGateFacts;
  readonly applications: readonly Omit<ApplicationFact, "allowed">[];
}

const applicationMatch = directiveApplication.shape.match;

function sharedFacts(row: ProgramRow): SharedFacts {
  return {
    program: {
      leaseSeconds: row.lease_seconds,
      syncSeconds: row.sync_seconds,
      limits: {
        bytesPerDay: row.bytes_per_day,
        minBatteryPercent: row.min_battery_percent,
        deferOnMetered: row.defer_on_metered,
        capturesPerDay: row.captures_per_day,
      },
    },
    gate: sharedGateFacts(row),
    applications: row.applications.map(({ id, name, match, categories, from, to }) => ({
      id,
      name,
      match: parseMatch(match),
      categories,
      approved: { from, to: to ?? Infinity },
    })),
  };
}

function parseMatch(match: unknown): DirectiveApplication["match"] {
  return applicationMatch.parse(match);
}

function known(row: PersonRow, program: ProgramRow, shared: SharedFacts): KnownPerson {
  const person = personFacts(row, program, shared);
  const devices = row.devices.map((device): [string, Facts] => [
    device.id,
    {
      ...person,
      exemptions: exemptionsOf(row, device),
      enrolled: { from: device.from, to: device.to ?? Infinity },
    },
  ]);
  return {
    version: row.version,
    timeZone: row.time_zone,
    program: shared.program,
    devices: new Map(devices),
    wrappedKey: row.wrapped,
  };
}

function personFacts(row: PersonRow, program: ProgramRow, shared: SharedFacts): PersonFacts {
  const boundUntil = (noticeId: string) => noticeEnd(program, noticeId);
  const bound = <T extends { noticeId: string }>({ noticeId, ...each }: T) => ({
    ...each,
    boundUntil: boundUntil(noticeId),
  });
  const choices = row.choices.map(bound);
  const switches = row.switches.map(bound);
  return {
    employed: row.active,
    gate: gateFactsOf(row, shared.gate),
    consents: consentsOf(choices),
    answered: choices.length > 0,
    applications: shared.applications.map((each) => ({
      ...each,
      allowed: allowedIntervals(switches, each.id),
    })),
    pauses: row.pauses,
    exemptions: exemptionsOf(row, null),
    erasedAt: row.erased_at,
  };
}

/**
 * Those that hold on one device, by whichever link they name the computer; of no device in particular, those that hold
 * on all.
 */
function exemptionsOf(row: PersonRow, device: DeviceRow | null): ExemptionFact[] {
  const { exemptions, time_zone } = row;
  const links = device ? row.devices.filter((each) => isSameComputer(each, device)) : [];
  return exemptions
    .filter(({ devices }) => devices === null || links.some(({ id }) => devices.includes(id)))
    .map(({ from, to, categories, applications, hours }) => ({
      from,
      to,
      categories: categories ?? [],
      applications: applications ?? [],
      week: hours && { hours, timeZone: time_zone },
    }));
}

function consentsOf(choices: readonly Choice[]): PersonFacts["consents"] {
  const [pointer, keyboard, screen, application] = CATEGORIES.map((each) => givenIntervals(choices, each));
  return {
    pointer: pointer ?? [],
    keyboard: keyboard ?? [],
    screen: screen ?? [],
    application: application ?? [],
  };
}

/** A notice that is not known binds nothing. */
function noticeEnd(program: ProgramRow, noticeId: string): number {
  const own = program.notices.find((each) => each.id === noticeId);
  if (!own) return 0;
  const line = program.notices.filter((each) => each.jurisdiction === own.jurisdiction);
  const versions = line.map(({ version, substance, at }) => ({
    version,
    substance,
    effectiveAt: new Date(at),
  }));
  return overtakenAt(versions, own.version);
}
