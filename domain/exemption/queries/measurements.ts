import { sha256 } from "../../../lib/crypto.ts";
import { dayOf } from "../../../lib/day.ts";
import { type Reader, read } from "../../../lib/db/reader.ts";
import type { PersonActor } from "../../actor/schema.ts";
import { isMeasured, type Measurements, measurements } from "../schema/measurements.ts";
import type { Ground } from "../schema.ts";
import { evidenceKey } from "./get-file.ts";

const MOST_DAYS = 30;
const DAY_MS = 86_400_000;

/** What could be attached of one computer. */
export interface Measured {
  readonly deviceId: string;
  readonly measurements: Measurements;
  /** Known by its content: what is attached is what was shown. */
  readonly shown: string;
}

/** What the actor's computers measured in the last 30 days that are over, of what this ground is about; none where nothing was. */
export function listMeasured(actor: PersonActor, ground: Ground | null): Promise<Measured[]> {
  return read(actor, (db, now) => measuredIn(db, actor, ground, now.getTime()));
}

/** The same without what is attached to this request or draft already; null where all of it is. */
export async function listOffered(
  actor: PersonActor,
  { ground, requestId }: { readonly ground: Ground; readonly requestId: string },
): Promise<Measured[] | null> {
  const all = await listMeasured(actor, ground);
  const attached = await listAttachedMeasurements(actor, requestId);
  const there = new Set(attached.map((each) => JSON.stringify(each.measurements)));
  const offered = all.filter((each) => !there.has(JSON.stringify(each.measurements)));
  return offered.length === 0 && all.length > 0 ? null : offered;
}

/** The same within a transaction. */
export async function measuredIn(
  db: Reader,
  actor: PersonActor,
  ground: Ground | null,
  now: number,
): Promise<Measured[]> {
  if (!isMeasured(ground)) return [];
  const today = new Date(`${dayOf(actor.timeZone, now)}T00:00:00Z`);
  const devices = await db.device.findMany({
    where: { employeeId: actor.id, revocation: null },
    orderBy: { enrolledAt: "asc" },
  });
  const rows = await db.usageDay.findMany({
    where: { employeeId: actor.id, day: { gte: new Date(today.getTime() - MOST_DAYS * DAY_MS), lt: today } },
    orderBy: { day: "asc" },
  });
  return devices.flatMap(({ id, name, platform }) => {
    const days = rows.filter((row) => row.deviceId === id).map((row) => dayFor(ground, row));
    if (days.length === 0) return [];
    const found = measurements.parse({
      kind: "measurements",
      about: ground,
      device: { name, platform },
      days,
    });
    return [
      { deviceId: id, measurements: found, shown: sha256(JSON.stringify(found)).toString("base64url") },
    ];
  });
}

type Row = Awaited<ReturnType<Reader["usageDay"]["findMany"]>>[number];

function dayFor(about: Measurements["about"], row: Row): Measurements["days"][number] {
  const day = row.day.toISOString().slice(0, 10);
  return about === "bandwidth"
    ? { day, sent: Number(row.bytesSent), received: Number(row.bytesReceived) }
    : { day, batteryLow: row.batteryLow, cpuSeconds: Math.round(Number(row.cpuMs) / 1000) };
}

/** The measurements among the files of a request, or of the actor's draft, opened: for whoever may read it. */
export function listAttachedMeasurements(
  actor: PersonActor,
  requestId: string,
): Promise<{ fileId: string; measurements: Measurements }[]> {
  return read(actor, async (db) => {
    const files = await db.exemptionFile.findMany({
      where: { requestId, mediaType: "application/json" },
      orderBy: [{ at: "asc" }, { id: "asc" }],
    });
    const [first] = files;
    if (!first) return [];
    const key = await evidenceKey(db, actor, first);
    return files.map(({ id, sealed }) => ({
      fileId: id,
      measurements: measurements.parse(JSON.parse(key.open(sealed, `file:${id}`))),
    }));
  });
}
