import { randomUUID } from "node:crypto";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { captureResult } from "../../domain/activity/schema.ts";
import type { PersonActor } from "../../domain/actor/schema.ts";
import { deleteCapture } from "../../domain/capture/commands/delete-capture.ts";
import { getPicture } from "../../domain/capture/queries/get-picture.ts";
import { getCapture, listCaptures } from "../../domain/capture/queries/list-captures.ts";
import { startPause } from "../../domain/pause/commands.ts";
import {
  type CapturePortal,
  type Collected,
  capturesPerDay,
  drawn,
  openCapturePortal,
  taken,
} from "./test-captures.ts";

let portal: CapturePortal;
let picture: Buffer;
let someone: Collected;

beforeAll(async () => {
  picture = await drawn({ width: 640, height: 400 });
  portal = await openCapturePortal();
  someone = await portal.collected("juniper.thimblewick");
});
afterAll(() => portal.close());

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const discards = (actor: PersonActor) =>
  portal.sql("select reason, times, captures from discard_day where employee_id = $1 order by reason", [
    actor.id,
  ]);

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
    expect(portal.kept()).toEqual([row?.object]);
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
    const { actor, device } = await portal.collected("sorrel.thimblewick", ["screen"]);
    expect((await device.putCapture(taken(), "spreadsheet", picture)).status).toBe(201);
    const { captures } = await listCaptures(actor, { after: null, limit: 10 });
    expect(captures).toMatchObject([{ applicationName: "Application not recorded" }]);
  });
});

describe("a picture that was not permitted", () => {
  test.each([
    ["no-consent", async () => portal.collected("basil.thimblewick", ["pointer"]), "spreadsheet", 100],
    ["application-not-allowed", async () => someone, "drawing", 100],
    ["application-not-approved", async () => someone, "terminal", 100],
    ["application-not-approved", async () => someone, "unheard-of", 100],
    ["before-enrolment", async () => someone, "spreadsheet", 3_600_000],
    ["too-old", async () => someone, "spreadsheet", 15 * 86_400_000],
    ["in-the-future", async () => someone, "spreadsheet", -60_000],
  ])("is discarded and counted once, with the rule: %s", async (reason, whose, application, ago) => {
    const { actor, device } = await whose();
    const before = portal.kept();
    const counted = (await discards(actor)).find((each) => each.reason === reason)?.times ?? 0;
    const id = taken(ago);
    for (const _ of [1, 2]) {
      const { status, body } = await device.putCapture(id, application, picture);
      expect([status, captureResult.parse(body)]).toEqual([200, { status: "discarded", reason }]);
    }
    expect(await discards(actor)).toContainEqual({ reason, times: counted + 1, captures: counted + 1 });
    expect(portal.kept()).toEqual(before);
  });

  test("is discarded when it was taken in a pause, and kept when it was taken just before", async () => {
    const { actor, device } = await portal.collected("linden.thimblewick");
    const early = taken(50);
    await startPause(actor, { seconds: 60 });
    await sleep(50);
    const { body } = await device.putCapture(taken(10), "spreadsheet", picture);
    expect(body).toEqual({ status: "discarded", reason: "paused" });
    expect((await device.putCapture(early, "spreadsheet", picture)).status).toBe(201);
  });

  const over = { status: "discarded", reason: "over-daily-limit" };

  test("is discarded over the day's number, and deleting one makes no room", async () => {
    const { actor, device } = await portal.collected("clover.thimblewick");
    await capturesPerDay(2);
    const results = [];
    for (const ago of [90, 80, 70])
      results.push((await device.putCapture(taken(ago), "spreadsheet", picture)).body);
    expect(results).toEqual([{ status: "stored" }, { status: "stored" }, over]);
    const { captures } = await listCaptures(actor, { after: null, limit: 10 });
    await deleteCapture(actor, captures[0]?.id ?? "");
    expect((await device.putCapture(taken(40), "spreadsheet", picture)).body).toEqual(over);
    await capturesPerDay(100);
  });

  test("is discarded over the day's number also when two come for the last place at the same instant", async () => {
    const { device } = await portal.collected("fern.thimblewick");
    await capturesPerDay(1);
    // Both are judged and put, and neither can write that it came.
    const letThemGo = await portal.holdArrivals();
    const two = [taken(90), taken(80)].map((id) => device.putCapture(id, "spreadsheet", picture));
    await portal.waiting(2);
    await letThemGo();
    const bodies = (await Promise.all(two)).map(({ body }) => body);
    expect(bodies).toEqual(expect.arrayContaining([{ status: "stored" }, over]));
    await capturesPerDay(100);
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
    const [before, waiting] = [portal.kept(), await portal.outbox()];
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
    expect(portal.kept()).toEqual(before);
    expect(await portal.outbox()).toEqual(waiting);
  });

  test("is not even read without a token", async () => {
    const { status } = await someone.device.putCapture(taken(), "spreadsheet", picture, {
      authorization: "",
    });
    expect(status).toBe(401);
  });
});
