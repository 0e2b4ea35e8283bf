import { randomUUID } from "node:crypto";
import { mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { v7 } from "uuid";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Device } from "../../bench/device.ts";
import { jobActor } from "../../domain/actor/queries.ts";
import type { PersonActor } from "../../domain/actor/schema.ts";
import { transact } from "../../domain/audit/commands.ts";
import {
  deleteCapture,
  deleteCapturesBefore,
  eraseCaptures,
} from "../../domain/capture/commands/delete-capture.ts";
import { forgetCaptureArrivals } from "../../domain/capture/commands/keep-up.ts";
import { sweepCaptures } from "../../domain/capture/commands/sweep-captures.ts";
import { getPicture } from "../../domain/capture/queries/get-picture.ts";
import { getCapture, listCaptures } from "../../domain/capture/queries/list-captures.ts";
import { setUpProgram } from "../../domain/directory/commands/set-up-program.ts";
import { startPause } from "../../domain/pause/commands.ts";
import { madeAt } from "../../lib/uuid-time.ts";
import { allow, openTestPortal, type TestPortal } from "./test-portal.ts";

let portal: TestPortal;
let directory: string;
let picture: Buffer;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "sayso-captures-"));
  process.env.SAYSO_DATA_DIR = directory;
  picture = await drawn({ width: 640, height: 400 });
  portal = await openTestPortal();
});
afterAll(async () => {
  await portal.close();
  rmSync(directory, { recursive: true, force: true });
});

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const store = () => join(directory, "captures");

function drawn({ width, height }: { width: number; height: number }): Promise<Buffer> {
  const background = { r: 20, g: 90, b: 160 };
  return sharp({ create: { width, height, channels: 3, background } })
    .png()
    .toBuffer();
}

/** The id of a picture taken so many milliseconds ago. */
const taken = (ago = 100) => v7({ msecs: Date.now() - ago });

function kept(): string[] {
  return readdirSync(store(), { recursive: true, withFileTypes: true })
    .filter((each) => each.isFile())
    .map(({ name }) => name);
}

async function collected(subject: string, categories?: Parameters<typeof allow>[1]) {
  const actor = await portal.person(subject);
  await allow(actor, categories);
  const device = await portal.device(actor);
  await sleep(300);
  return { actor, device };
}

const discards = (actor: PersonActor) =>
  portal.sql("select reason, times, captures from discard_day where employee_id = $1 order by reason", [
    actor.id,
  ]);

const outbox = () => portal.sql("select object, tries from capture_removal order by object");
const sweep = () => sweepCaptures(jobActor("sweep-captures"));

let someone: { actor: PersonActor; device: Device };
beforeAll(async () => {
  await setUpProgram(jobActor("test"), { name: "A program", capturesPerDay: 100 });
  someone = await collected("juniper.thimblewick");
});

describe("a picture that was permitted", () => {
  test("is kept once, sealed, and is its subject's alone", async () => {
    const { actor, device } = someone;
    const id = taken();
    const first = await device.putCapture(id, "spreadsheet", picture);
    expect([first.status, first.body]).toEqual([201, { status: "stored" }]);
    const again = await device.putCapture(id.toUpperCase(), "spreadsheet", picture);
    expect([again.status, again.body]).toEqual([200, { status: "duplicate" }]);
    const { captures } = await listCaptures(actor, { after: null, limit: 10 });
    expect(captures).toMatchObject([
      { id, applicationName: "Spreadsheet", deviceName: "laptop", width: 640, height: 400 },
    ]);
    const shown = await getPicture(actor, id);
    expect(await sharp(shown).metadata()).toMatchObject({ format: "png", width: 640, height: 400 });
    const [row] = await portal.sql("select object, taken_at, held_until from capture where capture_id = $1", [
      id,
    ]);
    expect(kept()).toEqual([row?.object]);
    expect(row?.held_until - Date.now()).toBeGreaterThan(23 * 3_600_000);
    const colleague = await portal.person("basil.thimblewick");
    for (const reading of [getPicture(colleague, id), getCapture(colleague, id)])
      await expect(reading).rejects.toMatchObject({ code: "not_found" });
  });

  test("carries nothing but its pixels", async () => {
    const { actor, device } = someone;
    const id = taken();
    const told = await sharp(picture)
      .withExif({ IFD0: { ImageDescription: "Where I live" } })
      .png()
      .toBuffer();
    expect(told.includes("Where I live")).toBe(true);
    expect((await device.putCapture(id, "spreadsheet", told)).status).toBe(201);
    expect((await getPicture(actor, id)).includes("Where I live")).toBe(false);
  });

  test("does not name its application where that was not allowed", async () => {
    const { actor, device } = await collected("sorrel.thimblewick", ["screen"]);
    expect((await device.putCapture(taken(), "spreadsheet", picture)).status).toBe(201);
    const { captures } = await listCaptures(actor, { after: null, limit: 10 });
    expect(captures).toMatchObject([{ applicationName: "Application not recorded" }]);
  });
});

describe("a picture that was not permitted", () => {
  test.each([
    ["no-consent", async () => collected("basil.thimblewick", ["pointer"]), "spreadsheet", 100],
    ["application-not-allowed", async () => someone, "drawing", 100],
    ["application-not-approved", async () => someone, "terminal", 100],
    ["application-not-approved", async () => someone, "unheard-of", 100],
    ["before-enrolment", async () => someone, "spreadsheet", 3_600_000],
    ["too-old", async () => someone, "spreadsheet", 15 * 86_400_000],
    ["in-the-future", async () => someone, "spreadsheet", -60_000],
  ])("is discarded and counted once, with the rule: %s", async (reason, whose, application, ago) => {
    const { actor, device } = await whose();
    const before = kept();
    const counted = (await discards(actor)).find((each) => each.reason === reason)?.times ?? 0;
    const id = taken(ago);
    for (const _ of [1, 2]) {
      const { status, body } = await device.putCapture(id, application, picture);
      expect([status, body]).toEqual([200, { status: "discarded", reason }]);
    }
    expect(await discards(actor)).toContainEqual({ reason, times: counted + 1, captures: counted + 1 });
    expect(kept()).toEqual(before);
  });

  test("is discarded when it was taken in a pause, and kept when it was taken just before", async () => {
    const { actor, device } = await collected("linden.thimblewick");
    const early = taken(50);
    await startPause(actor, { seconds: 60 });
    await sleep(50);
    const { body } = await device.putCapture(taken(10), "spreadsheet", picture);
    expect(body).toEqual({ status: "discarded", reason: "paused" });
    expect((await device.putCapture(early, "spreadsheet", picture)).status).toBe(201);
  });

  test("is discarded over the day's number, also when all come at once, and deleting makes no room", async () => {
    const { actor, device } = await collected("clover.thimblewick");
    const aDay = (capturesPerDay: number) =>
      setUpProgram(jobActor("test"), { name: "A program", capturesPerDay });
    await aDay(3);
    const ids = [90, 80, 70, 60, 50].map((ago) => taken(ago));
    const results = [];
    for (const two of [ids.slice(0, 2), ids.slice(2, 4), ids.slice(4)])
      results.push(...(await Promise.all(two.map((id) => device.putCapture(id, "spreadsheet", picture)))));
    expect(results.filter(({ status }) => status === 201)).toHaveLength(3);
    const over = { status: "discarded", reason: "over-daily-limit" };
    expect(results.filter(({ status }) => status === 200).map(({ body }) => body)).toEqual([over, over]);
    const { captures } = await listCaptures(actor, { after: null, limit: 10 });
    await deleteCapture(actor, captures[0]?.id ?? "");
    expect((await device.putCapture(taken(40), "spreadsheet", picture)).body).toEqual(over);
    await aDay(100);
  });
});

describe("what is no such picture", () => {
  const sent = async (bytes: Uint8Array, extra: Record<string, string> = {}, id = taken()) => {
    const { status, body } = await someone.device.putCapture(id, "spreadsheet", bytes, extra);
    return [status, String(body.type).split("/").at(-1)];
  };

  /** A PNG whose first bytes claim another size than it has. */
  function claiming(width: number, height: number): Buffer {
    const bytes = Buffer.from(picture);
    bytes.writeUInt32BE(width, 16);
    bytes.writeUInt32BE(height, 20);
    return bytes;
  }

  function flipped(at: number): Buffer {
    const bytes = Buffer.from(picture);
    bytes[at] = (bytes[at] ?? 0) ^ 0xff;
    return bytes;
  }

  test("is refused with what is wrong, and leaves nothing", async () => {
    const [before, waiting] = [kept(), await outbox()];
    expect(await sent(Buffer.from("<html>"))).toEqual([422, "not-a-png"]);
    expect(await sent(Buffer.alloc(0))).toEqual([422, "not-a-png"]);
    expect(await sent(await sharp(picture).jpeg().toBuffer())).toEqual([422, "not-a-png"]);
    expect(await sent(await drawn({ width: 641, height: 10 }))).toEqual([422, "too-many-pixels"]);
    expect(await sent(await drawn({ width: 10, height: 1_601 }))).toEqual([422, "too-many-pixels"]);
    expect(await sent(claiming(100_000, 100_000))).toEqual([422, "too-many-pixels"]);
    expect(await sent(claiming(640, 1_600))).toEqual([422, "damaged"]);
    expect(await sent(claiming(0, 0))).toEqual([422, "damaged"]);
    expect(await sent(flipped(picture.length - 20))).toEqual([422, "damaged"]);
    expect(await sent(picture.subarray(0, picture.length - 12))).toEqual([422, "damaged"]);
    expect(await sent(picture.subarray(0, 60))).toEqual([422, "damaged"]);
    expect(await sent(Buffer.concat([picture, Buffer.from("PK and an archive")]))).toEqual([
      422,
      "two-in-one",
    ]);
    expect(await sent(Buffer.alloc(500_001))).toEqual([413, "too-large"]);
    expect(await sent(picture, { "content-type": "image/jpeg" })).toEqual([415, "media-type"]);
    expect(await sent(picture, { "content-encoding": "gzip" })).toEqual([415, "encoding"]);
    expect(await sent(picture, { "content-digest": "sha-256=:AAAA:" })).toEqual([422, "digest"]);
    expect(await sent(picture, { "content-digest": `sha-256=:${"A".repeat(43)}=:` })).toEqual([
      422,
      "digest",
    ]);
    expect(await sent(picture, { "sayso-application": "../files" })).toEqual([422, "invalid"]);
    expect(await sent(picture, {}, randomUUID())).toEqual([422, "invalid"]);
    expect(await sent(picture, {}, "..%2f..%2fpicture")).toEqual([422, "invalid"]);
    expect(kept()).toEqual(before);
    expect(await outbox()).toEqual(waiting);
  });

  test("is not even read without a token", async () => {
    const { status } = await someone.device.putCapture(taken(), "spreadsheet", picture, {
      authorization: "",
    });
    expect(status).toBe(401);
  });
});

describe("a store that is not there", () => {
  test("is said to be, with when to come again; the same picture is kept once it is back", async () => {
    const { actor, device } = await collected("tansy.thimblewick");
    const elsewhere = `${store()}-away`;
    const id = taken();
    const seen = taken();
    expect((await device.putCapture(seen, "spreadsheet", picture)).status).toBe(201);
    renameSync(store(), elsewhere);
    writeFileSync(store(), "no folder");
    const refused = await device.putCapture(id, "spreadsheet", picture);
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "30"]);
    expect(refused.text).not.toMatch(/[0-9a-f]{32}|captures\//);
    const { captures } = await listCaptures(actor, { after: null, limit: 10 });
    expect(captures.map((each) => each.id)).toEqual([seen]);
    await expect(getPicture(actor, seen)).rejects.toMatchObject({ name: "StoreTrouble" });
    rmSync(store());
    renameSync(elsewhere, store());
    expect((await device.putCapture(id, "spreadsheet", picture)).body).toEqual({ status: "stored" });
    expect(await getPicture(actor, id)).toBeDefined();
  });
});

describe("a picture that goes", () => {
  beforeEach(async () => {
    await dueNow();
    await sweep();
  });

  const dueNow = () => portal.sql("update capture_removal set due_at = sayso_now() - interval '1 second'");

  test("by its subject: at once, from the store too, as an act, and it does not come back", async () => {
    const { actor, device } = await collected("marlow.thimblewick");
    const id = taken();
    await device.putCapture(id, "spreadsheet", picture);
    const [row] = await portal.sql("select object from capture where capture_id = $1", [id]);
    await deleteCapture(actor, id);
    await sweep();
    expect(kept()).not.toContain(row?.object);
    expect(await outbox()).toEqual([]);
    expect((await listCaptures(actor, { after: null, limit: 10 })).captures).toEqual([]);
    expect(
      await portal.sql(
        "select object_id, details from act where kind = 'capture.deleted' and subject_id = $1",
        [actor.id],
      ),
    ).toEqual([{ object_id: null, details: { pictures: 1 } }]);
    expect((await device.putCapture(id, "spreadsheet", picture)).body).toEqual({ status: "duplicate" });
    for (const gone of [id, randomUUID(), "../../etc/passwd", ""])
      await expect(deleteCapture(actor, gone)).rejects.toMatchObject({ code: "conflict" });
  });

  test("not by anybody else", async () => {
    const { device } = someone;
    const id = taken();
    await device.putCapture(id, "spreadsheet", picture);
    await expect(deleteCapture(await portal.person("basil.thimblewick"), id)).rejects.toMatchObject({
      code: "conflict",
    });
    expect(await portal.sql("select from capture where capture_id = $1", [id])).toHaveLength(1);
  });

  test("while the store is away: it waits in the outbox, and goes when the store is back", async () => {
    const { actor, device } = await collected("rowan.thimblewick");
    const id = taken();
    await device.putCapture(id, "spreadsheet", picture);
    const [row] = await portal.sql("select object from capture where capture_id = $1", [id]);
    const elsewhere = `${store()}-away`;
    renameSync(store(), elsewhere);
    writeFileSync(store(), "no folder");
    await deleteCapture(actor, id);
    await sweep();
    rmSync(store());
    renameSync(elsewhere, store());
    expect(kept()).toContain(row?.object);
    // Not before it is due again.
    await sweep();
    expect(await outbox()).toEqual([{ object: row?.object, tries: 1 }]);
    await dueNow();
    expect(await sweep()).toMatchObject({ removed: 1, stopped: null });
    expect(kept()).not.toContain(row?.object);
  });

  test("that was put and never got its row: is swept, and never before it could have got one", async () => {
    const object = "f".repeat(32);
    await portal.sql("insert into capture_removal (object) values ($1)", [object]);
    writeFileSync(join(store(), kept()[0]?.slice(0, 2) ?? "", "unrelated"), "");
    await sweep();
    expect(await outbox()).toHaveLength(1);
    await dueNow();
    expect(await sweep()).toMatchObject({ removed: 1 });
    const row = `insert into capture (employee_id, taken_at, capture_id, device_id, day, object, bytes, width, height)
      values ($1, now(), $2, $2, now(), $3, 1, 1, 1)`;
    // Nothing that was swept, and nothing that another row has, can be claimed.
    await expect(portal.sql(row, [someone.actor.id, randomUUID(), object])).rejects.toMatchObject({
      constraint: "capture_object",
    });
  });

  test("by its age, or with its person, takes its object along; that it came is forgotten in time", async () => {
    const { actor, device } = await collected("briar.thimblewick");
    const ids = [200, 150, 100].map((ago) => taken(ago));
    for (const id of ids) await device.putCapture(id, "spreadsheet", picture);
    const mine = "select object from capture where employee_id = $1 order by taken_at";
    const objects = (await portal.sql(mine, [actor.id])).map(({ object }) => object);
    expect(kept()).toEqual(expect.arrayContaining(objects));
    const moment = new Date(madeAt(ids[1] ?? ""));
    const older = await portal.sql("select from capture where taken_at < $1", [moment]);
    const deleteOlder = (most: number) =>
      transact(jobActor("test"), async (tx) => {
        await tx.record({ kind: "capture.deleted" });
        return deleteCapturesBefore(tx, { moment, most });
      });
    expect([await deleteOlder(1), await deleteOlder(1_000)]).toEqual([1, older.length - 1]);
    expect((await portal.sql(mine, [actor.id])).map(({ object }) => object)).toEqual(objects.slice(1));
    const silent = transact(actor, async (tx) => {
      await eraseCaptures(tx, actor.id);
    });
    await expect(silent).rejects.toThrow("recorded no act");
    const others = transact(actor, (tx) => eraseCaptures(tx, someone.actor.id));
    await expect(others).rejects.toThrow(/not theirs/);
    const erased = await transact(actor, async (tx) => {
      await tx.record({ kind: "capture.deleted", subjectId: actor.id });
      return eraseCaptures(tx, actor.id);
    });
    expect(erased).toBe(2);
    await sweep();
    expect(kept().filter((name) => objects.includes(name))).toEqual([]);
    expect(await portal.sql("select from capture_arrival where employee_id = $1", [actor.id])).toEqual([]);
    const arrivals = async () => (await portal.sql("select from capture_arrival")).length;
    const before = await arrivals();
    await portal.sql(
      "update capture_arrival set arrived_at = sayso_now() - interval '16 days' where capture_id = (select min(capture_id::text)::uuid from capture_arrival)",
    );
    await forgetCaptureArrivals(jobActor("test"));
    expect(await arrivals()).toBe(before - 1);
  });
});
