import type pg from "pg";
import { dayBounds, dayOf } from "../../lib/day.ts";

const DAY = 86_400_000;
const TUESDAY = 2;

/** The database's clock, which a test moves. It never goes back. Times in milliseconds. */
export interface TestClock {
  now(): Promise<number>;
  /** Puts the clock on. */
  putOn(ms: number): Promise<void>;
  /** Puts it on to the next Tuesday's noon there: no day, week or weekend begins while a test runs. */
  toTuesdayNoon(timeZone: string): Promise<void>;
}

/** Lets a test move the clock of this database, of which `owner` holds sessions. */
export async function movableClock(owner: pg.Pool): Promise<TestClock> {
  await owner.query(`
    create table test_clock (ahead interval not null);
    insert into test_clock values ('0');
    grant select on test_clock to public;
    create or replace function sayso_now() returns timestamptz language sql volatile as
    $$ select date_trunc('milliseconds', clock_timestamp() + (select ahead from public.test_clock)) $$`);
  const now = async () => {
    const { rows } = await owner.query<{ now: Date }>("select sayso_now() as now");
    return rows[0]?.now.getTime() ?? 0;
  };
  const putOn = async (ms: number) => {
    await owner.query("update test_clock set ahead = ahead + make_interval(secs => $1)", [ms / 1000]);
  };
  return {
    now,
    putOn,
    toTuesdayNoon: async (timeZone) => {
      const at = await now();
      let day = dayOf(timeZone, at + DAY);
      while (new Date(`${day}T12:00:00Z`).getUTCDay() !== TUESDAY)
        day = new Date(Date.parse(`${day}T12:00:00Z`) + DAY).toISOString().slice(0, 10);
      await putOn(dayBounds(timeZone, day).from + DAY / 2 - at);
    },
  };
}

/** Stops the clock of this database at this moment: nothing takes effect, and no day begins anywhere, between two looks. */
export async function stopClock(owner: pg.Pool): Promise<void> {
  const { rows } = await owner.query<{ now: Date }>("select clock_timestamp() as now");
  await owner.query(`create or replace function sayso_now() returns timestamptz language sql volatile as
    $$ select '${rows[0]?.now.toISOString()}'::timestamptz $$`);
}
