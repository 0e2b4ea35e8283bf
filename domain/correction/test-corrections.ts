import type pg from "pg";
import { v7 } from "uuid";
import { newObjectName } from "../../lib/object-store/store.ts";
import { speak } from "../../prisma/factories/test-portal.ts";
import { makePartitions } from "../activity/commands/keep-up.ts";
import { recordId } from "../activity/rules/record-id.ts";
import { MINUTE, openRetentionPortal, type RetentionPortal } from "../activity/test-retention.ts";
import { jobActor } from "../actor/queries.ts";
import type { PersonActor } from "../actor/schema.ts";

/** A portal with a clock that moves, in which records are contested. */
export interface CorrectionPortal extends RetentionPortal {
  /** A record of theirs that began a minute ago. */
  recordOf(who: PersonActor): Promise<string>;
  /** Deletes it, as its subject may. */
  deleteRecord(id: string): Promise<void>;
  isThere(id: string): Promise<boolean>;
  /** A screen picture of theirs that was taken a minute ago in the terminal, and the name of its object. */
  pictureOf(who: PersonActor): Promise<{ readonly id: string; readonly object: string }>;
  isPictureThere(id: string): Promise<boolean>;
  /** Whether the one role that may read what is others' finds the picture. */
  isPictureReleased(id: string): Promise<boolean>;
  /** Whether the one role that may read what is others' finds the record. */
  isReleased(id: string): Promise<boolean>;
  grantRole(who: PersonActor, role: "steward" | "legal"): Promise<void>;
  takeRole(who: PersonActor, role: "steward" | "legal"): Promise<void>;
}

export async function openCorrectionPortal(): Promise<CorrectionPortal> {
  const portal = await openRetentionPortal();
  const { owner } = portal;
  const keyOf = (id: string) => [id.slice(0, 36), new Date(Number(id.slice(37)))];
  const WHERE = "device_id = $1 and started_at = $2";
  /** Past the rule that a change is recorded: here nobody does anything. */
  const arrange = async (sql: string, values: unknown[]) => {
    const client = await owner.connect();
    await client.query("begin; set local session_replication_role = replica");
    await client.query(sql, values);
    await client.query("commit");
    client.release();
  };
  return {
    ...portal,
    recordOf: async ({ id }) => {
      const deviceId = await portal.stored(id);
      const { rows } = await owner.query("select started_at from segment where device_id = $1", [deviceId]);
      return recordId({ deviceId, startedAt: rows[0].started_at.getTime() });
    },
    deleteRecord: (id) => arrange(`delete from segment where ${WHERE}`, keyOf(id)),
    isThere: async (id) =>
      (await owner.query(`select from segment where ${WHERE}`, keyOf(id))).rowCount === 1,
    pictureOf: async (who) => {
      await makePartitions(jobActor("keep-up"));
      const takenAt = (await portal.clock.now()) - MINUTE;
      const [id, object] = [v7({ msecs: takenAt }), newObjectName()];
      const ingest = { kind: "ingest" as const, id: null, subjects: [who.id] };
      await portal.asApp(ingest, async (client) => {
        await client.query("insert into capture_removal (object) values ($1)", [object]);
        await client.query(
          `insert into capture (employee_id, taken_at, capture_id, device_id, application, day, object, bytes, width, height)
           values ($1, $2, $3, $3, 'terminal', sayso_now(), $4, 1, 1, 1)`,
          [who.id, new Date(takenAt), id, object],
        );
      });
      return { id, object };
    },
    isPictureThere: async (id) =>
      (await owner.query("select from capture where capture_id = $1", [id])).rowCount === 1,
    isPictureReleased: (id) =>
      asReader(owner, portal.people.engineer, "select from capture where capture_id = $1", [id]),
    isReleased: (id) =>
      asReader(owner, portal.people.engineer, `select from segment where ${WHERE}`, keyOf(id)),
    grantRole: ({ id }, role) =>
      arrange("insert into role_grant (person_id, role) values ($1, $2) on conflict do nothing", [id, role]),
    takeRole: ({ id }, role) =>
      arrange("delete from role_grant where person_id = $1 and role = $2", [id, role]),
  };
}

async function asReader(owner: pg.Pool, who: PersonActor, sql: string, values: unknown[]): Promise<boolean> {
  const client = await owner.connect();
  try {
    await client.query("begin; set local role sayso_reading");
    await speak(client, { kind: "person", id: who.id, subjects: [] });
    return (await client.query(sql, values)).rowCount === 1;
  } finally {
    await client.query("rollback");
    client.release();
  }
}
