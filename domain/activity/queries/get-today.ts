import { dayBounds, dayOf } from "../../../lib/day.ts";
import { read } from "../../../lib/db/reader.ts";
import type { PersonActor } from "../../actor/schema.ts";
import { MINUTE_MS } from "../rules/coverage.ts";
import type { DayRun } from "../rules/day-runs.ts";
import type { HeldToday } from "../rules/my-data.ts";
import { readDayRuns, readDevices, wasLinkedIn } from "./read-coverage.ts";
import { readHeldToday } from "./read-held.ts";

export interface Today {
  /** Local midnight in milliseconds, and how many minutes the day has: 1380, 1440 or 1500. */
  readonly startsAt: number;
  readonly minutes: number;
  /** Every minute of every linked computer has a label, up to now. */
  readonly devices: { readonly id: string; readonly name: string; readonly runs: readonly DayRun[] }[];
  /** YYYY-MM-DD. */
  readonly day: string;
  readonly held: HeldToday;
}

/** What every minute of the actor's day was so far, on each of their computers, and what is stored of it. */
export function getToday(actor: PersonActor): Promise<Today> {
  return read(actor, async (db, at) => {
    const now = at.getTime();
    const day = dayOf(actor.timeZone, now);
    const bounds = dayBounds(actor.timeZone, day);
    const devices = (await readDevices(db, actor.id)).filter((each) => wasLinkedIn(each, bounds));
    const days = await readDayRuns(db, actor.id, devices, bounds, now);
    return {
      startsAt: bounds.from,
      minutes: (bounds.to - bounds.from) / MINUTE_MS,
      devices: devices.map(({ id, name }, i) => ({ id, name, runs: days[i] ?? [] })),
      day,
      held: await readHeldToday(db, actor.id, bounds, at),
    };
  });
}
