import pg from "pg";
import { unwrapDataKey } from "../../../lib/crypto.ts";
import { ingest } from "../../../lib/db/ingest.ts";
import { announceArrival } from "../../../lib/events.ts";
import { microBatch } from "../../../lib/micro-batch.ts";
import { Refusal } from "../../../lib/refusal.ts";
import type { DeviceActor } from "../../actor/schema.ts";
import { type Instruction, instruct, standingAt } from "../../directive/commands.ts";
import { type KnownPerson, loadPeople, type Query } from "../../directive/queries.ts";
import type { BatchResult, SyncRequest } from "../schema.ts";
import { ensureDataKey } from "./ensure-data-key.ts";
import {
  type PlannedBatch,
  planBatch,
  resultOf,
  type Sender,
  untimely,
  withoutRecorded,
} from "./plan-sync.ts";
import { storeRest } from "./store-roll-ups.ts";
import { batchKey, type Contact, meet, storeSegments } from "./store-sync.ts";

interface Call {
  readonly actor: DeviceActor;
  readonly request: SyncRequest;
}

export interface SyncAnswer extends Instruction {
  /** Milliseconds since the epoch: the time by which everything was judged. */
  readonly serverTime: number;
  readonly results: readonly BatchResult[];
}

interface Outcome {
  readonly now: number;
  readonly person: KnownPerson;
  readonly sender: Sender;
  readonly results: readonly BatchResult[];
}

const inMicroBatches = microBatch(syncDevices, { size: 100, runs: 3, queue: 10_000, divisible: isOnesFault });

/**
 * The whole conversation of a device: what it recorded is cut to what was permitted and stored, each
 * batch once; what it may do now comes back. Answers only after the commit. Devices that come at the
 * same time share one transaction. Refuses (unauthenticated) a device that is no longer linked.
 */
export async function sync(actor: DeviceActor, request: SyncRequest): Promise<SyncAnswer> {
  const { now, person, sender, results } = await inMicroBatches({ actor, request });
  if (results.some((each) => each.stored > 0)) announceArrival(actor.id);
  const device = { id: actor.deviceId, facts: sender.facts, program: person.program };
  const instruction = await instruct(device, request.applied?.epoch ?? null, now);
  return { serverTime: now, results, ...instruction };
}

/** A rule that one of them broke, or a device that was unlinked just now; not a database that is gone. */
function isOnesFault(error: unknown): boolean {
  const broken = error instanceof pg.DatabaseError && /^(22|23|40)/.test(error.code ?? "");
  return broken || error instanceof Refusal;
}

/** What was known of people at a version; used only while the database still says the same version. */
const known = new Map<string, KnownPerson & { readonly dataKey: Buffer | null }>();
const KNOWN_MAX = 50_000;

async function syncDevices(calls: readonly Call[]): Promise<Outcome[]> {
  const people = [...new Set(calls.map((call) => call.actor.id))].sort();
  await getAcquainted(calls, people);
  return ingest(people, async (client) => {
    const now = await hold(client, people);
    const senders = calls.map((call) => senderOf(call));
    const met = await meet(client, contactsOf(calls, senders, now), batchesOf(calls));
    const { planned, results } = plan(calls, senders, met, now);
    const stored = await storeSegments(
      client,
      planned.filter(({ batch }) => batch.segments.length > 0),
    );
    const final = planned.map((each) => {
      const starts = stored.get(batchKey(each.sender.employeeId, each.batch.id));
      return starts ? withoutRecorded(each, starts) : each;
    });
    await storeRest(client, final);
    const outcomes = new Map(final.map((each) => [each.batch, resultOf(each)]));
    return calls.map(({ actor, request }, i): Outcome => {
      const person = known.get(actor.id);
      const sender = senders[i];
      if (!person || !sender) throw new Error("a device without an owner was let in");
      return {
        now,
        person,
        sender,
        results: request.batches.map((each) => results.get(each) ?? outcomes.get(each)) as BatchResult[],
      };
    });
  });
}

/** Loads whom nobody knows yet, and gives them a data key before their first record. */
async function getAcquainted(calls: readonly Call[], people: readonly string[]): Promise<void> {
  const strangers = people.filter((id) => !known.get(id)?.dataKey);
  if (strangers.length === 0) return;
  await ingest(strangers, (client) => load(client, strangers));
  for (const id of strangers) {
    if (known.get(id)?.dataKey) continue;
    const call = calls.find(({ actor }) => actor.id === id);
    if (call) await ensureDataKey(call.actor);
  }
  const keyless = strangers.filter((id) => !known.get(id)?.dataKey);
  if (keyless.length > 0) await ingest(keyless, (client) => load(client, keyless));
}

async function load(client: pg.PoolClient, people: readonly string[]): Promise<void> {
  const query: Query = async <Row extends object>(name: string, text: string, values: readonly unknown[]) =>
    (await client.query<Row & pg.QueryResultRow>({ name, text, values: [...values] })).rows;
  const loaded = await loadPeople(query, people);
  for (const [id, person] of loaded) {
    known.delete(id);
    known.set(id, { ...person, dataKey: person.wrappedKey && unwrapDataKey(id, person.wrappedKey) });
  }
  for (const oldest of known.keys()) {
    if (known.size <= KNOWN_MAX) break;
    known.delete(oldest);
  }
}

/**
 * Keeps every change of a decision out until the commit, then looks whether one was there first.
 * Returns the time: whatever changes from here on is dated after it.
 */
async function hold(client: pg.PoolClient, people: readonly string[]): Promise<number> {
  const { rows } = await client.query<{ person_id: string; version: string; now: Date }>({
    name: "hold-versions",
    text: "select person_id, version::text as version, sayso_now() as now from hold_versions($1)",
    values: [people],
  });
  const changed = rows.filter((row) => known.get(row.person_id)?.version !== row.version);
  if (changed.length > 0)
    await load(
      client,
      changed.map((row) => row.person_id),
    );
  const [first] = rows;
  if (!first) throw new Error("none of these people is known");
  return first.now.getTime();
}

function senderOf({ actor }: Call): Sender {
  const person = known.get(actor.id);
  const facts = person?.devices.get(actor.deviceId);
  if (!person || !facts || facts.enrolled.to !== Infinity || !facts.employed) {
    throw new Refusal("unauthenticated", "device-revoked", "This computer is no longer linked.");
  }
  if (!person.dataKey) throw new Error("there is no key to seal this person's records with");
  return {
    employeeId: actor.id,
    deviceId: actor.deviceId,
    facts,
    timeZone: person.timeZone,
    dataKey: person.dataKey,
  };
}

function contactsOf(calls: readonly Call[], senders: readonly Sender[], now: number): Contact[] {
  return calls.flatMap(({ actor, request }, i): Contact[] => {
    const facts = senders[i]?.facts;
    const person = known.get(actor.id);
    if (!facts || !person) return [];
    const { epoch, document } = standingAt(facts, person.program, now);
    const applied = request.applied;
    const usage = request.batches.at(-1)?.usage;
    return [
      {
        deviceId: actor.deviceId,
        employeeId: actor.id,
        agentVersion: request.agent.version,
        label: request.label,
        appliedEpoch: applied?.epoch ?? null,
        appliedLabel: applied?.epoch === epoch ? document.label : request.label,
        appliedAt: applied ? credible(applied.at, facts.pauses, now) : null,
        batteryPercent: usage?.batteryPercent ?? null,
        rssMb: usage?.rssMb ?? 0,
      },
    ];
  });
}

/** A device's idea of our time is a little off: what it applied cannot be older than what there was to apply. */
function credible(at: number, pauses: readonly { from: number; to: number }[], now: number): number {
  const edges = pauses
    .flatMap(({ from, to }) => [from, to])
    .filter((edge) => edge <= now && at < edge && edge - at < 5_000);
  return Math.min(Math.max(at, ...edges), now);
}

function batchesOf(calls: readonly Call[]): { employeeId: string; batchId: string }[] {
  return calls.flatMap(({ actor, request }) =>
    request.batches.map((batch) => ({ employeeId: actor.id, batchId: batch.id })),
  );
}

/** What each batch that is new adds; those that are not, and those out of time, are answered at once. */
function plan(calls: readonly Call[], senders: readonly Sender[], met: ReadonlySet<string>, now: number) {
  const taken = new Set(met);
  const planned: PlannedBatch[] = [];
  const results = new Map<object, BatchResult>();
  for (const [i, { request }] of calls.entries()) {
    const sender = senders[i];
    if (!sender) continue;
    for (const batch of request.batches) {
      const key = batchKey(sender.employeeId, batch.id);
      const late = untimely(batch, now);
      if (late) results.set(batch, late);
      else if (taken.has(key))
        results.set(batch, { id: batch.id, status: "duplicate", stored: 0, discarded: [] });
      else planned.push(planBatch(sender, batch, now));
      taken.add(key);
    }
  }
  return { planned, results };
}
