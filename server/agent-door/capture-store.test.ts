import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { jobActor } from "../../domain/actor/queries.ts";
import { transact } from "../../domain/audit/commands.ts";
import { deleteCapture, eraseCaptures } from "../../domain/capture/commands/delete-capture.ts";
import { forgetCaptureArrivals } from "../../domain/capture/commands/keep-up.ts";
import { sweepCaptures } from "../../domain/capture/commands/sweep-captures.ts";
import { getPicture } from "../../domain/capture/queries/get-picture.ts";
import { listCaptures } from "../../domain/capture/queries/list-captures.ts";
import { objectStore } from "../../lib/object-store/configured.ts";
import { newObjectName } from "../../lib/object-store/store.ts";
import { type CapturePortal, type Collected, drawn, openCapturePortal, taken } from "./test-captures.ts";

let portal: CapturePortal;
let picture: Buffer;
let someone: Collected;

beforeAll(async () => {
  picture = await drawn({ width: 640, height: 400 });
  portal = await openCapturePortal();
  someone = await portal.collected("juniper.thimblewick");
});
afterAll(() => portal.close());

const sweep = () => sweepCaptures(jobActor("sweep-captures"));

describe("a store that is not there", () => {
  test("is said to be, with when to come again; the same picture is kept once it is back", async () => {
    const { actor, device } = await portal.collected("tansy.thimblewick");
    const id = taken();
    const seen = taken();
    expect((await device.putCapture(seen, "spreadsheet", picture)).status).toBe(201);
    await portal.withoutStore(async () => {
      const refused = await device.putCapture(id, "spreadsheet", picture);
      expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "30"]);
      expect(refused.text).not.toMatch(/[0-9a-f]{32}|captures\//);
      const { captures } = await listCaptures(actor, { after: null, limit: 10 });
      expect(captures.map((each) => each.id)).toEqual([seen]);
      await expect(getPicture(actor, seen)).rejects.toMatchObject({ name: "StoreTrouble" });
    });
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
    const { actor, device } = await portal.collected("marlow.thimblewick");
    const id = taken();
    await device.putCapture(id, "spreadsheet", picture);
    const [row] = await portal.sql("select object from capture where capture_id = $1", [id]);
    await deleteCapture(actor, id);
    await sweep();
    expect(portal.kept()).not.toContain(row?.object);
    expect(await portal.outbox()).toEqual([]);
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
    const { actor, device } = await portal.collected("rowan.thimblewick");
    const id = taken();
    await device.putCapture(id, "spreadsheet", picture);
    const [row] = await portal.sql("select object from capture where capture_id = $1", [id]);
    await portal.withoutStore(async () => {
      await deleteCapture(actor, id);
      await sweep();
    });
    expect(portal.kept()).toContain(row?.object);
    // Not before it is due again.
    await sweep();
    expect(await portal.outbox()).toEqual([{ object: row?.object, tries: 1 }]);
    await dueNow();
    expect(await sweep()).toMatchObject({ removed: 1, stopped: null });
    expect(portal.kept()).not.toContain(row?.object);
  });

  test("that was put and never got its row: is swept, and never before it could have got one", async () => {
    const object = newObjectName();
    await portal.sql("insert into capture_removal (object) values ($1)", [object]);
    await objectStore().put(object, picture);
    await sweep();
    expect(portal.kept()).toContain(object);
    await dueNow();
    expect(await sweep()).toMatchObject({ removed: 1 });
    expect(portal.kept()).not.toContain(object);
    await someone.device.putCapture(taken(), "spreadsheet", picture);
    const [other] = await portal.sql("select object from capture limit 1");
    const row = `insert into capture (employee_id, taken_at, capture_id, device_id, day, object, bytes, width, height)
      values ($1, now(), $2, $2, now(), $3, 1, 1, 1)`;
    // Nothing that was swept, and nothing that another row has, can be claimed.
    for (const taken of [object, other?.object])
      await expect(portal.sql(row, [someone.actor.id, randomUUID(), taken])).rejects.toMatchObject({
        constraint: "capture_object",
      });
  });

  test("with its person takes its object along; that it came is forgotten in time", async () => {
    const { actor, device } = await portal.collected("briar.thimblewick");
    const ids = [200, 150, 100].map((ago) => taken(ago));
    for (const id of ids) await device.putCapture(id, "spreadsheet", picture);
    const mine = "select object from capture where employee_id = $1 order by taken_at";
    const objects = (await portal.sql(mine, [actor.id])).map(({ object }) => object);
    expect(portal.kept()).toEqual(expect.arrayContaining(objects));
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
    expect(erased).toBe(3);
    await sweep();
    expect(portal.kept().filter((name) => objects.includes(name))).toEqual([]);
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
