import { z } from "zod";
import type { Prisma } from "../../../generated/prisma/client.ts";
import { unwrapDataKey } from "../../../lib/crypto.ts";
import { dayBounds } from "../../../lib/day.ts";
import { type Reader, read } from "../../../lib/db/reader.ts";
import type { PersonActor } from "../../actor/schema.ts";
import { openSteps } from "../rules/sealed-steps.ts";
import type { Step } from "../schema.ts";
import { UNNAMED } from "./get-day.ts";

export interface StoredRecord {
  /** Device and start: unique for one employee. */
  readonly id: string;
  readonly applicationName: string;
  readonly deviceName: string;
  /** Milliseconds since the epoch. */
  readonly from: number;
  /** Tenths of a second. */
  readonly length: number;
  readonly steps: Step[];
  /** The row exactly as it is stored, its steps deciphered. */
  readonly record: Record<string, unknown>;
}

export interface RecordPage {
  readonly records: StoredRecord[];
  /** Pass as `after` for the next, earlier page: the id of the last record shown; null at the end. */
  readonly earlier: string | null;
}

/**
 * The actor's own records of a day (YYYY-MM-DD where they are), newest first, those that come after
 * the record of the id `after` if given. An id that is none begins at the day's end.
 */
export function listSegments(
  actor: PersonActor,
  page: { day: string; after: string | null; limit: number },
): Promise<RecordPage> {
  return read(actor, async (db) => {
    const bounds = dayBounds(actor.timeZone, page.day);
    const startedAt = { gte: new Date(bounds.from), lt: new Date(bounds.to) };
    const rows = await db.segment.findMany({
      where: { employeeId: actor.id, startedAt, ...laterInList(page.after) },
      orderBy: [{ startedAt: "desc" }, { deviceId: "asc" }],
      take: page.limit + 1,
    });
    const records = await deciphered(db, actor.id, rows.slice(0, page.limit));
    return { records, earlier: rows.length > page.limit ? (records.at(-1)?.id ?? null) : null };
  });
}

/** Two computers may start a record at the same instant, so the place in the list is both. */
function laterInList(id: string | null): Prisma.SegmentWhereInput {
  const [, deviceId, ms] = /^([0-9a-f-]{36})\.(\d{1,14})$/.exec(id ?? "") ?? [];
  if (!deviceId || !z.uuid().safeParse(deviceId).success) return {};
  const at = new Date(Number(ms));
  return { OR: [{ startedAt: { lt: at } }, { startedAt: at, deviceId: { gt: deviceId } }] };
}

type Row = Awaited<ReturnType<Reader["segment"]["findMany"]>>[number];

async function deciphered(db: Reader, employeeId: string, rows: readonly Row[]): Promise<StoredRecord[]> {
  if (rows.length === 0) return [];
  const key = await db.dataKey.findUniqueOrThrow({ where: { employeeId } });
  const dataKey = unwrapDataKey(employeeId, key.wrapped);
  const names = new Map((await db.approvedApplication.findMany()).map((each) => [each.id, each.name]));
  const devices = new Map(
    (await db.device.findMany({ where: { employeeId } })).map((each) => [each.id, each.name]),
  );
  return rows.map((row) => {
    const { steps: sealed, keyboardSteps, ...rest } = row;
    const from = row.startedAt.getTime();
    const place = { employeeId, deviceId: row.deviceId, from: from / 100 };
    const steps = openSteps(dataKey, place, { steps: sealed, keyboardSteps });
    return {
      id: `${row.deviceId}.${from}`,
      applicationName: row.application === null ? UNNAMED : (names.get(row.application) ?? row.application),
      deviceName: devices.get(row.deviceId) ?? row.deviceId,
      from,
      length: Math.round((row.endedAt.getTime() - from) / 100),
      steps,
      record: {
        ...rest,
        startedAt: row.startedAt.toISOString(),
        endedAt: row.endedAt.toISOString(),
        day: row.day?.toISOString().slice(0, 10) ?? null,
        heldUntil: row.heldUntil.toISOString(),
        steps,
      },
    };
  });
}
