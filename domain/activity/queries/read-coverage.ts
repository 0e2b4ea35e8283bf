import { dayBounds } from "../../../lib/day.ts";
import type { Reader } from "../../../lib/db/reader.ts";
import { coverageLabel } from "../../directive/schema.ts";
import { HOUR_MS } from "../rules/coverage.ts";
import { type Share, type Stretch, sharesOf, stretchesOf, sumOfShares } from "../rules/coverage-shares.ts";
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

/** Each computer's minutes by label, in all and for each of the buckets, of which the database adds up the hours. */
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
  const stretches = devices.flatMap(({ id, facts }, device) =>
    spans.flatMap((span, bucket) =>
      stretchesOf(facts, span, now).map((each) => ({ ...each, deviceId: id, device, bucket })),
    ),
  );
  const reported = await readReported(db, person.id, stretches);
  const known = stretches.map((each, i) => ({ ...each, reported: reported[i] ?? NOTHING }));
  return devices.map(({ id, name }, device) => {
    const own = known.filter((each) => each.device === device);
    const parts: Share[][] = spans.map((_, bucket) => sharesOf(own.filter((each) => each.bucket === bucket)));
    return { id, name, parts, total: sumOfShares(parts) };
  });
}

const NOTHING = new Uint8Array();

/** The bytes of each stretch's minutes, as many as were reported, in any order. */
async function readReported(
  db: Reader,
  employeeId: string,
  stretches: readonly (Stretch & { readonly deviceId: string })[],
): Promise<Uint8Array[]> {
  const answers: Uint8Array[] = stretches.map(() => NOTHING);
  if (stretches.length === 0) return answers;
  const seconds = (edge: "from" | "to") => stretches.map((each) => each[edge] / 1000);
  // Only whole hours lie in most stretches; where one begins or ends within an hour, its minutes are cut out of it.
  // The outer bounds leave out partitions in planning.
  const rows = await db.$queryRaw<{ n: number; labels: string }[]>`
    select s.n::integer as n, encode(string_agg(substring(c.labels
        from 1 + greatest(0, (s.from_s - extract(epoch from c.hour)) / 60)::integer
        for (least(3600, s.to_s - extract(epoch from c.hour)) / 60
          - greatest(0, (s.from_s - extract(epoch from c.hour)) / 60))::integer), ''), 'base64') as labels
    from unnest(${stretches.map((each) => each.deviceId)}::uuid[], ${seconds("from")}::float8[],
        ${seconds("to")}::float8[]) with ordinality as s (device_id, from_s, to_s, n)
    join coverage_hour c on c.device_id = s.device_id
      and c.hour > to_timestamp(s.from_s) - interval '1 hour' and c.hour < to_timestamp(s.to_s)
    where c.employee_id = ${employeeId}::uuid
      and c.hour > to_timestamp(${Math.min(...seconds("from"))}) - interval '1 hour'
      and c.hour < to_timestamp(${Math.max(...seconds("to"))})
    group by s.n`;
  for (const { n, labels } of rows) answers[n - 1] = Buffer.from(labels, "base64");
  return answers;
}
