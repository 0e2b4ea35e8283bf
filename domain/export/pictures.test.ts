import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, expect, test } from "vitest";
import { seal, unwrapDataKey } from "../../lib/crypto.ts";
import { objectStore } from "../../lib/object-store/configured.ts";
import { newObjectName } from "../../lib/object-store/store.ts";
import type { PersonActor } from "../actor/schema.ts";
import { sealContext } from "../capture/rules.ts";
import { contestPicture } from "../correction/commands/contest-record.ts";
import { type ExportPortal, openExportPortal } from "./test-exports.ts";

let portal: ExportPortal;
let folder: string;
let who: PersonActor;
let device: string;
beforeAll(async () => {
  portal = await openExportPortal();
  folder = await mkdtemp(join(tmpdir(), "sayso-exported-"));
  process.env.SAYSO_DATA_DIR = folder;
  who = await portal.someone();
  device = await portal.store(who, 1);
});
afterAll(async () => {
  await portal.close();
  await rm(folder, { recursive: true });
});

/** Puts a picture into the store as the door does, and returns its id. */
async function kept(picture: string): Promise<string> {
  const takenAt = Date.now() - 60_000;
  const [id, object] = [uuidv7({ msecs: takenAt }), newObjectName()];
  const { rows } = await portal.owner.query<{ wrapped: Buffer }>(
    "select wrapped from data_key where employee_id = $1",
    [who.id],
  );
  const dataKey = unwrapDataKey(who.id, rows[0]?.wrapped ?? Buffer.alloc(0));
  await objectStore().put(object, seal(dataKey, picture, sealContext(who.id, id)));
  await portal.past([
    `insert into capture (employee_id, taken_at, capture_id, device_id, application, day, object, bytes, width, height)
     values ($1, $2, $3, $4, 'terminal', $2::timestamptz::date, $5, 9, 640, 400)`,
    [who.id, new Date(takenAt), id, device, object],
  ]);
  return id;
}

test("pictures are in it, each as its subject sees it, and what was said of them", async () => {
  const [first, second] = [await kept("the first"), await kept("the second")];
  await contestPicture(who, { captureId: second, reason: "something-else", words: "That was my sister." });
  const made = await portal.make(who);
  expect(made.text(`captures/${first}.png`)).toBe("the first");
  expect(made.text(`captures/${second}.png`)).toBe("the second");
  const listed = made.lines("captures.jsonl").map((line) => JSON.parse(line));
  expect(listed.map(({ captureId }) => captureId).sort()).toEqual([first, second].sort());
  expect(listed[0]).toMatchObject({ deviceId: device, application: "terminal", width: 640 });
  // Where it lies is nobody's to know.
  expect(listed[0]).not.toHaveProperty("object");
  const said = made.lines("corrections.jsonl").map((line) => JSON.parse(line));
  expect(said).toMatchObject([
    { captureId: second, reason: "something-else", words: "That was my sister.", answer: null },
  ]);
});
