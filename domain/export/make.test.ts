import { createHash, randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PART_BYTES } from "../../lib/archive.ts";
import { movableClock, type TestClock } from "../../prisma/factories/test-clock.ts";
import { actorForSession, jobActor } from "../actor/queries.ts";
import type { PersonActor } from "../actor/schema.ts";
import { ClaimLost } from "../audit/commands/claim.ts";
import { unzip } from "../evidence/test-unzip.ts";
import { askForExport } from "./commands/ask-for-export.ts";
import { downloadExport } from "./commands/download-export.ts";
import { expireExports } from "./commands/expire-exports.ts";
import { claimExport, releaseExport } from "./commands/export-claim.ts";
import { makeExports } from "./commands/make-export.ts";
import { removeExport } from "./commands/remove-export.ts";
import { listExports } from "./queries/list-exports.ts";
import { openExport } from "./queries/open-export.ts";
import { MOST_KEPT } from "./rules/export.ts";
import { busy, type ExportPortal, job, openExportPortal } from "./test-exports.ts";

const DAY = 86_400_000;

let portal: ExportPortal;
let clock: TestClock;
let next = 0;

beforeAll(async () => {
  portal = await openExportPortal();
  clock = await movableClock(portal.owner);
});
afterAll(() => portal.close());

/** Somebody who has not asked for anything yet. */
const someone = (): Promise<PersonActor> =>
  actorForSession({ subject: portal.organisation.people[next++]?.subject ?? "", epoch: 1 });
const parts = async (id: string) =>
  (await portal.owner.query("select from export_part where export_id = $1", [id])).rowCount;
const acts = async (who: PersonActor, id: string) =>
  (await portal.actsAbout(who.id)).filter(({ objectId }) => objectId === id).map(({ kind }) => kind);
const newest = async (who: PersonActor) => (await listExports(who)).exports[0];

describe("asking", () => {
  test("makes one, however often it is asked at once, and an act of it", async () => {
    const who = await someone();
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
    const who = await someone();
    for (let kept = 0; kept < MOST_KEPT; kept++) await portal.make(who);
    await expect(askForExport(who)).rejects.toMatchObject({ code: "too_many", reason: "too-many-kept" });
    await removeExport(who, (await newest(who))?.id ?? "");
    await portal.make(who);
  });

  test("works for somebody of whom nothing was ever collected", async () => {
    const who = await someone();
    const { files, lines } = await portal.make(who);
    expect(lines("records.jsonl")).toEqual([]);
    expect(files.get("README.txt")?.toString()).toContain("Everything about you");
  });
});

describe("making", () => {
  test("keeps nothing that can be read without the person's key, and tells them once", async () => {
    const who = await someone();
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
    expect(await acts(who, id)).toEqual(["export.asked", "export.made"]);
    const letters = await portal.owner.query("select kind from letter where person_id = $1", [who.id]);
    expect(letters.rows).toEqual([{ kind: "export-ready" }]);
    await portal.past(["delete from data_key where employee_id = $1", [who.id]]);
    await expect(openExport(who, id)).rejects.toMatchObject({ reason: "export-damaged" });
  });

  test("goes on after its maker vanished: from the beginning, once, and without a part of the first", async () => {
    const who = await someone();
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
    expect(await acts(who, id)).toEqual(["export.asked", "export.made"]);
  });

  test("by a maker that was taken for gone writes nothing more", async () => {
    const who = await someone();
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
    const who = await someone();
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
    const who = await someone();
    const { id } = await askForExport(who);
    await portal.owner.query("alter table absence rename to lost");
    await expect(makeExports(job)).rejects.toThrow();
    await portal.owner.query("alter table lost rename to absence");
    expect(await newest(who)).toMatchObject({ id, state: "failed" });
    expect(await parts(id)).toBe(0);
    await expect(openExport(who, id)).rejects.toMatchObject({ code: "not_found" });
    await portal.make(who);
  });

  test("ends when it is removed in the middle: nothing is kept, nothing is told", async () => {
    const who = await someone();
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
    expect(await parts(id)).toBe(0);
    expect(await acts(who, id)).toEqual(["export.asked", "export.removed"]);
    expect((await portal.owner.query("select from letter where person_id = $1", [who.id])).rowCount).toBe(0);
  });
});

describe("taking it along", () => {
  test("is its owner's alone, and an act; to all others there is none", async () => {
    const who = await someone();
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
    expect(await acts(who, id)).toEqual(["export.asked", "export.made", "export.downloaded"]);
  });

  test("can begin anywhere, as after a connection was lost", async () => {
    const who = await someone();
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
      const who = await someone();
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
    const who = await someone();
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
    expect(await parts(id)).toBe(0);
    expect(await acts(who, id)).toEqual(["export.asked", "export.made", "export.expired"]);
    await expect(downloadExport(who, id)).rejects.toMatchObject({ reason: "export-expired" });
    await expect(removeExport(who, id)).rejects.toMatchObject({ code: "conflict" });
  });

  test("ends at once when its owner removes it, once, also by several at the same time", async () => {
    const who = await someone();
    const { id } = await portal.make(who);
    const tries = await Promise.allSettled([
      removeExport(who, id),
      removeExport(who, id),
      removeExport(who, id),
    ]);
    expect(tries.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(await parts(id)).toBe(0);
    await expect(downloadExport(who, id)).rejects.toMatchObject({
      code: "expired",
      reason: "export-removed",
    });
    expect(await acts(who, id)).toEqual(["export.asked", "export.made", "export.removed"]);
  });

  test("is kept for as long as the program says", async () => {
    const who = await someone();
    await portal.past(["update program set export_days = 1", []]);
    const { id } = await portal.make(who);
    await clock.putOn(DAY + 1);
    await expect(openExport(who, id)).rejects.toMatchObject({ reason: "export-expired" });
  });
});
