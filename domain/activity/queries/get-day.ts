import { dayBounds, dayOf, isDay } from "../../../lib/day.ts";
import { type Reader, read } from "../../../lib/db/reader.ts";
import type { PersonActor } from "../../actor/schema.ts";
import { coverageLabel } from "../../directive/schema.ts";
import { type DayRun, type DeviceCoverage, dayRuns } from "../rules/day-runs.ts";
import { type DiscardReason, discardReason } from "../schema.ts";

/** How often what was done, over a whole day. */
export interface DayCounts {
  readonly moves: number;
  readonly clicks: number;
  readonly drags: number;
  readonly scrolls: number;
  readonly keys: number;
  readonly shortcuts: number;
}

export interface DayOverview {
  /** YYYY-MM-DD where the person is, as `today` is. */
  readonly day: string;
  readonly today: string;
  /** Local midnight in milliseconds, and how many minutes the day has: 1380, 1440 or 1500. */
  readonly startsAt: number;
  readonly minutes: number;
  /** Every minute of every linked computer has a label, up to now. */
  readonly devices: { readonly id: string; readonly name: string; readonly runs: readonly DayRun[] }[];
  /** Recorded time by application, in tenths of a second; without a name where that was not allowed. */
  readonly applications: { readonly name: string; readonly tenths: number; readonly segments: number }[];
  readonly counts: DayCounts;
  /** What arrived and was not kept, by reason. */
  readonly discards: {
    readonly reason: DiscardReason;
    readonly times: number;
    readonly steps: number;
    readonly tenths: number;
  }[];
}

export const UNNAMED = "Application not recorded";

/**
 * One day of the actor, from roll-ups and never from history. `day` is YYYY-MM-DD where the person
 * is; anything else, or a day to come, is today.
 */
export function getDay(actor: PersonActor, wanted: string | null): Promise<DayOverview> {
  return read(actor, async (db, at) => {
    const now = at.getTime();
    const today = dayOf(actor.timeZone, now);
    const day = wanted !== null && isDay(wanted) && wanted <= today ? wanted : today;
    const bounds = dayBounds(actor.timeZone, day);
    const where = { employeeId: actor.id, day: new Date(`${day}T00:00:00Z`) };
    const totals = await db.activityDay.findMany({ where });
    const discards = await db.discardDay.findMany({ where });
    const names = new Map((await db.approvedApplication.findMany()).map((each) => [each.id, each.name]));
    return {
      day,
      today,
      startsAt: bounds.from,
      minutes: (bounds.to - bounds.from) / 60_000,
      devices: await deviceDays(db, actor.id, bounds, now),
      applications: byApplication(totals, names),
      counts: counted(totals),
      discards: byReason(discards),
    };
  });
}

async function deviceDays(db: Reader, employeeId: string, bounds: { from: number; to: number }, now: number) {
  const devices = await db.device.findMany({
    where: { employeeId, enrolledAt: { lt: new Date(bounds.to) } },
    include: { revocation: true },
    orderBy: { enrolledAt: "asc" },
  });
  const contacts = await db.deviceContact.findMany({ where: { employeeId } });
  const hours = await db.coverageHour.findMany({
    where: { employeeId, hour: { gte: new Date(bounds.from - 3_600_000), lt: new Date(bounds.to) } },
  });
  return devices
    .filter(({ revocation }) => !revocation || revocation.at.getTime() > bounds.from)
    .map((device) => {
      const contact = contacts.find((each) => each.deviceId === device.id);
      const coverage: DeviceCoverage = {
        linkedAt: device.enrolledAt.getTime(),
        unlinkedAt: device.revocation?.at.getTime() ?? null,
        hours: new Map(
          hours
            .filter((each) => each.deviceId === device.id)
            .map((each) => [each.hour.getTime(), each.labels]),
        ),
        contact: contact
          ? { at: contact.contactedAt.getTime(), label: coverageLabel.parse(contact.label) }
          : null,
      };
      return { id: device.id, name: device.name, runs: dayRuns(coverage, bounds, now) };
    });
}

type Total = { [Each in keyof DayCounts]: bigint } & {
  application: string;
  tenths: number;
  segments: number;
};

function byApplication(totals: readonly Total[], names: ReadonlyMap<string, string>) {
  const sums = new Map<string, { name: string; tenths: number; segments: number }>();
  for (const { application, tenths, segments } of totals) {
    const name = application === "" ? UNNAMED : (names.get(application) ?? application);
    const sum = sums.get(name) ?? { name, tenths: 0, segments: 0 };
    sums.set(name, { name, tenths: sum.tenths + tenths, segments: sum.segments + segments });
  }
  return [...sums.values()].sort((a, b) => b.tenths - a.tenths);
}

function counted(totals: readonly Total[]): DayCounts {
  const sum = (of: (each: Total) => bigint) => Number(totals.reduce((all, each) => all + of(each), 0n));
  return {
    moves: sum((each) => each.moves),
    clicks: sum((each) => each.clicks),
    drags: sum((each) => each.drags),
    scrolls: sum((each) => each.scrolls),
    keys: sum((each) => each.keys),
    shortcuts: sum((each) => each.shortcuts),
  };
}

function byReason(rows: readonly { reason: string; times: number; steps: bigint; tenths: bigint }[]) {
  const sums = new Map<
    DiscardReason,
    { reason: DiscardReason; times: number; steps: number; tenths: number }
  >();
  for (const row of rows) {
    const reason = discardReason.parse(row.reason);
    const sum = sums.get(reason) ?? { reason, times: 0, steps: 0, tenths: 0 };
    sums.set(reason, {
      reason,
      times: sum.times + row.times,
      steps: sum.steps + Number(row.steps),
      tenths: sum.tenths + Number(row.tenths),
    });
  }
  return [...sums.values()].sort((a, b) => b.times - a.times);
}
