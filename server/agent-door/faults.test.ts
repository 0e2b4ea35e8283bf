import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type Device, newBatch } from "../../bench/device.ts";
import { backdateProgram, type Inhabitant, populate } from "../../bench/population.ts";
import { segments } from "../../bench/recording.ts";
import type { Batch, BatchResult } from "../../domain/activity/schema.ts";
import { openTestPortal, type TestPortal } from "./test-portal.ts";

let portal: TestPortal;
let people: Inhabitant[];

beforeAll(async () => {
  // Faults are logged, here by the hundred.
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  portal = await openTestPortal();
  await backdateProgram(portal.ownerUrl, 3);
  people = await populate(portal.ownerUrl, portal.url, 20, 3);
});
afterAll(() => portal.close());

const PER_BATCH = 5;
/** Transactions that have to be hit, or nothing was shown. */
const ENOUGH = 5;
/** Of one person, before their minutes meet those of the next test. */
const MOST_BATCHES = 90;
const FIRST_MINUTE = Math.floor(Date.now() / 60_000) - 2_000;

/** As an agent does: the same batch again, until somebody says what became of it. */
async function deliver(device: Device, batch: Batch): Promise<BatchResult> {
  for (let attempt = 0; attempt < 200; attempt++) {
    try {
      const { results } = await device.sync({ batches: [batch] });
      if (results[0]) return results[0];
    } catch (error) {
      expect(String(error)).toMatch(/refused: 503/);
      await sleep(20 * Math.random());
    }
  }
  throw new Error("a batch was never answered");
}

async function expectStoredOnce(batches: readonly Batch[]): Promise<void> {
  const rows = await portal.sql<{ batch_id: string; stored: number; segments: number }>(
    `select b.batch_id, b.stored, (select count(*)::integer from segment s where s.batch_id = b.batch_id) as segments
     from batch b where b.batch_id = any ($1)`,
    [batches.map((each) => each.id)],
  );
  expect(rows).toHaveLength(batches.length);
  for (const row of rows) expect(row).toMatchObject({ stored: PER_BATCH, segments: PER_BATCH });
}

describe("a database that lets go", () => {
  test("in the middle of transactions: nothing acknowledged is lost, nothing is stored twice", async () => {
    let killed = 0;
    let isOver = false;
    const killer = async () => {
      for (; !isOver; await sleep(40)) {
        const rows = await portal.sql(
          `select pg_terminate_backend(pid) from pg_stat_activity
           where datname = current_database() and usename = 'sayso_app' and backend_xid is not null limit 1`,
        );
        killed += rows.length;
      }
    };
    const batches: Batch[] = [];
    const delivery = async ({ device }: Inhabitant) => {
      // On a fast machine for longer, until enough of them were hit.
      for (let i = 0; i < 8 || (killed <= ENOUGH && i < MOST_BATCHES); i++) {
        const batch = newBatch({ segments: segments(PER_BATCH, FIRST_MINUTE + i * PER_BATCH) });
        batches.push(batch);
        const { status } = await deliver(device, batch);
        expect(["accepted", "duplicate"]).toContain(status);
      }
    };
    const killing = killer();
    await Promise.all(people.map(delivery)).finally(() => {
      isOver = true;
    });
    await killing;
    expect(killed).toBeGreaterThan(ENOUGH);
    await expectStoredOnce(batches);
    await expectSums();
  }, 300_000);

  test("what one of them sends wrongly spoils nothing for those who came with it", async () => {
    const good = people.slice(0, 10).map(({ device }) => ({ device, batch: later(1) }));
    const bad = people[10]?.device;
    if (!bad) throw new Error("there are too few people");
    // A row that the key refuses, although the door let it in: as if another replica had just stored it.
    const clash = later(2);
    await portal.sql(
      `create function break_one() returns trigger language plpgsql as
         $$ begin raise exception 'broken on purpose' using errcode = 'unique_violation'; end $$`,
    );
    await portal.sql(
      `create trigger break_one before insert on batch for each row when (new.batch_id = '${clash.id}') execute function break_one()`,
    );
    const [clashed, ...others] = await Promise.all([
      bad.sync({ batches: [clash] }).then(
        () => "taken",
        () => "refused",
      ),
      ...good.map(({ device, batch }) => deliver(device, batch).then(({ status }) => status)),
    ]);
    expect(clashed).toBe("refused");
    expect(new Set(others)).toEqual(new Set(["accepted"]));
    await expectStoredOnce(good.map(({ batch }) => batch));
    expect(await portal.sql("select from segment where batch_id = $1", [clash.id])).toEqual([]);
    await portal.sql("drop trigger break_one on batch");
    expect((await bad.sync({ batches: [clash] })).results[0]?.status).toBe("accepted");
  });
});

describe("an answer that is lost", () => {
  test("the same batch, alone or in company, any number of times at once, is stored once", async () => {
    const device = people[11]?.device;
    if (!device) throw new Error("there are too few people");
    const batch = later(3);
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => device.sync({ batches: [batch, batch] })),
    );
    const results = answers.flatMap((each) => each.results.map(({ status }) => status));
    expect(results.filter((each) => each === "accepted")).toHaveLength(1);
    expect(results.filter((each) => each === "duplicate")).toHaveLength(23);
    await expectStoredOnce([batch]);
    await expectSums();
  });

  test("the same records under another id are recognised, and counted as such", async () => {
    const device = people[12]?.device;
    if (!device) throw new Error("there are too few people");
    const { segments: same } = later(4);
    await device.sync({ batches: [newBatch({ segments: same.slice(0, 2) })] });
    const { results } = await device.sync({ batches: [newBatch({ segments: same })] });
    expect(results[0]).toMatchObject({ status: "cut", stored: PER_BATCH - 2 });
    expect(results[0]?.discarded).toEqual([{ reason: "already-recorded", steps: 24, tenths: 1050 }]);
    await expectSums();
  });
});

describe("a clock that is wrong by an hour", () => {
  test("ahead: nothing from the future is stored", async () => {
    const device = people[13]?.device;
    if (!device) throw new Error("there are too few people");
    const ahead = Math.floor(Date.now() / 60_000) + 60;
    const { results } = await device.sync({ batches: [newBatch({ segments: segments(2, ahead) })] });
    expect(results[0]).toMatchObject({ status: "discarded", discarded: [{ reason: "in-the-future" }] });
  });

  test("behind: what is claimed for a time before consent is not stored", async () => {
    const [fresh] = await populate(portal.ownerUrl, portal.url, 1);
    const behind = Math.floor(Date.now() / 60_000) - 60;
    const answer = await fresh?.device.sync({ batches: [newBatch({ segments: segments(2, behind) })] });
    expect(answer?.results[0]).toMatchObject({ status: "discarded", stored: 0 });
    expect(await portal.sql("select from segment where employee_id = $1", [fresh?.employeeId])).toEqual([]);
  });
});

/** A batch from a time of its own. */
function later(place: number): Batch {
  return newBatch({ segments: segments(PER_BATCH, FIRST_MINUTE + 500 + place * PER_BATCH) });
}

/** The roll-ups are what the records add up to. */
async function expectSums(): Promise<void> {
  const [sums] = await portal.sql(
    `select (select sum(segments)::integer from activity_day) = (select count(*)::integer from segment) as segments,
       (select sum(bytes) from activity_day) = (select sum(length(steps) + coalesce(length(keyboard_steps), 0)) from segment) as bytes,
       (select sum(stored)::integer from batch) = (select count(*)::integer from segment) as stored,
       (select sum(heartbeats)::integer from usage_day) = (select count(*)::integer from batch) as heartbeats`,
  );
  expect(sums).toEqual({ segments: true, bytes: true, stored: true, heartbeats: true });
}
