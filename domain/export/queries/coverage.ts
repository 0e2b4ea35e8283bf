import { read } from "../../../lib/db/reader.ts";
import { HOUR_MS, MINUTE_MS } from "../../activity/rules/coverage.ts";
import { type DayRun, dayRuns } from "../../activity/rules/day-runs.ts";
import type { ExportActor } from "../../actor/schema.ts";
import { type CoverageLabel, coverageLabel } from "../../directive/schema.ts";

/** Whole minutes of one computer that share a label. Times in milliseconds. */
export interface CoverageRun {
  readonly deviceId: string;
  readonly deviceName: string;
  readonly from: number;
  readonly to: number;
  readonly label: CoverageLabel;
}

/** So many hours of labels are read together. */
const WINDOW_MS = 7 * 24 * HOUR_MS;

/** Every minute of every computer of the actor's, from the hour of its linking until it was unlinked, or until `at`. */
export async function* overCoverage(actor: ExportActor, at: Date): AsyncGenerator<CoverageRun> {
  for (const device of await devicesOf(actor)) yield* joined(runsOf(actor, device, at));
}

/** A run that goes on where another ends is one with it. */
async function* joined(runs: AsyncIterable<CoverageRun>): AsyncGenerator<CoverageRun> {
  let last: CoverageRun | undefined;
  for await (const run of runs) {
    const goesOn: boolean = last?.label === run.label;
    if (last && !goesOn) yield last;
    last = last && goesOn ? { ...last, to: run.to } : run;
  }
  if (last) yield last;
}

async function* runsOf(actor: ExportActor, device: LinkedDevice, at: Date): AsyncGenerator<CoverageRun> {
  const { id: deviceId, name: deviceName, linkedAt, unlinkedAt } = device;
  const end = Math.min(at.getTime(), unlinkedAt ?? Number.POSITIVE_INFINITY);
  for (let from = Math.floor(linkedAt / HOUR_MS) * HOUR_MS; from < end; from += WINDOW_MS) {
    const to = Math.min(from + WINDOW_MS, Math.ceil(end / MINUTE_MS) * MINUTE_MS);
    for (const { from: minute, minutes, label } of await windowOf(actor, device, { from, to }, at)) {
      const start = from + minute * MINUTE_MS;
      yield { deviceId, deviceName, from: start, to: start + minutes * MINUTE_MS, label };
    }
  }
}

interface LinkedDevice {
  readonly id: string;
  readonly name: string;
  readonly linkedAt: number;
  readonly unlinkedAt: number | null;
  readonly contact: { readonly at: number; readonly label: CoverageLabel } | null;
}

function devicesOf(actor: ExportActor): Promise<LinkedDevice[]> {
  const where = { employeeId: actor.id };
  return read(actor, async (db) => {
    const devices = await db.device.findMany({
      where,
      include: { revocation: true },
      orderBy: { enrolledAt: "asc" },
    });
    const contacts = await db.deviceContact.findMany({ where });
    return devices.map(({ id, name, enrolledAt, revocation }) => {
      const contact = contacts.find((each) => each.deviceId === id);
      return {
        id,
        name,
        linkedAt: enrolledAt.getTime(),
        unlinkedAt: revocation?.at.getTime() ?? null,
        contact: contact
          ? { at: contact.contactedAt.getTime(), label: coverageLabel.parse(contact.label) }
          : null,
      };
    });
  });
}

function windowOf(
  actor: ExportActor,
  device: LinkedDevice,
  span: { from: number; to: number },
  at: Date,
): Promise<DayRun[]> {
  return read(actor, async (db) => {
    const hour = { gte: new Date(span.from), lt: new Date(span.to) };
    const rows = await db.coverageHour.findMany({
      where: { employeeId: actor.id, deviceId: device.id, hour },
    });
    const hours = new Map(rows.map((each) => [each.hour.getTime(), each.labels]));
    return dayRuns({ ...device, hours }, span, at.getTime());
  });
}
