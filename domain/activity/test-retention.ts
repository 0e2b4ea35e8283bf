import { randomUUID } from "node:crypto";
import { movableClock, type TestClock } from "../../prisma/factories/test-clock.ts";
import { openTestPortal, type TestPortal } from "../../prisma/factories/test-portal.ts";
import { jobActor } from "../actor/queries.ts";
import { setUpProgram } from "../directory/commands/set-up-program.ts";
import { applyRetention } from "./commands/apply-retention.ts";
import { makePartitions } from "./commands/keep-up.ts";

export const DAY = 86_400_000;
export const MINUTE = 60_000;

/** What a record in a test has, all of it unless said otherwise. */
export interface Sketch {
  readonly application?: string | null;
  readonly keyboard?: boolean;
  /** Stored as before keyboard steps were sealed apart. */
  readonly undivided?: boolean;
}

export interface Left {
  readonly application: string | null;
  readonly steps: number;
  readonly keyboard: number | null;
  readonly counts: readonly number[];
}

/** A portal whose clock moves, whose program keeps what a test says, and in which records are written by hand. */
export interface RetentionPortal extends TestPortal {
  readonly clock: TestClock;
  /** Puts the clock on to that moment (milliseconds). */
  putTo(moment: number): Promise<void>;
  keeps(days: Partial<Record<"pointer" | "keyboard" | "screen" | "application", number>>): Promise<void>;
  /** Stores a record that began a minute ago, counts it to its day, and returns the device that names it. */
  stored(employeeId: string, sketch?: Sketch): Promise<string>;
  /** What is left of it; null when it is gone. */
  left(device: string): Promise<Left | null>;
  run(): Promise<void>;
  /** What each run has told in the ledger, the first one first. */
  told(): Promise<Record<string, number>[]>;
  /** Totals of days in which something else is counted than what the records add up to. */
  miscounted(): Promise<unknown[]>;
}

const COUNTED = `sum(tenths)::int as tenths, sum(moves)::int as moves, sum(clicks)::int as clicks, sum(keys)::int as keys,
  sum(shortcuts)::int as shortcuts, sum(bytes)::int as bytes`;
const FROM_RECORDS = `select employee_id, day, device_id, coalesce(application, '') as application, 1 as segments,
  (extract(epoch from ended_at - started_at) * 10)::int as tenths, moves, clicks, drags, scrolls, keys, shortcuts,
  octet_length(steps) + coalesce(octet_length(keyboard_steps), 0) as bytes
  from (select employee_id, coalesce(day, (started_at at time zone 'UTC')::date) as day, device_id, application,
    started_at, ended_at, moves, clicks, drags, scrolls, keys, shortcuts, steps, keyboard_steps from segment) s`;
const COLUMNS =
  "employee_id, day, device_id, application, segments, tenths, moves, clicks, drags, scrolls, keys, shortcuts, bytes";

export async function openRetentionPortal(): Promise<RetentionPortal> {
  const portal = await openTestPortal();
  const { owner } = portal;
  const clock = await movableClock(owner);
  // Rows that do not know their day are counted to that of where the person is.
  await owner.query(
    "begin; set local session_replication_role = replica; update person set time_zone = 'UTC'; commit",
  );
  const job = jobActor("apply-retention");
  return {
    ...portal,
    clock,
    putTo: async (moment) => clock.putOn(moment - (await clock.now())),
    keeps: (days) =>
      setUpProgram(jobActor("set-up"), {
        name: "A program",
        pointerDays: days.pointer ?? 365,
        keyboardDays: days.keyboard ?? 365,
        screenDays: days.screen ?? 90,
        applicationDays: days.application ?? 365,
      }),
    stored: async (employeeId, sketch = {}) => {
      const { application = "terminal", keyboard = true, undivided = false } = sketch;
      await makePartitions(job);
      const device = randomUUID();
      const apart = keyboard && !undivided;
      await owner.query(
        `insert into segment (employee_id, started_at, device_id, ended_at, batch_id, application, moves, clicks, drags,
           scrolls, keys, shortcuts, steps, keyboard_steps, day)
         select $1, began, $2, began + interval '30 seconds', $2, $3, 1, 2, 0, 0,
           ${keyboard ? "5, 1" : "0, 0"}, 'sealed', ${apart ? "'apart'" : "null"},
           ${undivided ? "null" : "(began at time zone 'UTC')::date"}
         from (select sayso_now() - interval '1 minute' as began offset 0) x`,
        [employeeId, device, application],
      );
      await owner.query(`insert into activity_day (${COLUMNS}) ${FROM_RECORDS} where device_id = $1`, [
        device,
      ]);
      return device;
    },
    left: async (device) => {
      const { rows } = await owner.query<Left>(
        `select application, octet_length(steps) as steps, octet_length(keyboard_steps) as keyboard,
           array[moves, clicks, keys, shortcuts] as counts from segment where device_id = $1`,
        [device],
      );
      return rows[0] ?? null;
    },
    run: () => applyRetention(job, new AbortController().signal),
    told: async () =>
      (await owner.query("select details from act where kind = 'retention.applied' order by seq")).rows.map(
        ({ details }) => details,
      ),
    miscounted: async () => {
      const grouped = (from: string) =>
        `select employee_id, day, device_id, application, sum(segments)::int as segments, ${COUNTED} from (${from}) x group by 1, 2, 3, 4`;
      const [records, days] = [grouped(FROM_RECORDS), grouped("select * from activity_day")];
      return (await owner.query(`(${records} except ${days}) union all (${days} except ${records})`)).rows;
    },
  };
}
