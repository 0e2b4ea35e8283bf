import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PART_BYTES } from "../../lib/archive.ts";
import { movableClock, type TestClock } from "../../prisma/factories/test-clock.ts";
import { jobActor } from "../actor/queries.ts";
import type { PersonActor } from "../actor/schema.ts";
import { downloadExport } from "./commands/download-export.ts";
import { expireExports } from "./commands/expire-exports.ts";
import { removeExport } from "./commands/remove-export.ts";
import { listExports } from "./queries/list-exports.ts";
import { openExport } from "./queries/open-export.ts";
import { busy, type ExportPortal, job, openExportPortal } from "./test-exports.ts";

const DAY = 86_400_000;

let portal: ExportPortal;
let clock: TestClock;

beforeAll(async () => {
  portal = await openExportPortal();
  clock = await movableClock(portal.owner);
});
afterAll(() => portal.close());

const newest = async (who: PersonActor) => (await listExports(who)).exports[0];

describe("taking it along", () => {
  test("is its owner's alone, and an act; to all others there is none", async () => {
    const who = await portal.someone();
    const { id } = await portal.make(who);
    const { colleague, manager, legal, admin } = portal.people;
    for (const other of [colleague, manager, legal, admin].filter((each) => each.id !== who.id)) {
      await expect(downloadExport(other, id)).rejects.toMatchObject({ code: "not_found" });
      await expect(removeExport(other, id)).rejects.toMatchObject({ code: "not_found" });
    }
    for (const none of [randomUUID(), "", "../../etc/passwd", "x".repeat(10_000), `${id}'--`]) {
      await expect(downloadExport(who, none)).rejects.toMatchObject({ code: "not_found" });
      await expect(removeExport(who, none)).rejects.toMatchObject({ code: "not_found" });
    }
    await downloadExport(who, id);
    expect(await portal.acts(who, id)).toEqual(["export.asked", "export.made", "export.downloaded"]);
  });

  test("can begin anywhere, as after a connection was lost", async () => {
    const who = await portal.someone();
    await portal.store(who, 700, busy);
    const { id, zip } = await portal.make(who);
    expect(zip.length, "more than one part").toBeGreaterThan(PART_BYTES);
    const kept = await openExport(who, id);
    for (const [from, to] of [
      [0, 10],
      [5, zip.length],
      [PART_BYTES - 3, PART_BYTES + 3],
      [PART_BYTES, PART_BYTES + 1],
      [zip.length - 1, zip.length],
    ] as const) {
      const chunks: Uint8Array[] = [];
      for await (const chunk of kept.slice(from, to)) chunks.push(chunk);
      expect(Buffer.concat(chunks).equals(zip.subarray(from, to)), `${from} to ${to}`).toBe(true);
    }
  }, 60_000);

  test.each([
    [
      "a bit of it is another",
      "update export_part set sealed = set_bit(sealed, 4000, 1 - get_bit(sealed, 4000)) where export_id = $1 and number = 2",
    ],
    ["a part is missing", "delete from export_part where export_id = $1 and number = 2"],
    [
      "two parts are in each other's place",
      "update export_part set number = -number where export_id = $1 and number < 3; update export_part set number = 3 + number where export_id = $1 and number < 0",
    ],
    ["it is not what was made", "update export_progress set sha256 = '00' where export_id = $1"],
  ])(
    "breaks off, and is never whole, where %s",
    async (_, sql) => {
      const who = await portal.someone();
      await portal.store(who, 700, busy);
      const { id } = await portal.make(who);
      await portal.owner.query("alter table export_part drop constraint if exists export_part_number_check");
      await portal.past(...sql.split(";").map((each) => [each, [id]] as const));
      const kept = await openExport(who, id);
      let taken = 0;
      const take = async (from: number) => {
        taken = from;
        for await (const chunk of kept.slice(from, kept.bytes)) taken += chunk.length;
      };
      await expect(take(0)).rejects.toThrow();
      expect(taken).toBeLessThan(kept.bytes);
      // Of less than the whole there is no hash: each part is known by itself.
      if (sql.includes("sha256")) return;
      await expect(take(PART_BYTES)).rejects.toThrow();
      expect(taken).toBeLessThan(kept.bytes);
    },
    60_000,
  );

  test("ends after three days, at once for whoever asks, and its bytes are destroyed by the job", async () => {
    const who = await portal.someone();
    const { id } = await portal.make(who);
    const { expiresAt } = (await newest(who)) ?? {};
    expect((expiresAt ?? 0) - (await clock.now())).toBeLessThanOrEqual(3 * DAY);
    await clock.putOn(3 * DAY - 60_000);
    await expireExports(job);
    await expect(openExport(who, id)).resolves.toBeDefined();
    await clock.putOn(60_001);
    await expect(downloadExport(who, id), "before the job has come").rejects.toMatchObject({
      code: "expired",
      reason: "export-expired",
    });
    await Promise.all([expireExports(job), expireExports(jobActor("another"))]);
    expect(await portal.parts(id)).toBe(0);
    expect(await portal.acts(who, id)).toEqual(["export.asked", "export.made", "export.expired"]);
    await expect(downloadExport(who, id)).rejects.toMatchObject({ reason: "export-expired" });
    await expect(removeExport(who, id)).rejects.toMatchObject({ code: "conflict" });
  });

  test("ends at once when its owner removes it, once, also by several at the same time", async () => {
    const who = await portal.someone();
    const { id } = await portal.make(who);
    const tries = await Promise.allSettled([
      removeExport(who, id),
      removeExport(who, id),
      removeExport(who, id),
    ]);
    expect(tries.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(await portal.parts(id)).toBe(0);
    await expect(downloadExport(who, id)).rejects.toMatchObject({
      code: "expired",
      reason: "export-removed",
    });
    expect(await portal.acts(who, id)).toEqual(["export.asked", "export.made", "export.removed"]);
  });

  test("is kept for as long as the program says", async () => {
    const who = await portal.someone();
    await portal.past(["update program set export_days = 1", []]);
    const { id } = await portal.make(who);
    await clock.putOn(DAY + 1);
    await expect(openExport(who, id)).rejects.toMatchObject({ reason: "export-expired" });
  });
});
