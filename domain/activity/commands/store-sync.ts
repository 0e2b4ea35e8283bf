import type pg from "pg";
import { batchKey, type PlannedBatch, type StoredSegment } from "./plan-sync.ts";

/** A device's word about itself. */
export interface Contact {
  readonly deviceId: string;
  readonly employeeId: string;
  readonly agentVersion: string;
  readonly label: string;
  readonly appliedEpoch: string | null;
  readonly appliedLabel: string;
  /** Milliseconds since the epoch. */
  readonly appliedAt: number | null;
  readonly batteryPercent: number | null;
  readonly rssMb: number;
}

const MEET = `
with asked as (
  select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::float8[],
      $8::smallint[], $9::integer[])
    as a (device_id, employee_id, agent_version, label, epoch, epoch_label, applied_ms, battery, rss)
), applied as (
  insert into directive_application (employee_id, device_id, applied_at, epoch, label)
  select a.employee_id, a.device_id, to_timestamp(a.applied_ms / 1000), a.epoch, a.epoch_label
  from asked a left join device_contact c on c.device_id = a.device_id
  where a.epoch is not null and c.applied_epoch is distinct from a.epoch
  on conflict do nothing
)
insert into device_contact as c (device_id, employee_id, contacted_at, agent_version, label, applied_epoch,
    applied_at, battery_percent, rss_mb)
select a.device_id, a.employee_id, sayso_now(), a.agent_version, a.label, a.epoch,
  to_timestamp(a.applied_ms / 1000), a.battery, a.rss from asked a
on conflict (device_id) do update set contacted_at = excluded.contacted_at,
  agent_version = excluded.agent_version, label = excluded.label, applied_epoch = excluded.applied_epoch,
  applied_at = excluded.applied_at, battery_percent = coalesce(excluded.battery_percent, c.battery_percent),
  rss_mb = case when excluded.rss_mb > 0 then excluded.rss_mb else c.rss_mb end`;

/**
 * A statement of its own: the one before waits for the device's other transactions, and sees nothing of
 * what they committed meanwhile.
 */
const TAKEN = `
select b.employee_id, b.batch_id from batch b
join unnest($1::uuid[], $2::uuid[]) as q (employee_id, batch_id) using (employee_id, batch_id)`;

/**
 * Writes down that these devices were here, which also makes the transactions of one device follow one
 * another, and returns which of the batches were taken before.
 */
export async function meet(
  client: pg.PoolClient,
  contacts: readonly Contact[],
  batches: readonly { employeeId: string; batchId: string }[],
): Promise<Set<string>> {
  // A device that came twice counts by its last word. Sorted, so that two transactions cannot wait for each other.
  const last = new Map(contacts.map((each) => [each.deviceId, each]));
  const sorted = [...last.values()].sort((a, b) => (a.deviceId < b.deviceId ? -1 : 1));
  const column = <K extends keyof Contact>(key: K) => sorted.map((each) => each[key]);
  await client.query({
    name: "meet-devices",
    text: MEET,
    values: [
      column("deviceId"),
      column("employeeId"),
      column("agentVersion"),
      column("label"),
      column("appliedEpoch"),
      column("appliedLabel"),
      column("appliedAt"),
      column("batteryPercent"),
      column("rssMb"),
    ],
  });
  if (batches.length === 0) return new Set();
  const { rows } = await client.query<{ employee_id: string; batch_id: string }>({
    name: "taken-batches",
    text: TAKEN,
    values: [batches.map((each) => each.employeeId), batches.map((each) => each.batchId)],
  });
  return new Set(rows.map((row) => batchKey(row.employee_id, row.batch_id)));
}

// Identifiers are sent once per batch and the sealed steps as one binary value: text arrays of them cost
// more than the insert itself.
const SEGMENTS = `
with new as (
  insert into segment (employee_id, started_at, device_id, ended_at, batch_id, application, moves, clicks, drags,
    scrolls, keys, shortcuts, steps, keyboard_steps, day)
  select ($1::uuid[])[s.b], 'epoch'::timestamptz + s.start * interval '100 milliseconds', ($2::uuid[])[s.b],
    'epoch'::timestamptz + (s.start + s.length) * interval '100 milliseconds', ($3::uuid[])[s.b], s.application,
    s.moves, s.clicks, s.drags, s.scrolls, s.keys, s.shortcuts, substr($4::bytea, s.at, s.size),
    case when s.keyboard > 0 then substr($4::bytea, s.at + s.size, s.keyboard) end, s.day
  from unnest($5::integer[], $6::bigint[], $7::integer[], $8::text[], $9::integer[], $10::integer[],
      $11::integer[], $12::integer[], $13::integer[], $14::integer[], $15::integer[], $16::integer[], $17::integer[],
      $18::date[])
    as s (b, start, length, application, moves, clicks, drags, scrolls, keys, shortcuts, at, size, keyboard, day)
  on conflict do nothing
  returning employee_id, batch_id
)
select employee_id, batch_id, count(*)::integer as stored from new group by 1, 2`;

/**
 * Stores the segments that are not there yet. Returns, for each batch of which some were, the starts
 * (tenths) of those that are now stored under it; a batch that is not in the answer was stored whole.
 */
export async function storeSegments(
  client: pg.PoolClient,
  planned: readonly PlannedBatch[],
): Promise<Map<string, Set<number>>> {
  const all = planned.flatMap((each, b) => each.segments.map((segment) => ({ segment, b: b + 1 })));
  if (all.length === 0) return new Map();
  let at = 1;
  const offsets = all.map(({ segment }) => {
    const start = at;
    at += segment.steps.length + keyboardLength(segment);
    return start;
  });
  const numbers = (pick: (each: (typeof all)[number]) => number) => `{${all.map(pick).join(",")}}`;
  const { rows } = await client.query<{ employee_id: string; batch_id: string; stored: number }>({
    name: "store-segments",
    text: SEGMENTS,
    values: [
      planned.map((each) => each.sender.employeeId),
      planned.map((each) => each.sender.deviceId),
      planned.map((each) => each.batch.id),
      Buffer.concat(
        all.flatMap(({ segment: { steps, keyboardSteps } }) =>
          keyboardSteps ? [steps, keyboardSteps] : [steps],
        ),
      ),
      numbers(({ b }) => b),
      numbers(({ segment }) => segment.from),
      numbers(({ segment }) => segment.length),
      all.map(({ segment }) => segment.application),
      numbers(({ segment }) => segment.moves),
      numbers(({ segment }) => segment.clicks),
      numbers(({ segment }) => segment.drags),
      numbers(({ segment }) => segment.scrolls),
      numbers(({ segment }) => segment.keys),
      numbers(({ segment }) => segment.shortcuts),
      `{${offsets.join(",")}}`,
      numbers(({ segment }) => segment.steps.length),
      numbers(({ segment }) => keyboardLength(segment)),
      `{${all.map(({ segment }) => segment.day).join(",")}}`,
    ],
  });
  const stored = new Map(rows.map((row) => [batchKey(row.employee_id, row.batch_id), row.stored]));
  const partly = planned.filter(
    (each) => (stored.get(batchKey(each.sender.employeeId, each.batch.id)) ?? 0) !== each.segments.length,
  );
  return startsOf(client, partly);
}

function keyboardLength({ keyboardSteps }: StoredSegment): number {
  return keyboardSteps?.length ?? 0;
}

async function startsOf(
  client: pg.PoolClient,
  partly: readonly PlannedBatch[],
): Promise<Map<string, Set<number>>> {
  const starts = new Map(
    partly.map((each) => [batchKey(each.sender.employeeId, each.batch.id), new Set<number>()]),
  );
  if (partly.length === 0) return starts;
  const all = partly.flatMap((each) => each.segments.map((segment) => ({ ...each, from: segment.from })));
  const { rows } = await client.query<{ employee_id: string; batch_id: string; start: string }>({
    name: "stored-segments",
    text: `select s.employee_id, s.batch_id, q.start from segment s
      join unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::bigint[]) as q (employee_id, device_id, batch_id, start)
        on s.employee_id = q.employee_id and s.device_id = q.device_id and s.batch_id = q.batch_id
          and s.started_at = 'epoch'::timestamptz + q.start * interval '100 milliseconds'`,
    values: [
      all.map((each) => each.sender.employeeId),
      all.map((each) => each.sender.deviceId),
      all.map((each) => each.batch.id),
      all.map((each) => each.from),
    ],
  });
  for (const row of rows) starts.get(batchKey(row.employee_id, row.batch_id))?.add(Number(row.start));
  return starts;
}
