import type pg from "pg";
import { ingest } from "../../../lib/db/ingest.ts";
import { isOfTheStatement } from "../../../lib/db/violation.ts";
import { announceArrival } from "../../../lib/events.ts";
import { microBatch } from "../../../lib/micro-batch.ts";
import { Refusal } from "../../../lib/refusal.ts";
import type { DeviceActor } from "../../actor/schema.ts";
import { type Instructed, type Instruction, instruct, standingAt } from "../../directive/commands.ts";
import type { ProgramFacts } from "../../directive/queries.ts";
import type { Facts } from "../../directive/rules.ts";
import type { Query } from "../../notice/queries/load-gate.ts";
import { loadRetentionTerms } from "../queries/retention-terms.ts";
import { isSurelyKept } from "../rules/retention.ts";
import { HORIZON_MS } from "../rules.ts";
import type { BatchResult, SyncRequest } from "../schema.ts";
import { type Acquaintance, getAcquainted, holdPeople, senderOf } from "./know-people.ts";
import {
  batchKey,
  type PlannedBatch,
  planBatch,
  resultOf,
  type Sender,
  untimely,
  withoutRecorded,
} from "./plan-sync.ts";
import { storeRest } from "./store-roll-ups.ts";
import { type Contact, meet, storeSegments } from "./store-sync.ts";

interface Call {
  readonly actor: DeviceActor;
  readonly request: SyncRequest;
}

/** A call, and what is known of whom it comes from. */
interface Visit {
  readonly request: SyncRequest;
  readonly sender: Sender;
  readonly program: ProgramFacts;
}

interface Outcome {
  readonly now: number;
  readonly visit: Visit;
  readonly results: readonly BatchResult[];
}

export interface SyncAnswer extends Instruction {
  /** Milliseconds since the epoch: the time by which everything was judged. */
  readonly serverTime: number;
  readonly results: readonly BatchResult[];
}

const inMicroBatches = microBatch(syncDevices, {
  size: 100,
  runs: 3,
  queue: 10_000,
  divisible: isOnesFault,
});

/**
 * The whole conversation of a device: what it recorded is cut to what was permitted and stored, each
 * batch once; what it may do now comes back. Answers only after the commit. Devices that come at the
 * same time share one transaction. Refuses (unauthenticated) a device that is no longer linked.
 */
export async function sync(actor: DeviceActor, request: SyncRequest): Promise<SyncAnswer> {
  const { now, visit, results } = await inMicroBatches({ actor, request });
  // Also without records: pages show what the device does now, and that it applied its directive.
  announceArrival(actor.id);
  const device = { id: actor.deviceId, ...instructed(visit) };
  const instruction = await instruct(device, request.applied?.epoch ?? null, now);
  return { serverTime: now, results, ...instruction };
}

function instructed({ sender: { facts }, program, request }: Visit): Instructed {
  return { facts, program, agentVersion: request.agent.version };
}

/** A rule that one of them broke, or a device that was unlinked just now; not a database that is gone. */
function isOnesFault(error: unknown): boolean {
  return error instanceof Refusal || isOfTheStatement(error);
}

async function syncDevices(calls: readonly Call[]): Promise<Outcome[]> {
  await getAcquainted(calls.map(({ actor }) => actor));
  const ids = [...new Set(calls.map(({ actor }) => actor.id))].sort();
  return ingest(ids, async (client) => {
    const { now, people } = await holdPeople(client, ids);
    const visits = await withTerms(
      client,
      calls.map((call) => visitOf(call, people)),
      now,
    );
    const taken = await meet(client, contactsOf(visits, now), batchesOf(visits));
    const answers = answersTo(visits, taken, now);
    const planned = answers.flat().flatMap((each) => ("sender" in each ? [each] : []));
    const partly = await storeSegments(client, planned);
    const stored = new Map(planned.map((each) => [each, withoutRecorded(each, partly)]));
    await storeRest(client, [...stored.values()]);
    return visits.map((visit, i) => {
      const own = answers[i] ?? [];
      return {
        now,
        visit,
        results: own.map((each) =>
          "sender" in each ? resultOf(stored.get(each) ?? each, visit.request.agent.version) : each,
        ),
      };
    });
  });
}

function visitOf({ actor, request }: Call, people: ReadonlyMap<string, Acquaintance>): Visit {
  return { request, ...senderOf(actor, people) };
}

/** Looks up for how long records are kept of those who send some that are a day old: few do. */
async function withTerms(client: pg.PoolClient, visits: Visit[], now: number): Promise<Visit[]> {
  const sent = visits.flatMap(({ request, sender }) =>
    request.batches.flatMap(({ segments }) =>
      segments.map(({ from }) => ({ who: sender.employeeId, at: from * 100 })),
    ),
  );
  const late = sent.filter(({ at }) => !isSurelyKept(at, now));
  if (late.length === 0) return visits;
  const query: Query = async <Row extends object>(name: string, text: string, values: readonly unknown[]) =>
    (await client.query<Row & pg.QueryResultRow>({ name, text, values: [...values] })).rows;
  const terms = await loadRetentionTerms(query, [...new Set(late.map(({ who }) => who))], {
    from: now - HORIZON_MS,
    to: now,
  });
  return visits.map((visit) => ({
    ...visit,
    sender: { ...visit.sender, terms: terms.get(visit.sender.employeeId) ?? null },
  }));
}

function contactsOf(visits: readonly Visit[], now: number): Contact[] {
  return visits.map((visit): Contact => {
    const { request, sender } = visit;
    const { epoch, document } = standingAt(instructed(visit), now);
    const { applied } = request;
    const usage = request.batches.at(-1)?.usage;
    return {
      deviceId: sender.deviceId,
      employeeId: sender.employeeId,
      agentVersion: request.agent.version,
      label: request.label,
      appliedEpoch: applied?.epoch ?? null,
      appliedLabel: applied?.epoch === epoch ? document.label : request.label,
      appliedAt: applied ? credible(applied.at, sender.facts, now) : null,
      batteryPercent: usage?.batteryPercent ?? null,
      rssMb: usage?.rssMb ?? 0,
    };
  });
}

/** How wrong a device's idea of our time may be before we stop explaining it away. */
const SKEW_MS = 5_000;

/**
 * A device's idea of our time is a little off: what it applied cannot be older than what there was to apply. Since
 * when it did so is not known any more where its person erased that.
 */
function credible(at: number, { pauses, erasedAt }: Facts, now: number): number {
  const missed = pauses
    .flatMap(({ from, to }) => [from, to])
    .filter((edge) => edge <= now && at < edge && edge - at < SKEW_MS);
  return Math.min(Math.max(at, erasedAt ?? at, ...missed), now);
}

function batchesOf(visits: readonly Visit[]): { employeeId: string; batchId: string }[] {
  return visits.flatMap(({ request, sender }) =>
    request.batches.map(({ id }) => ({ employeeId: sender.employeeId, batchId: id })),
  );
}

/** For each batch of each visit: what it adds when it is new, else the answer to it. */
function answersTo(
  visits: readonly Visit[],
  before: ReadonlySet<string>,
  now: number,
): (PlannedBatch | BatchResult)[][] {
  const taken = new Set(before);
  return visits.map(({ request, sender }) =>
    request.batches.map((batch) => {
      const refused = untimely(batch, now);
      if (refused) return refused;
      const key = batchKey(sender.employeeId, batch.id);
      if (taken.has(key)) return { id: batch.id, status: "duplicate", stored: 0, discarded: [] };
      taken.add(key);
      return planBatch(sender, batch, now);
    }),
  );
}
