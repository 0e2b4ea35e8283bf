import { randomUUID } from "node:crypto";
import type pg from "pg";
import { newBatch, syncBody } from "../../bench/device.ts";
import { backdateProgram, populate } from "../../bench/population.ts";
import { unwrapDataKey } from "../../lib/crypto.ts";
import { closeEvents } from "../../lib/events.ts";
import { openTestPortal, type TestPortal } from "../../prisma/factories/test-portal.ts";
import { sync } from "../activity/commands/sync.ts";
import { openSteps } from "../activity/rules/sealed-steps.ts";
import type { Batch, BatchResult, Segment, Step } from "../activity/schema.ts";
import { actorForSession, deviceActor } from "../actor/queries.ts";
import type { PersonActor } from "../actor/schema.ts";
import type { AskedChoice } from "./rules/choice.ts";
import type { Sql } from "./test-search.ts";

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Someone in New York who allowed everything ten days ago, with two computers linked since. */
export interface Recorded {
  readonly actor: PersonActor;
  readonly devices: readonly [string, string];
}

export interface ErasurePortal extends TestPortal {
  /** As the owner, whom row-level security does not bind: to arrange and to inspect. */
  readonly sql: Sql;
  recorded(): Promise<Recorded>;
  /** Delivers these in one batch, from one of their computers with an agent of this version. */
  deliver(who: Recorded, segments: readonly Segment[], how?: Partial<Delivery>): Promise<BatchResult>;
}
interface Delivery {
  readonly device: string;
  readonly version: string;
  readonly batch: Partial<Batch>;
}

export async function openErasurePortal(): Promise<ErasurePortal> {
  const portal = await openTestPortal();
  await backdateProgram(portal.ownerUrl, 11);
  const sql: Sql = async <Row extends pg.QueryResultRow>(text: string, values: unknown[] = []) =>
    (await portal.owner.query<Row>(text, values)).rows;
  const recorded = async (): Promise<Recorded> => {
    const [one] = await populate(portal.ownerUrl, "", 1, 10);
    if (!one) throw new Error("nobody was made up");
    const other = randomUUID();
    await sql(
      `with linked as (
         insert into device (id, employee_id, name, platform, serial, public_key, thumbprint, enrolled_at)
         select $1::uuid, employee_id, 'other', platform, 'other', public_key, $1::uuid::text, enrolled_at
         from device where id = $2::uuid returning employee_id)
       insert into act (actor_kind, kind, subject_id) select 'job', 'device.linked', employee_id from linked`,
      [other, one.device.deviceId],
    );
    return {
      actor: await actorForSession({ subject: one.employeeId, epoch: 1 }),
      devices: [one.device.deviceId, other],
    };
  };
  const close = async () => {
    await closeEvents();
    await portal.close();
  };
  return { ...portal, sql, recorded, deliver, close };
}

async function deliver(
  { actor, devices }: Recorded,
  segments: readonly Segment[],
  { device = devices[0], version = "0.3.0", batch = {} }: Partial<Delivery> = {},
): Promise<BatchResult> {
  const { results } = await sync(
    deviceActor({ deviceId: device, employeeId: actor.id }),
    syncBody({
      agent: { version, platform: "linux" },
      batches: [newBatch({ ...batch, segments: [...segments] })],
    }),
  );
  const [result] = results;
  if (!result) throw new Error("no result");
  return result;
}

/** A second's work in an application, which began so long ago. `pixels` can be found again. */
export function work(msAgo: number, application = "terminal", pixels = 1): Segment {
  const steps: Step[] = [
    { kind: "click", at: 1, button: "left", times: 2 },
    { kind: "move", at: 2, for: 3, pixels },
    { kind: "keys", at: 4, for: 2, letters: 12 },
  ];
  return { application, from: Math.floor((Date.now() - msAgo) / 100), length: 10, steps };
}

export const NOTHING: AskedChoice = { record: "", from: "", to: "", hour: "", application: "", device: "" };

/** How a person's days' totals differ from what their stored records add up to: nothing, if all is well. */
export function differences({ sql }: ErasurePortal, employeeId: string): Promise<Record<string, unknown>[]> {
  const said = `select day, device_id, application, segments::bigint, tenths::bigint, moves, clicks, drags, scrolls,
    keys, shortcuts, bytes from activity_day where employee_id = $1`;
  const summed = `select coalesce(s.day, (s.started_at at time zone p.time_zone)::date), s.device_id,
      coalesce(s.application, ''), count(*), sum((extract(epoch from s.ended_at - s.started_at) * 10)::bigint)::bigint,
      sum(moves), sum(clicks), sum(drags), sum(scrolls), sum(keys), sum(shortcuts),
      sum(length(steps) + coalesce(length(keyboard_steps), 0))
    from segment s join person p on p.id = s.employee_id where s.employee_id = $1 group by 1, 2, 3`;
  return sql(`(${said} except ${summed}) union all (${summed} except ${said})`, [employeeId]);
}

/** All of a person's records, opened with the key that they have now. Throws where one was sealed with another. */
export async function openAll({ sql }: ErasurePortal, employeeId: string): Promise<Step[][]> {
  const rows = await sql<{
    started_at: Date;
    device_id: string;
    steps: Buffer;
    keyboard_steps: Buffer | null;
    wrapped: Buffer;
  }>(
    `select started_at, device_id, steps, keyboard_steps, wrapped from segment join data_key using (employee_id)
     where employee_id = $1 order by started_at`,
    [employeeId],
  );
  return rows.map((row) =>
    openSteps(
      unwrapDataKey(employeeId, row.wrapped),
      { employeeId, deviceId: row.device_id, from: row.started_at.getTime() / 100 },
      { steps: row.steps, keyboardSteps: row.keyboard_steps },
    ),
  );
}
