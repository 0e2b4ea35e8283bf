import { unwrapDataKey } from "../../../lib/crypto.ts";
import { dayOf } from "../../../lib/day.ts";
import type { Reader } from "../../../lib/db/reader.ts";
import type { PersonActor } from "../../actor/schema.ts";
import { recordId } from "../rules/record-id.ts";
import { UNNAMED, UNNAMED_ID } from "../rules/record-search.ts";
import { daysAt, type Going, goesAt, type RetentionTerm } from "../rules/retention.ts";
import { isOfKeyboard, openSteps } from "../rules/sealed-steps.ts";
import type { StoredRecord, StoredRow } from "../rules/stored-record.ts";
import type { Step } from "../schema.ts";
import { readApplicationNames } from "./read-totals.ts";
import { readRetentionTerms } from "./retention-terms.ts";

export type SegmentRow = Awaited<ReturnType<Reader["segment"]["findMany"]>>[number];

/** The actor's own records, with their steps deciphered under the actor's key. */
export async function decipherRecords(
  db: Reader,
  actor: PersonActor,
  rows: readonly SegmentRow[],
): Promise<StoredRecord[]> {
  if (rows.length === 0) return [];
  const { id: employeeId, timeZone } = actor;
  const starts = rows.map(({ startedAt }) => startedAt.getTime());
  const between = { from: Math.min(...starts), to: Math.max(...starts) + 1 };
  const terms = await readRetentionTerms(db, actor, between);
  const key = await db.dataKey.findUniqueOrThrow({ where: { employeeId } });
  const dataKey = unwrapDataKey(employeeId, key.wrapped);
  const applications = await readApplicationNames(db);
  const devices = await db.device.findMany({ where: { employeeId }, select: { id: true, name: true } });
  return rows.map((row) => {
    const { deviceId, application, keyboardSteps } = row;
    const from = row.startedAt.getTime();
    const steps = openSteps(dataKey, { employeeId, deviceId, from: from / 100 }, row);
    return {
      id: recordId({ deviceId, startedAt: from }),
      application:
        application === null
          ? { id: UNNAMED_ID, name: UNNAMED }
          : { id: application, name: applications.get(application) ?? application },
      device: { id: deviceId, name: devices.find((each) => each.id === deviceId)?.name ?? deviceId },
      day: dayOf(timeZone, from),
      from,
      length: Math.round((row.endedAt.getTime() - from) / 100),
      heldUntil: row.heldUntil.getTime(),
      steps,
      lapsed: { pointer: row.steps.length === 0, keyboard: keyboardSteps?.length === 0 },
      going: goingOf(row, terms),
      row: rowOf(row, steps),
    };
  });
}

function goingOf(row: SegmentRow, terms: readonly RetentionTerm[]): Going {
  const from = row.startedAt.getTime();
  const days = daysAt(terms, from);
  if (!days) throw new Error("nothing says for how long this record is kept");
  const record = {
    from,
    hasSteps: row.steps.length > 0,
    hasKeyboard: (row.keyboardSteps?.length ?? 0) > 0 || row.keys + row.shortcuts > 0,
    hasApplication: row.application !== null,
    isUndivided: row.day === null,
  };
  return goesAt(record, days);
}

function rowOf(row: SegmentRow, steps: readonly Step[]): StoredRow {
  const { moves, clicks, drags, scrolls, keys, shortcuts } = row;
  const isApart = row.keyboardSteps !== null;
  return {
    employee_id: row.employeeId,
    started_at: row.startedAt.toISOString(),
    device_id: row.deviceId,
    ended_at: row.endedAt.toISOString(),
    batch_id: row.batchId,
    application: row.application,
    ...{ moves, clicks, drags, scrolls, keys, shortcuts },
    steps: isApart ? steps.filter((each) => !isOfKeyboard(each)) : steps,
    day: row.day?.toISOString().slice(0, 10) ?? null,
    keyboard_steps: isApart ? steps.filter(isOfKeyboard) : null,
    held_until: row.heldUntil.toISOString(),
  };
}
