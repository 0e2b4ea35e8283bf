import { dayBounds } from "../../../lib/day.ts";
import type { Reader } from "../../../lib/db/reader.ts";
import { coverageLabel } from "../../directive/schema.ts";
import { HOUR_MS } from "../rules/coverage.ts";
import { countTold, sharesOf, stretchesOf, sumOfShares, type Told } from "../rules/coverage-shares.ts";
import { type DayRun, type DeviceFacts, dayRuns } from "../rules/day-runs.ts";
import type { DeviceMinutes } from "../rules/my-data.ts";

/** Milliseconds. */
interface Span {
  readonly from: number;
  readonly to: number;
}

export interface KnownDevice {
  readonly id: string;
  readonly name: string;
  readonly facts: DeviceFacts;
}

/** All computers that were ever linked to somebody, the first first. */
export async function readDevices(db: Reader, employeeId: string): Promise<KnownDevice[]> {
  const devices = await db.device.findMany({
    where: { employeeId },
    include: { revocation: true },
    orderBy: { enrolledAt: "asc" },
  });
  const contacts = await db.deviceContact.findMany({ where: { employeeId } });
  return devices.map(({ id, name, enrolledAt, revocation }) => {
    const contact = contacts.find((each) => each.deviceId === id);
    const facts = {
      linkedAt: enrolledAt.getTime(),
      unlinkedAt: revocation?.at.getTime() ?? null,
      contact: contact
        ? { at: contact.contactedAt.getTime(), label: coverageLabel.parse(contact.label) }
        : null,
    };
    return { id, name, facts };
  });
}

/** Whether a computer was linked at some time of a span. */
export function wasLinkedIn({ facts: { linkedAt, unlinkedAt } }: KnownDevice, { from, to }: Span): boolean {
  return linkedAt < to && (unlinkedAt === null || unlinkedAt > from);
}

/** Each computer's minutes of one day, in their order. Bounds and `now` in milliseconds. */
export async function readDayRuns(
  db: Reader,
  employeeId: string,
  devices: readonly KnownDevice[],
  bounds: Span,
  now: number,
): Promise<DayRun[][]> {
  const hours = await db.coverageHour.findMany({
    where: { employeeId, hour: { gte: new Date(bounds.from - HOUR_MS), lt: new Date(bounds.to) } },
  });
  return devices.map(({ id, facts }) => {
    const own = hours.filter(({ deviceId }) => deviceId === id);
    const labels = new Map(own.map((each) => [each.hour.getTime(), each.labels]));
    return dayRuns({ ...facts, hours: labels }, bounds, now);
  });
}

/** Each computer's minutes by label, in all and for each of the buckets, which follow each other. */
export async function readShares(
  db: Reader,
  person: { readonly id: string; readonly timeZone: string },
  devices: readonly KnownDevice[],
  buckets: readonly { readonly from: string; readonly to: string }[],
  now: number,
): Promise<Omit<DeviceMinutes, "runs">[]> {
  const spans = buckets.map(({ from, to }) => ({
    from: dayBounds(person.timeZone, from).from,
    to: dayBounds(person.timeZone, to).to,
  }));
  const told = await readTold(db, person.id, spans[0]?.from ?? now, spans.at(-1)?.to ?? now);
  return devices.map(({ id, name, facts }) => {
    const stretches = spans.map((span) => stretchesOf(facts, span, now));
    const counts = countTold(stretches.flat(), told.get(id) ?? NOTHING);
    const parts = stretches.map((own) =>
      sharesOf(own.map((each) => ({ ...each, told: counts.shift() ?? NONE }))),
    );
    return { id, name, parts, total: sumOfShares(parts) };
  });
}

const NOTHING: Told = { hours: [], labels: new Uint8Array() };
const NONE = new Uint32Array();

/**
 * The hours that begin in a span (milliseconds), or in the hour before it, by computer. One row for each: as many
 * rows as there are hours take four times as long for years of them.
 */
async function readTold(
  db: Reader,
  employeeId: string,
  from: number,
  to: number,
): Promise<Map<string, Told>> {
  const rows = await db.$queryRaw<{ id: string; hours: number[]; labels: string }[]>`
    select device_id as id, array_agg((extract(epoch from hour) / 3600)::integer order by hour) as hours,
      encode(string_agg(labels, '' order by hour), 'base64') as labels
    from coverage_hour
    where employee_id = ${employeeId}::uuid and hour > ${new Date(from - HOUR_MS)} and hour < ${new Date(to)}
    group by device_id`;
  return new Map(
    rows.map(({ id, hours, labels }) => [
      id,
      { hours: hours.map((hour) => hour * HOUR_MS), labels: Buffer.from(labels, "base64") },
    ]),
  );
}
