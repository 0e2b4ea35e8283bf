import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { seal, unwrapDataKey } from "../../lib/crypto.ts";
import { objectStore } from "../../lib/object-store/configured.ts";
import { newObjectName } from "../../lib/object-store/store.ts";
import { recordId } from "../activity/rules/record-id.ts";
import type { PersonActor } from "../actor/schema.ts";
import { sealContext } from "../capture/rules.ts";
import { contestRecord } from "../correction/commands/contest-record.ts";
import type { ExportPortal } from "./test-exports.ts";

/** Lets the pictures of this process lie in a folder of their own. To be called before a portal is opened. */
export function ownStore(): { readonly directory: string; remove(): void } {
  const directory = mkdtempSync(join(tmpdir(), "sayso-exported-"));
  process.env.SAYSO_DATA_DIR = directory;
  return { directory, remove: () => rmSync(directory, { recursive: true, force: true }) };
}

export interface KeptPicture {
  readonly id: string;
  readonly object: string;
  readonly bytes: Buffer;
}

/** A small PNG of one colour. */
export function png(background = "teal"): Promise<Buffer> {
  return sharp({ create: { width: 8, height: 5, channels: 3, background } })
    .png()
    .toBuffer();
}

/** Keeps a picture of somebody's screen, as a delivery a minute ago did. They must have a data key. */
export async function keepPicture(
  portal: ExportPortal,
  who: PersonActor,
  bytes?: Buffer,
): Promise<KeptPicture> {
  const picture = bytes ?? (await png());
  const [id, object] = [randomUUID(), newObjectName()];
  const { rows } = await portal.owner.query("select wrapped from data_key where employee_id = $1", [who.id]);
  const key = unwrapDataKey(who.id, rows[0].wrapped);
  await portal.owner.query("insert into capture_removal (object) values ($1)", [object]);
  await objectStore().put(object, seal(key, picture, sealContext(who.id, id)));
  await portal.owner.query(
    `insert into capture (employee_id, taken_at, capture_id, device_id, application, day, object, bytes, width, height)
     values ($1, sayso_now() - interval '1 minute', $2, $2, 'spreadsheet', sayso_now(), $3, $4, 8, 5)`,
    [who.id, id, object, picture.length],
  );
  return { id, object, bytes: picture };
}

/** Contests the newest of somebody's records that they have not contested, and returns the contest's id. */
export async function contestOne(
  portal: ExportPortal,
  who: PersonActor,
  words = "It was somebody else.",
): Promise<string> {
  const { rows } = await portal.owner.query<{ deviceId: string; at: Date }>(
    `select device_id as "deviceId", started_at as at from segment s where employee_id = $1
       and not exists (select from contest c where c.device_id = s.device_id and c.started_at = s.started_at)
     order by started_at desc limit 1`,
    [who.id],
  );
  const place = { deviceId: rows[0]?.deviceId ?? "", startedAt: rows[0]?.at.getTime() ?? 0 };
  return (await contestRecord(who, { recordId: recordId(place), reason: "somebody-else", words })).id;
}
