import { dayBounds } from "../../../lib/day.ts";
import type { Reader } from "../../../lib/db/reader.ts";
import type { Counts } from "../rules/counts.ts";
import type { Cost, Discarded, Recorded } from "../rules/my-data.ts";
import { UNNAMED, UNNAMED_ID } from "../rules/record-search.ts";
import { discardReason } from "../schema.ts";

/** Days (YYYY-MM-DD), both included. */
interface Days {
  readonly from: string;
  readonly to: string;
}
type Names = ReadonlyMap<string, string>;

/** The name of every application that was ever approved, by its id. */
export async function readApplicationNames(db: Reader): Promise<Map<string, string>> {
  return new Map((await db.approvedApplication.findMany()).map(({ id, name }) => [id, name]));
}

interface TotalRow extends Counts {
  readonly application: string;
  readonly device_id: string;
  readonly tenths: number;
  readonly segments: number;
}

export interface Totals {
  readonly applications: readonly Recorded[];
  readonly computers: readonly Recorded[];
  readonly recorded: { readonly tenths: number; readonly segments: number };
  readonly counts: Counts;
}

/** What is stored of some days, by application and by computer, longest first. */
export async function readTotals(
  db: Reader,
  employeeId: string,
  days: Days,
  names: { readonly applications: Names; readonly computers: Names },
): Promise<Totals> {
  const rows = await db.$queryRaw<TotalRow[]>`
    select application, device_id, sum(tenths)::float8 as tenths, sum(segments)::float8 as segments,
      sum(moves)::float8 as moves, sum(clicks)::float8 as clicks, sum(drags)::float8 as drags,
      sum(scrolls)::float8 as scrolls, sum(keys)::float8 as keys, sum(shortcuts)::float8 as shortcuts
    from activity_day
    where employee_id = ${employeeId}::uuid and day between ${days.from}::date and ${days.to}::date
    group by application, device_id`;
  const sum = (of: (row: TotalRow) => number) => rows.reduce((all, row) => all + of(row), 0);
  return {
    applications: grouped(rows, ({ application }) =>
      application === ""
        ? { id: UNNAMED_ID, name: UNNAMED }
        : { id: application, name: names.applications.get(application) ?? application },
    ),
    computers: grouped(rows, ({ device_id }) => ({
      id: device_id,
      name: names.computers.get(device_id) ?? device_id,
    })),
    recorded: { tenths: sum((row) => row.tenths), segments: sum((row) => row.segments) },
    counts: {
      moves: sum((row) => row.moves),
      clicks: sum((row) => row.clicks),
      drags: sum((row) => row.drags),
      scrolls: sum((row) => row.scrolls),
      keys: sum((row) => row.keys),
      shortcuts: sum((row) => row.shortcuts),
    },
  };
}

function grouped(rows: readonly TotalRow[], by: (row: TotalRow) => { id: string; name: string }): Recorded[] {
  const sums = new Map<string, Recorded>();
  for (const row of rows) {
    const { id, name } = by(row);
    const sum = sums.get(id);
    const tenths = (sum?.tenths ?? 0) + row.tenths;
    sums.set(id, { id, name, tenths, segments: (sum?.segments ?? 0) + row.segments });
  }
  return [...sums.values()].sort((a, b) => b.tenths - a.tenths);
}

/** What arrived on some days and was not kept, by reason, the most frequent first. */
export async function readDiscards(db: Reader, employeeId: string, days: Days): Promise<Discarded[]> {
  const rows = await db.$queryRaw<(Omit<Discarded, "reason"> & { reason: string })[]>`
    select reason, sum(times)::float8 as times, sum(steps)::float8 as steps, sum(tenths)::float8 as tenths,
      sum(captures)::float8 as captures
    from discard_day
    where employee_id = ${employeeId}::uuid and day between ${days.from}::date and ${days.to}::date
    group by reason order by times desc, reason`;
  return rows.map((row) => ({ ...row, reason: discardReason.parse(row.reason) }));
}

/** What the agent cost each computer on some days. */
export async function readCosts(
  db: Reader,
  employeeId: string,
  days: Days,
  computers: Names,
): Promise<Cost[]> {
  const rows = await db.$queryRaw<Omit<Cost, "name">[]>`
    select device_id as id, sum(bytes_sent)::float8 as "bytesSent", sum(bytes_received)::float8 as "bytesReceived",
      sum(cpu_ms)::float8 as "cpuMs", min(battery_low)::integer as "batteryLow",
      sum(dropped_segments)::float8 as "droppedSegments"
    from usage_day
    where employee_id = ${employeeId}::uuid and day between ${days.from}::date and ${days.to}::date
    group by device_id`;
  return rows
    .map((row) => ({ ...row, name: computers.get(row.id) ?? row.id }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The furthest that a day of anywhere begins before, or ends after, the same day of the world's clock. */
const ZONES_MS = 14 * 3_600_000;

/** How many screen pictures are stored of some days: by the key, whose other columns leave out weeks without any. */
export async function countPictures(db: Reader, employeeId: string, { from, to }: Days): Promise<number> {
  return db.capture.count({
    where: {
      employeeId,
      takenAt: {
        gte: new Date(dayBounds("UTC", from).from - ZONES_MS),
        lt: new Date(dayBounds("UTC", to).to + ZONES_MS),
      },
      day: { gte: new Date(from), lte: new Date(to) },
    },
  });
}
