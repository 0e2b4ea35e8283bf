import { dayBounds, dayOf } from "../../../lib/day.ts";
import { type Reader, read } from "../../../lib/db/reader.ts";
import type { PersonActor } from "../../actor/schema.ts";
import { MINUTE_MS } from "../rules/coverage.ts";
import { sumOfShares } from "../rules/coverage-shares.ts";
import type { DeviceMinutes, MyData, TimedBucket } from "../rules/my-data.ts";
import { askedPeriod, type Period } from "../rules/period.ts";
import { type KnownDevice, readDayRuns, readDevices, readShares, wasLinkedIn } from "./read-coverage.ts";
import { readHeld, readHeldToday } from "./read-held.ts";
import { countPictures, readApplicationNames, readCosts, readDiscards, readTotals } from "./read-totals.ts";

/**
 * A day, a week, a month, or all time of the actor, in their own time zone: from roll-ups and never from history, so
 * that it costs the same however much is stored. `view` and `on` (YYYY-MM-DD) are as in an address: what makes no
 * sense is the day's view of today, and the answer says why.
 */
export function getMyData(
  actor: PersonActor,
  asked: { readonly view: string | null; readonly on: string | null },
): Promise<MyData> {
  return read(actor, async (db, at) => {
    const now = at.getTime();
    const today = dayOf(actor.timeZone, now);
    const devices = await readDevices(db, actor.id);
    const since = await firstDay(db, actor, devices, today);
    const { on, period, astray } = askedPeriod(asked, { today, since });
    const applications = await readApplicationNames(db);
    const computers = new Map(devices.map(({ id, name }) => [id, name]));
    return {
      on,
      today,
      period,
      astray,
      buckets: period.buckets.map((bucket): TimedBucket => {
        const { from, to } = spanOf(actor.timeZone, bucket);
        return { ...bucket, startsAt: from, minutes: (to - from) / MINUTE_MS };
      }),
      devices: await deviceMinutes(db, actor, devices, period, now),
      ...(await readTotals(db, actor.id, period, { applications, computers })),
      discards: await readDiscards(db, actor.id, period),
      costs: await readCosts(db, actor.id, period, computers),
      held: await readHeld(db, actor.id, at),
      heldToday: await readHeldToday(db, actor.id, dayBounds(actor.timeZone, today), at),
      pictures: await countPictures(db, actor.id, period),
    };
  });
}

/** The day of the first linking, or of the first record, where that is earlier. */
async function firstDay(
  db: Reader,
  { id, timeZone }: PersonActor,
  [first]: readonly KnownDevice[],
  today: string,
): Promise<string> {
  const [stored] = await db.$queryRaw<{ day: string | null }[]>`
    select min(day)::text as day from activity_day where employee_id = ${id}::uuid`;
  const linked = first ? dayOf(timeZone, first.facts.linkedAt) : today;
  return stored?.day && stored.day < linked ? stored.day : linked;
}

async function deviceMinutes(
  db: Reader,
  actor: PersonActor,
  devices: readonly KnownDevice[],
  period: Period,
  now: number,
): Promise<DeviceMinutes[]> {
  const span = spanOf(actor.timeZone, period);
  const linked = devices.filter((each) => wasLinkedIn(each, span));
  if (period.view !== "day") {
    const shares = await readShares(db, actor, linked, period.buckets, now);
    return shares.map((each) => ({ ...each, runs: null }));
  }
  const days = await readDayRuns(db, actor.id, linked, span, now);
  return linked.map(({ id, name }, i) => {
    const runs = days[i] ?? [];
    const total = sumOfShares([runs]);
    return { id, name, total, parts: [total], runs };
  });
}

function spanOf(timeZone: string, days: { readonly from: string; readonly to: string }) {
  return { from: dayBounds(timeZone, days.from).from, to: dayBounds(timeZone, days.to).to };
}
