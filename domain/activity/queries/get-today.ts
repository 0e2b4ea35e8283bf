import { dayBounds, dayOf } from "../../../lib/day.ts";
import { read } from "../../../lib/db/reader.ts";
import type { PersonActor } from "../../actor/schema.ts";
import { MINUTE_MS } from "../rules/coverage.ts";
import type { DayRun } from "../rules/day-runs.ts";
import { readDayRuns, readDevices, wasLinkedIn } from "./read-coverage.ts";

export interface Today {
  /** Local midnight in milliseconds, and how many minutes the day has: 1380, 1440 or 1500. */
  readonly startsAt: number;
  readonly minutes: number;
  /** Every minute of every linked computer has a label, up to now. */
  readonly devices: { readonly id: string; readonly name: string; readonly runs: readonly DayRun[] }[];
}

/** What every minute of the actor's day was so far, on each of their computers. */
export function getToday(actor: PersonActor): Promise<Today> {
  return read(actor, async (db, at) => {
    const now = at.getTime();
    const bounds = dayBounds(actor.timeZone, dayOf(actor.timeZone, now));
    const devices = (await readDevices(db, actor.id)).filter((each) => wasLinkedIn(each, bounds));
    const days = await readDayRuns(db, actor.id, devices, bounds, now);
    return {
      startsAt: bounds.from,
      minutes: (bounds.to - bounds.from) / MINUTE_MS,
      devices: devices.map(({ id, name }, i) => ({ id, name, runs: days[i] ?? [] })),
    };
  });
}
