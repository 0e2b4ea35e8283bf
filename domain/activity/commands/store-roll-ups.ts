import type pg from "pg";
import type { PlannedBatch } from "./plan-sync.ts";

const REST = `
with taken as (
  insert into batch (employee_id, batch_id, device_id, received_at, stored, discarded)
  select e, b, d, sayso_now(), s, g
  from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::integer[], $5::integer[]) as t (e, b, d, s, g)
), days as (
  insert into activity_day as a (employee_id, day, device_id, application, segments, tenths, moves, clicks, drags,
    scrolls, keys, shortcuts, bytes)
  select * from unnest($6::uuid[], $7::date[], $8::uuid[], $9::text[], $10::integer[], $11::integer[],
    $12::bigint[], $13::bigint[], $14::bigint[], $15::bigint[], $16::bigint[], $17::bigint[], $18::bigint[])
  on conflict (employee_id, day, device_id, application) do update set segments = a.segments + excluded.segments,
    tenths = a.tenths + excluded.tenths, moves = a.moves + excluded.moves, clicks = a.clicks + excluded.clicks,
    drags = a.drags + excluded.drags, scrolls = a.scrolls + excluded.scrolls, keys = a.keys + excluded.keys,
    shortcuts = a.shortcuts + excluded.shortcuts, bytes = a.bytes + excluded.bytes
), discards as (
  insert into discard_day as a (employee_id, day, device_id, reason, times, steps, tenths)
  select * from unnest($19::uuid[], $20::date[], $21::uuid[], $22::text[], $23::integer[], $24::bigint[], $25::bigint[])
  on conflict (employee_id, day, device_id, reason) do update set times = a.times + excluded.times,
    steps = a.steps + excluded.steps, tenths = a.tenths + excluded.tenths
), hours as (
  insert into coverage_hour as a (employee_id, hour, device_id, labels)
  select e, to_timestamp(h), d, substr($29::bytea, (60 * (n - 1) + 1)::integer, 60)
  from unnest($26::uuid[], $27::float8[], $28::uuid[]) with ordinality as t (e, h, d, n)
  on conflict (employee_id, hour, device_id) do update set labels = lay_over(a.labels, excluded.labels)
)
insert into usage_day as a (employee_id, day, device_id, heartbeats, cpu_ms, rss_mb, bytes_sent, bytes_received,
  battery_low, dropped_segments)
select * from unnest($30::uuid[], $31::date[], $32::uuid[], $33::integer[], $34::bigint[], $35::integer[],
  $36::bigint[], $37::bigint[], $38::smallint[], $39::bigint[])
on conflict (employee_id, day, device_id) do update set heartbeats = a.heartbeats + excluded.heartbeats,
  cpu_ms = a.cpu_ms + excluded.cpu_ms, rss_mb = greatest(a.rss_mb, excluded.rss_mb),
  bytes_sent = a.bytes_sent + excluded.bytes_sent, bytes_received = a.bytes_received + excluded.bytes_received,
  battery_low = least(a.battery_low, excluded.battery_low),
  dropped_segments = a.dropped_segments + excluded.dropped_segments`;

/**
 * Stores the batches themselves and what they add to the day: totals per application, what was discarded
 * and why, the minutes' labels, and what the agent cost. A batch that another transaction took in the
 * meantime breaks the key, and with it the transaction.
 */
export async function storeRest(client: pg.PoolClient, planned: readonly PlannedBatch[]): Promise<void> {
  if (planned.length === 0) return;
  await client.query({
    name: "store-rest",
    text: REST,
    values: [
      ...batchColumns(planned),
      ...columns(daySums(planned), 13),
      ...columns(discardSums(planned), 7),
      ...hourColumns(planned),
      ...columns(usageSums(planned), 10),
    ],
  });
}

type Value = string | number | null;
type Sums = readonly Value[][];

/** Rows to columns, for `unnest`. */
function columns(rows: Sums, width: number): Value[][] {
  return Array.from({ length: width }, (_, i) => rows.map((row) => row[i] ?? null));
}

function batchColumns(planned: readonly PlannedBatch[]): Value[][] {
  const rows = planned.map(({ sender, batch, segments, discards }): Value[] => [
    sender.employeeId,
    batch.id,
    sender.deviceId,
    segments.length,
    discards.reduce((sum, each) => sum + each.steps, 0),
  ]);
  return columns(rows, 5);
}

/** Groups by the first `keys` values and adds up the others, in the order of the keys: one row per key. */
class Sum {
  readonly #keys: number;
  readonly #rows = new Map<string, Value[]>();

  constructor(keys: number) {
    this.#keys = keys;
  }

  add(key: readonly Value[], values: readonly number[]): void {
    const name = key.join(" ");
    const row = this.#rows.get(name);
    if (!row) this.#rows.set(name, [...key, ...values]);
    else for (const [i, value] of values.entries()) row[this.#keys + i] = Number(row[this.#keys + i]) + value;
  }

  list(): Sums {
    return [...this.#rows.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
  }
}

function daySums(planned: readonly PlannedBatch[]): Sums {
  const sums = new Sum(4);
  for (const { sender, segments } of planned) {
    for (const each of segments) {
      sums.add(
        [sender.employeeId, each.day, sender.deviceId, each.application ?? ""],
        [
          1,
          each.length,
          each.moves,
          each.clicks,
          each.drags,
          each.scrolls,
          each.keys,
          each.shortcuts,
          each.steps.length + (each.keyboardSteps?.length ?? 0),
        ],
      );
    }
  }
  return sums.list();
}

function discardSums(planned: readonly PlannedBatch[]): Sums {
  const sums = new Sum(4);
  for (const { sender, discards } of planned) {
    for (const { day, reason, steps, tenths } of discards) {
      sums.add([sender.employeeId, day, sender.deviceId, reason], [1, steps, tenths]);
    }
  }
  return sums.list();
}

function hourColumns(planned: readonly PlannedBatch[]): (Value[] | Buffer)[] {
  const hours = new Map<string, { employeeId: string; hour: number; deviceId: string; labels: Buffer }>();
  for (const { sender, coverage } of planned) {
    const { employeeId, deviceId } = sender;
    for (const [hour, labels] of coverage) {
      const key = `${employeeId} ${hour} ${deviceId}`;
      const there = hours.get(key);
      if (there) for (const [i, byte] of labels.entries()) there.labels[i] = byte || (there.labels[i] ?? 0);
      else hours.set(key, { employeeId, hour, deviceId, labels: Buffer.from(labels) });
    }
  }
  const sorted = [...hours.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each);
  return [
    sorted.map((each) => each.employeeId),
    sorted.map((each) => each.hour / 1000),
    sorted.map((each) => each.deviceId),
    Buffer.concat(sorted.map((each) => each.labels)),
  ];
}

function usageSums(planned: readonly PlannedBatch[]): Sums {
  const rows = new Map<string, Value[]>();
  for (const { sender, day, batch } of planned) {
    if (day === null) continue;
    const { usage } = batch;
    const key = [sender.employeeId, day, sender.deviceId];
    const row = rows.get(key.join(" ")) ?? [...key, 0, 0, 0, 0, 0, null, 0];
    rows.set(key.join(" "), row);
    const [, , , heartbeats, cpuMs, rssMb, sent, received, battery, dropped] = row;
    row[3] = Number(heartbeats) + 1;
    row[4] = Number(cpuMs) + usage.cpuMs;
    row[5] = Math.max(Number(rssMb), usage.rssMb);
    row[6] = Number(sent) + usage.bytesSent;
    row[7] = Number(received) + usage.bytesReceived;
    row[8] =
      usage.batteryPercent === null
        ? (battery ?? null)
        : Math.min(Number(battery ?? 100), usage.batteryPercent);
    row[9] = Number(dropped) + usage.droppedSegments;
  }
  return [...rows.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}
