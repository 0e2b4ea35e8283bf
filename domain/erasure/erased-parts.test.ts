import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { recordId } from "../activity/rules/record-id.ts";
import { deviceActor, jobActor } from "../actor/queries.ts";
import { ClaimLost } from "../audit/commands/claim.ts";
import { storeCapture } from "../capture/commands/store-capture.ts";
import { sweepCaptures } from "../capture/commands/sweep-captures.ts";
import { getPicture } from "../capture/queries/get-picture.ts";
import { answerContest } from "../correction/commands/answer-contest.ts";
import { contestRecord } from "../correction/commands/contest-record.ts";
import { listMyContests } from "../correction/queries/list-my-contests.ts";
import { askForExport } from "../export/commands/ask-for-export.ts";
import { claimExport } from "../export/commands/export-claim.ts";
import { makeExports } from "../export/commands/make-export.ts";
import { removeExport } from "../export/commands/remove-export.ts";
import { listExports } from "../export/queries/list-exports.ts";
import { openExport } from "../export/queries/open-export.ts";
import { eraseAll } from "./commands/erase-all.ts";
import { previewErasure } from "./queries/preview-erasure.ts";
import { type ErasurePortal, MINUTE, openErasurePortal, type Recorded, work } from "./test-erasure.ts";

// What other nouns keep of a person, and what comes or is under way while they erase everything.

const job = jobActor("test");
const directory = mkdtempSync(join(tmpdir(), "sayso-erased-"));
let portal: ErasurePortal;
let picture: Buffer;
beforeAll(async () => {
  process.env.SAYSO_DATA_DIR = directory;
  portal = await openErasurePortal();
  const colour = { width: 64, height: 40, channels: 3, background: "teal" } as const;
  picture = await sharp({ create: colour }).png().toBuffer();
});
afterAll(async () => {
  await portal.close();
  rmSync(directory, { recursive: true, force: true });
});

const erase = ({ actor }: Pick<Recorded, "actor">) => eraseAll(actor, { word: "erase", shownAt: Date.now() });

function objects(): string[] {
  const all = readdirSync(join(directory, "captures"), { recursive: true, withFileTypes: true });
  return all.flatMap((each) => (each.isFile() ? [each.name] : []));
}

const rows = async (table: string, { actor }: Pick<Recorded, "actor">) =>
  portal.sql(`select * from ${table} where employee_id = $1`, [actor.id]);

describe("a picture of the screen", () => {
  const send = ({ actor, devices }: Recorded, takenAt: number, id = uuidv7({ msecs: takenAt })) =>
    storeCapture(deviceActor({ deviceId: devices[0], employeeId: actor.id }), {
      id,
      application: "spreadsheet",
      bytes: picture,
    });

  test("goes with its object, and does not come back", async () => {
    const who = await portal.recorded();
    const id = uuidv7({ msecs: Date.now() - MINUTE });
    expect(await send(who, 0, id)).toEqual({ status: "stored" });
    expect((await previewErasure(who.actor)).pictures).toBe(1);
    expect(await erase(who)).toMatchObject({ pictures: 1 });
    await sweepCaptures(job);
    expect(objects()).toEqual([]);
    expect(await send(who, 0, id)).toEqual({ status: "discarded", reason: "erased" });
    expect([await rows("capture", who), objects()]).toEqual([[], []]);
  });

  test("from before that comes late is thrown away, counted to the day of the erasure; one from after it is kept", async () => {
    const who = await portal.recorded();
    const before = Date.now() - 3 * 1440 * MINUTE;
    await erase(who);
    expect(await send(who, before)).toEqual({ status: "discarded", reason: "erased" });
    const [erasure] = await portal.sql<{ day: string }>(
      "select (at at time zone 'America/New_York')::date::text as day from erasure where employee_id = $1",
      [who.actor.id],
    );
    const counted =
      "select day::text, reason, captures from discard_day where employee_id = $1 union all select day::text, reason, 0 from capture_arrival where employee_id = $1";
    expect(await portal.sql(counted, [who.actor.id])).toEqual([
      { day: erasure?.day, reason: "erased", captures: 1 },
      { day: erasure?.day, reason: "erased", captures: 0 },
    ]);
    const id = uuidv7({ msecs: Date.now() });
    expect(await send(who, 0, id)).toEqual({ status: "stored" });
    expect((await sharp(await getPicture(who.actor, id)).metadata()).width).toBe(64);
  });

  test("on its way while everything is erased is gone, or opens", async () => {
    const who = await portal.recorded();
    for (let round = 0; round < 6; round++) {
      const ids = [0, 1, 2].map((n) => uuidv7({ msecs: Date.now() - n }));
      await Promise.all([...ids.map((id) => send(who, 0, id)), erase(who)]);
      const kept = await portal.sql<{ id: string; isOlder: boolean }>(
        `select capture_id as id, taken_at < (select max(at) from erasure e where e.employee_id = c.employee_id) as "isOlder"
         from capture c where employee_id = $1`,
        [who.actor.id],
      );
      expect(kept.filter(({ isOlder }) => isOlder)).toEqual([]);
      for (const { id } of kept) expect(await getPicture(who.actor, id)).toBeDefined();
    }
  });
});

describe("a download", () => {
  // Whose receipts were signed, which an export takes apart.
  const signedIn = () => ({ actor: portal.people.employee });

  test("that is there cannot be had any more, and that it was asked for is nowhere but in the ledger", async () => {
    const who = signedIn();
    const { id } = await askForExport(who.actor);
    await makeExports(job);
    await askForExport(who.actor);
    await removeExport(who.actor, (await listExports(who.actor)).exports[0]?.id ?? "");
    expect((await previewErasure(who.actor)).downloads).toBe(1);
    expect(await erase(who)).toMatchObject({ downloads: 1 });
    await expect(openExport(who.actor, id)).rejects.toMatchObject({ code: "not_found" });
    for (const table of ["export", "export_progress", "export_part", "export_end"])
      expect([table, await rows(table, who)]).toEqual([table, []]);
  });

  test("that is being made is made no further", async () => {
    const who = signedIn();
    await askForExport(who.actor);
    const taken = await claimExport(job);
    await erase(who);
    const part = taken?.claim.write(
      (db) => db.$executeRaw`insert into export_part (employee_id, export_id, number, sealed)
        values (${taken.claim.employeeId}::uuid, ${taken.claim.exportId}::uuid, 1, 'sealed')`,
    );
    await expect(part).rejects.toBeInstanceOf(ClaimLost);
    await makeExports(job);
    for (const table of ["export", "export_part"])
      expect([table, await rows(table, who)]).toEqual([table, []]);
  });

  test("asked for, made, removed and erased at once: none is left half, and none that does not open", async () => {
    const who = signedIn();
    for (let round = 0; round < 8; round++) {
      const { id } = await askForExport(who.actor);
      const outcomes = await Promise.allSettled([
        makeExports(job),
        erase(who),
        removeExport(who.actor, id),
        askForExport(who.actor),
      ]);
      const [made, erased, removed] = outcomes;
      expect([made?.status, erased?.status]).toEqual(["fulfilled", "fulfilled"]);
      if (removed?.status === "rejected")
        expect(["already-over", "no-such-export"]).toContain(removed.reason.reason);
      await makeExports(job);
      for (const each of (await listExports(who.actor)).exports.filter(({ state }) => state === "done")) {
        const kept = await openExport(who.actor, each.id);
        for await (const chunk of kept.slice(0, kept.bytes)) expect(chunk.length).toBeGreaterThan(0);
      }
      await erase(who);
    }
    expect(await rows("export_part", who)).toEqual([]);
  });
});

describe("what was contested", () => {
  /** Of the record that began last, so many milliseconds ago. */
  async function contested(who: Recorded, ago = MINUTE): Promise<string> {
    await portal.deliver(who, [work(ago)]);
    const [record] = await portal.sql<{ deviceId: string; at: Date }>(
      `select device_id as "deviceId", started_at as at from segment where employee_id = $1 order by started_at desc`,
      [who.actor.id],
    );
    const place = { deviceId: record?.deviceId ?? "", startedAt: record?.at.getTime() ?? 0 };
    const said = { recordId: recordId(place), reason: "wrong-time", words: "It was later." };
    return (await contestRecord(who.actor, said)).id;
  }
  const answer = (contestId: string, outcome = "stands") =>
    answerContest(portal.people.steward, { contestId, outcome, words: "I looked." });

  test("goes with its answer, and nobody is still to be told of it", async () => {
    const who = await portal.recorded();
    const ids = [await contested(who, 2 * MINUTE), await contested(who)];
    await answer(ids[0] ?? "");
    expect(await erase(who)).toMatchObject({ corrections: 2 });
    for (const table of ["contest", "contest_answer"])
      expect([table, await rows(table, who)]).toEqual([table, []]);
    const letters = "select kind from letter where object_id = any ($1::uuid[]) and sent_at is null";
    expect(await portal.sql(letters, [ids])).toEqual([]);
    await expect(answer(ids[1] ?? "")).rejects.toMatchObject({ code: "not_found" });
  });

  test("by others stays, when whoever answered it erases everything of their own", async () => {
    const who = await portal.recorded();
    await answer(await contested(who));
    const { steward } = portal.people;
    const erased = await eraseAll(steward, { word: "erase", shownAt: Date.now() });
    expect(erased).toMatchObject({ corrections: 0 });
    expect(await listMyContests(who.actor)).toMatchObject([
      { state: "stands", words: "It was later.", answer: { words: "I looked." } },
    ]);
  });

  test("or is answered while everything is erased is gone, and whoever was late is told so", async () => {
    for (let round = 0; round < 6; round++) {
      const who = await portal.recorded();
      const id = await contested(who);
      const [answered, erased] = await Promise.allSettled([answer(id, "upheld"), erase(who)]);
      expect(erased.status).toBe("fulfilled");
      if (answered.status === "rejected")
        expect(["no-such-contest", "gone"]).toContain(answered.reason.reason);
      for (const table of ["contest", "contest_answer"])
        expect([table, await rows(table, who)]).toEqual([table, []]);
    }
  });
});
