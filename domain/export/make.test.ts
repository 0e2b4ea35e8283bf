import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { movableClock, type TestClock } from "../../prisma/factories/test-clock.ts";
import { jobActor } from "../actor/queries.ts";
import type { PersonActor } from "../actor/schema.ts";
import { ClaimLost } from "../audit/commands/claim.ts";
import { unzip } from "../evidence/test-unzip.ts";
import { askForExport } from "./commands/ask-for-export.ts";
import { claimExport, releaseExport } from "./commands/export-claim.ts";
import { makeExports } from "./commands/make-export.ts";
import { removeExport } from "./commands/remove-export.ts";
import { listExports } from "./queries/list-exports.ts";
import { openExport } from "./queries/open-export.ts";
import { MOST_KEPT } from "./rules/export.ts";
import { type ExportPortal, job, openExportPortal } from "./test-exports.ts";

const _DAY = 86_400_000;

let portal: ExportPortal;
let clock: TestClock;

beforeAll(async () => {
  portal = await openExportPortal();
  clock = await movableClock(portal.owner);
});
afterAll(() => portal.close());

const newest = async (who: PersonActor) => (await listExports(who)).exports[0];

describe("asking", () => {
  test("makes one, however often it is asked at once, and an act of it", async () => {
    const who = await portal.someone();
    const tries = await Promise.allSettled(Array.from({ length: 5 }, () => askForExport(who)));
    expect(tries.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const each of tries)
      if (each.status === "rejected")
        expect(each.reason).toMatchObject({ code: "conflict", reason: "being-made" });
    await expect(askForExport(who)).rejects.toMatchObject({ reason: "being-made" });
    expect((await listExports(who)).exports).toHaveLength(1);
    await makeExports(job);
    await expect(askForExport(who), "once it is made").resolves.toBeDefined();
    await makeExports(job);
  });

  test("is for so many that are kept at most; one that is removed makes room", async () => {
    const who = await portal.someone();
    for (let kept = 0; kept < MOST_KEPT; kept++) await portal.make(who);
    await expect(askForExport(who)).rejects.toMatchObject({ code: "too_many", reason: "too-many-kept" });
    await removeExport(who, (await newest(who))?.id ?? "");
    await portal.make(who);
  });

  test("works for somebody of whom nothing was ever collected", async () => {
    const who = await portal.someone();
    const { files, lines } = await portal.make(who);
    expect(lines("records.jsonl")).toEqual([]);
    expect(files.get("README.txt")?.toString()).toContain("Everything about you");
  });
});

describe("making", () => {
  test("keeps nothing that can be read without the person's key, and tells them once", async () => {
    const who = await portal.someone();
    await portal.store(who, 20);
    const { id, zip } = await portal.make(who);
    const { rows } = await portal.owner.query(
      "select sealed from export_part where export_id = $1 order by number",
      [id],
    );
    const kept = Buffer.concat(rows.map(({ sealed }) => sealed));
    expect(kept.includes(zip.subarray(0, 16))).toBe(false);
    expect(kept.includes("README.txt")).toBe(false);
    expect(await newest(who)).toMatchObject({
      state: "done",
      bytes: zip.length,
      sha256: createHash("sha256").update(zip).digest("hex"),
    });
    expect(await portal.acts(who, id)).toEqual(["export.asked", "export.made"]);
    const letters = await portal.owner.query("select kind from letter where person_id = $1", [who.id]);
    expect(letters.rows).toEqual([{ kind: "export-ready" }]);
    await portal.past(["delete from data_key where employee_id = $1", [who.id]]);
    await expect(openExport(who, id)).rejects.toMatchObject({ reason: "export-damaged" });
  });

  test("goes on after its maker vanished: from the beginning, once, and without a part of the first", async () => {
    const who = await portal.someone();
    await portal.store(who, 5);
    const { id } = await askForExport(who);
    await claimExport(job);
    await portal.past([
      "insert into export_part (employee_id, export_id, number, sealed) values ($1, $2, 1, 'half'), ($1, $2, 9, 'half')",
      [who.id, id],
    ]);
    await makeExports(job);
    expect(await newest(who)).toMatchObject({ id, state: "working" });
    await expect(openExport(who, id), "half of it is offered to nobody").rejects.toMatchObject({
      code: "not_found",
    });
    await clock.putOn(60_000);
    await Promise.all([makeExports(job), makeExports(jobActor("another"))]);
    expect((await unzip(await portal.download(who, id))).has("manifest.json")).toBe(true);
    expect(await portal.acts(who, id)).toEqual(["export.asked", "export.made"]);
  });

  test("by a maker that was taken for gone writes nothing more", async () => {
    const who = await portal.someone();
    const { id } = await askForExport(who);
    const slow = await claimExport(job);
    await clock.putOn(60_000);
    const quick = await claimExport(jobActor("another"));
    await expect(slow?.claim.write(async () => undefined)).rejects.toBeInstanceOf(ClaimLost);
    if (quick) await releaseExport(quick.claim);
    await makeExports(job);
    expect(await newest(who)).toMatchObject({ id, state: "done" });
  });

  test("that is stopped in the middle waits again, and the next takes it up at once", async () => {
    const who = await portal.someone();
    const { id } = await askForExport(who);
    const stopping = new AbortController();
    const stopped = makeExports(job, stopping.signal);
    stopping.abort();
    await stopped;
    expect(await newest(who)).toMatchObject({ id, state: "waiting" });
    await makeExports(job);
    expect(await newest(who)).toMatchObject({ id, state: "done" });
  });

  test("that fails says so, leaves nothing, and can be asked for again", async () => {
    const who = await portal.someone();
    const { id } = await askForExport(who);
    await portal.owner.query("alter table absence rename to lost");
    await expect(makeExports(job)).rejects.toThrow();
    await portal.owner.query("alter table lost rename to absence");
    expect(await newest(who)).toMatchObject({ id, state: "failed" });
    expect(await portal.parts(id)).toBe(0);
    await expect(openExport(who, id)).rejects.toMatchObject({ code: "not_found" });
    await portal.make(who);
  });

  test("ends when it is removed in the middle: nothing is kept, nothing is told", async () => {
    const who = await portal.someone();
    const { id } = await askForExport(who);
    const held = await portal.owner.connect();
    await held.query("begin");
    await held.query("lock table absence in access exclusive mode");
    const making = makeExports(job);
    await portal.someoneWaits();
    await removeExport(who, id);
    await held.query("rollback");
    held.release();
    await making;
    expect(await newest(who)).toMatchObject({ id, state: "over", end: "removed" });
    expect(await portal.parts(id)).toBe(0);
    expect(await portal.acts(who, id)).toEqual(["export.asked", "export.removed"]);
    expect((await portal.owner.query("select from letter where person_id = $1", [who.id])).rowCount).toBe(0);
  });
});
