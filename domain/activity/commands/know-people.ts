import type pg from "pg";
import { unwrapDataKey } from "../../../lib/crypto.ts";
import { ingest } from "../../../lib/db/ingest.ts";
import { watchChanges } from "../../../lib/events.ts";
import { Refusal } from "../../../lib/refusal.ts";
import type { DeviceActor } from "../../actor/schema.ts";
import { type KnownPerson, loadPeople, type ProgramFacts } from "../../directive/queries.ts";
import type { Query } from "../../notice/queries/load-gate.ts";
import { ensureDataKey } from "./ensure-data-key.ts";
import type { Sender } from "./plan-sync.ts";

/** An employee as of one version, and the key that their records are sealed with. */
export interface Acquaintance extends KnownPerson {
  readonly dataKey: Buffer | null;
}

/** What was known of people when it was last read; used only while the database still says the same version. */
const known = new Map<string, Acquaintance>();
const KNOWN_MAX = 50_000;

/**
 * What changed is of no use any more, and the key may have been destroyed: it is not to live on here until that
 * person's devices come again.
 */
function forget(personId: string | null): void {
  if (personId === null) known.clear();
  else known.delete(personId);
}

/** Reads about whom nobody knows yet, and gives them a data key before their first record. */
export async function getAcquainted(actors: readonly DeviceActor[]): Promise<void> {
  watchChanges(forget);
  const strangers = actors.filter(({ id }) => !known.get(id)?.dataKey);
  if (strangers.length === 0) return;
  // From what was read, and not from what is remembered: a change may have made us forget it already.
  const read = await remember(strangers);
  const keyless = strangers.filter(({ id }) => read.get(id)?.dataKey === null);
  if (keyless.length === 0) return;
  for (const actor of keyless) await ensureDataKey(actor);
  await remember(keyless);
}

/**
 * Who sends, and what decides about them. Refuses (unauthenticated) a device that is no longer linked: it may have been
 * unlinked since it was let in.
 */
export function senderOf(
  { id, deviceId }: DeviceActor,
  people: ReadonlyMap<string, Acquaintance>,
): { sender: Sender; program: ProgramFacts } {
  const person = people.get(id);
  const facts = person?.devices.get(deviceId);
  if (!person || !facts || facts.enrolled.to !== Infinity || !facts.employed) {
    throw new Refusal("unauthenticated", "device-revoked", "This computer is no longer linked.");
  }
  const { program, timeZone, dataKey } = person;
  if (!dataKey) throw new Error("there is no key to seal this person's records with");
  return { sender: { employeeId: id, deviceId, facts, timeZone, dataKey, terms: null }, program };
}

function remember(actors: readonly DeviceActor[]): Promise<Map<string, Acquaintance>> {
  const ids = [...new Set(actors.map(({ id }) => id))];
  return ingest(ids, (client) => load(client, ids));
}

/**
 * Keeps every change of a decision about these people out until the transaction ends, then looks whether
 * one was there first. `now` is the time to judge by: whatever changes from here on is dated after it.
 */
export async function holdPeople(
  client: pg.PoolClient,
  ids: readonly string[],
): Promise<{ now: number; people: ReadonlyMap<string, Acquaintance> }> {
  const { rows } = await client.query<{ person_id: string; version: string; now: Date }>({
    name: "hold-versions",
    text: "select person_id, version::text as version, sayso_now() as now from hold_versions($1)",
    values: [ids],
  });
  const [first] = rows;
  if (!first) throw new Error("none of these people is known");
  const people = new Map<string, Acquaintance>();
  for (const { person_id, version } of rows) {
    const person = known.get(person_id);
    if (person?.version === version && person.dataKey) people.set(person_id, person);
  }
  const changed = rows.map((row) => row.person_id).filter((id) => !people.has(id));
  if (changed.length > 0) for (const [id, person] of await load(client, changed)) people.set(id, person);
  return { now: first.now.getTime(), people };
}

/** What was read before somebody else here made the key, and came later, does not take it away again. */
function keyOf(id: string, { version, wrappedKey }: KnownPerson): Buffer | null {
  if (wrappedKey) return unwrapDataKey(id, wrappedKey);
  const before = known.get(id);
  return before?.version === version ? before.dataKey : null;
}

async function load(client: pg.PoolClient, ids: readonly string[]): Promise<Map<string, Acquaintance>> {
  const query: Query = async <Row extends object>(name: string, text: string, values: readonly unknown[]) =>
    (await client.query<Row & pg.QueryResultRow>({ name, text, values: [...values] })).rows;
  const loaded = new Map<string, Acquaintance>();
  for (const [id, person] of await loadPeople(query, ids)) {
    const acquaintance = { ...person, dataKey: keyOf(id, person) };
    loaded.set(id, acquaintance);
    // Last in the order of insertion, which is the order of forgetting.
    known.delete(id);
    known.set(id, acquaintance);
  }
  for (const oldest of known.keys()) {
    if (known.size <= KNOWN_MAX) break;
    known.delete(oldest);
  }
  return loaded;
}
