import { randomBytes, randomUUID } from "node:crypto";
import type pg from "pg";
import { v7 } from "uuid";
import { sealSteps } from "../../domain/activity/rules/sealed-steps.ts";
import type { Step } from "../../domain/activity/schema.ts";
import { newDataKey, unwrapDataKey } from "../../lib/crypto.ts";

/** Arranges rows about one person's computers and activity as the owner of the database, past every trigger. */
export class OwnActivity {
  private dataKey: Buffer | null = null;

  constructor(
    private readonly owner: pg.Pool,
    private readonly employeeId: string,
  ) {}

  async run(text: string, values: unknown[] = []): Promise<void> {
    const client = await this.owner.connect();
    try {
      await client.query("begin; set local session_replication_role = replica");
      await client.query(text, values);
      await client.query("commit");
    } catch (error) {
      await client.query("rollback");
      throw error;
    } finally {
      client.release();
    }
  }

  /** A computer that was linked, and perhaps unlinked, at these moments (ms). Leads to its id. */
  async device(name: string, linkedAt: number, unlinkedAt?: number): Promise<string> {
    const id = randomUUID();
    await this.run(
      `insert into device (id, employee_id, name, platform, serial, public_key, thumbprint, enrolled_at)
       values ($1::uuid, $2, $3, 'linux', 'serial', '{}', $1::uuid::text, $4)`,
      [id, this.employeeId, name, new Date(linkedAt)],
    );
    if (unlinkedAt !== undefined)
      await this.run(
        "insert into device_revocation (device_id, employee_id, revoked_by, reason, at) values ($1, $2, $2, 'employee', $3)",
        [id, this.employeeId, new Date(unlinkedAt)],
      );
    return id;
  }

  /** The labels of an hour that begins at a moment (ms): a byte a minute. */
  async hour(deviceId: string, at: number, labels: Uint8Array): Promise<void> {
    await this.run(
      "insert into coverage_hour (employee_id, hour, device_id, labels) values ($1, $2, $3, $4)",
      [this.employeeId, new Date(at), deviceId, labels],
    );
  }

  /** A record of a second that began at a moment (ms), sealed under the person's key, and held until another. */
  async segment(
    deviceId: string,
    from: number,
    steps: readonly Step[],
    more: { application?: string | null; clicks?: number; keys?: number; heldUntil?: number } = {},
  ): Promise<void> {
    const { application = "terminal", clicks = 0, keys = 0, heldUntil = from + 86_400_000 } = more;
    const place = { employeeId: this.employeeId, deviceId, from: from / 100 };
    const sealed = sealSteps(await this.key(), place, steps);
    await this.run(
      `insert into segment (employee_id, started_at, device_id, ended_at, batch_id, application, moves, clicks, drags,
         scrolls, keys, shortcuts, steps, keyboard_steps, held_until)
       values ($1, $2, $3, $4, $3, $5, 0, $6, 0, 0, $7, 0, $8, $9, $10)`,
      [
        this.employeeId,
        new Date(from),
        deviceId,
        new Date(from + 1_000),
        application,
        clicks,
        keys,
        sealed.steps,
        sealed.keyboardSteps,
        new Date(heldUntil),
      ],
    );
  }

  /** A screen picture taken at a moment (ms), counted to a day (YYYY-MM-DD); there is nothing of it in any store. */
  async capture(deviceId: string, takenAt: number, day: string, heldUntil = takenAt): Promise<void> {
    await this.run(
      `insert into capture (employee_id, taken_at, capture_id, device_id, application, day, object, bytes, width,
         height, held_until)
       values ($1, $2, $3, $4, 'terminal', $5, $6, 900, 640, 400, $7)`,
      [
        this.employeeId,
        new Date(takenAt),
        v7({ msecs: takenAt }),
        deviceId,
        day,
        randomBytes(16).toString("hex"),
        new Date(heldUntil),
      ],
    );
  }

  private async key(): Promise<Buffer> {
    if (this.dataKey) return this.dataKey;
    const wrapped = newDataKey(this.employeeId);
    await this.run("insert into data_key (employee_id, wrapped) values ($1, $2)", [this.employeeId, wrapped]);
    this.dataKey = unwrapDataKey(this.employeeId, wrapped);
    return this.dataKey;
  }
}
