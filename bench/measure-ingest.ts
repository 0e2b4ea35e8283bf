import pg from "pg";
import { drive } from "./load.ts";
import { syncRequest } from "./measure-sync.ts";
import { median } from "./median.ts";
import type { Inhabitant } from "./population.ts";
import { batchOf } from "./recording.ts";
import type { Running } from "./servers.ts";

const ROUNDS = 3;
const DEVICES = 100;
const WARM_UP = 1;
const MEASURED = 6;
const PER_BATCH = 50;
const CONNECTIONS = 8;
const FIRST_MINUTE = Math.floor(Date.now() / 60_000) - 6 * 1440;

const COLUMNS = [
  ["employee_id", "uuid"],
  ["started_at", "timestamptz"],
  ["device_id", "uuid"],
  ["ended_at", "timestamptz"],
  ["batch_id", "uuid"],
  ["application", "text"],
  ["moves", "integer"],
  ["clicks", "integer"],
  ["drags", "integer"],
  ["scrolls", "integer"],
  ["keys", "integer"],
  ["shortcuts", "integer"],
  ["steps", "bytea"],
] as const;

/**
 * Batches of 50 segments through the agents' door, with all that it does, against the very same rows by
 * bare multi-row inserts (`unnest`, 8 connections) into a table of the same shape, key and durability.
 */
export async function measureIngest(door: Running, people: readonly Inhabitant[], ownerUrl: string) {
  const owner = new pg.Pool({ connectionString: ownerUrl, max: CONNECTIONS });
  const through: number[] = [];
  const bare: number[] = [];
  try {
    let minute = FIRST_MINUTE;
    for (let round = 0; round < ROUNDS; round++) {
      const count = WARM_UP + MEASURED;
      const lanes = people
        .slice(0, DEVICES)
        .map(({ device }) =>
          Array.from({ length: count }, (_, i) =>
            syncRequest(device, { batches: [batchOf(PER_BATCH, minute + i * PER_BATCH)] }),
          ),
        );
      await drive(
        door.port,
        lanes.map((lane) => lane.slice(0, WARM_UP)),
      );
      const before = await stored(owner);
      const { seconds, answers, statuses } = await drive(
        door.port,
        lanes.map((lane) => lane.slice(WARM_UP)),
      );
      const segments = (await stored(owner)) - before;
      if (segments !== answers * PER_BATCH) {
        throw new Error(
          `${segments} of ${answers * PER_BATCH} segments were stored (${JSON.stringify([...statuses])})`,
        );
      }
      through.push(segments / seconds);
      bare.push(await insertBare(owner, minute + PER_BATCH * WARM_UP, minute + PER_BATCH * count));
      minute += count * PER_BATCH;
    }
  } finally {
    await owner.end();
  }
  const ratio = median(through.map((each, i) => each / (bare[i] ?? Number.NaN)));
  return { name: "ingest", segmentsPerSecond: median(through), bareSegmentsPerSecond: median(bare), ratio };
}

async function stored(owner: pg.Pool): Promise<number> {
  const { rows } = await owner.query<{ count: number }>("select count(*)::integer as count from segment");
  return rows[0]?.count ?? 0;
}

/** The rows that were just stored, inserted again: 50 a statement, each column an array. */
async function insertBare(owner: pg.Pool, fromMinute: number, toMinute: number): Promise<number> {
  const { rows } = await owner.query<Record<string, unknown>>(
    "select * from segment where started_at >= to_timestamp($1 * 60) and started_at < to_timestamp($2 * 60)",
    [fromMinute, toMinute],
  );
  await owner.query(
    "drop table if exists bare_segment; create table bare_segment (like segment including all)",
  );
  const statements: unknown[][] = [];
  for (let i = 0; i < rows.length; i += PER_BATCH) {
    const some = rows.slice(i, i + PER_BATCH);
    statements.push(COLUMNS.map(([name]) => some.map((row) => row[name])));
  }
  const types = COLUMNS.map(([, type], i) => `$${i + 1}::${type}[]`).join(", ");
  const text = `insert into bare_segment select * from unnest(${types})`;
  let next = 0;
  const start = performance.now();
  const work = async () => {
    for (let values = statements[next++]; values; values = statements[next++]) {
      await owner.query({ name: "bare-insert", text, values });
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, work));
  const seconds = (performance.now() - start) / 1000;
  await owner.query("drop table bare_segment");
  return rows.length / seconds;
}
