import type { Reader } from "../../../lib/db/reader.ts";
import type { Interval } from "../../../lib/interval.ts";
import type { Amount, Held, HeldToday } from "../rules/my-data.ts";
import { HORIZON_MS } from "../rules.ts";

const HOUR_MS = 3_600_000;
/** The longest hold-back that a program may ever have set. */
const LONGEST_HOLD_MS = 720 * HOUR_MS;

/**
 * How much of what is stored about somebody nobody else can see yet. What is held was stored within the longest
 * hold-back, and was at most two weeks old then: nothing before is looked at, however much there is.
 */
export async function readHeld(db: Reader, employeeId: string, now: Date): Promise<Held> {
  const program = await db.program.findFirst({ select: { holdBackHours: true } });
  const oldest = new Date(now.getTime() - LONGEST_HOLD_MS - HORIZON_MS);
  const [held] = await db.$queryRaw<{ count: number }[]>`
    select count(*)::integer as count from segment
    where employee_id = ${employeeId}::uuid and started_at > ${oldest} and held_until > ${now}`;
  const [stored] = await db.$queryRaw<{ count: number }[]>`
    select coalesce(sum(segments), 0)::float8 as count from activity_day where employee_id = ${employeeId}::uuid`;
  return { hours: program?.holdBackHours ?? 24, held: held?.count ?? 0, stored: stored?.count ?? 0 };
}

/** What is stored of a person's day, between its bounds (milliseconds since the epoch), and how much of it is still theirs alone. */
export async function readHeldToday(
  db: Reader,
  employeeId: string,
  { from, to }: Interval,
  now: Date,
): Promise<HeldToday> {
  const [first, end] = [new Date(from), new Date(to)];
  const [records] = await db.$queryRaw<Amount[]>`
    select count(*)::integer as stored, count(*) filter (where held_until > ${now})::integer as held from segment
    where employee_id = ${employeeId}::uuid and started_at >= ${first} and started_at < ${end}`;
  const [pictures] = await db.$queryRaw<Amount[]>`
    select count(*)::integer as stored, count(*) filter (where held_until > ${now})::integer as held from capture
    where employee_id = ${employeeId}::uuid and taken_at >= ${first} and taken_at < ${end}`;
  const none = { stored: 0, held: 0 };
  return { records: records ?? none, pictures: pictures ?? none };
}
