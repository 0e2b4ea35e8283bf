import type pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { unzip } from "../domain/evidence/test-unzip.ts";
import { askForExport } from "../domain/export/commands/ask-for-export.ts";
import { listExports } from "../domain/export/queries/list-exports.ts";
import { openExport } from "../domain/export/queries/open-export.ts";
import { busy, type ExportPortal, openExportPortal } from "../domain/export/test-exports.ts";
import { PART_BYTES } from "../lib/archive.ts";
import { movableClock, type TestClock } from "../prisma/factories/test-clock.ts";
import { prepareJobs } from "./jobs-setup.ts";
import { beginJob, startWorker, type TestWorker } from "./test-worker.ts";

// A process that makes an export is killed outright with parts of it stored; the next one begins it anew.

/** Held by the owner of the database, for whom a part waits that comes after so many. */
const GATE = 4_712;
const PASS = 2;
const RECORDS = 1_200;
const WAIT = { timeout: 60_000, interval: 100 };

let portal: ExportPortal;
let clock: TestClock;
let keeper: pg.PoolClient;
let worker: TestWorker | null = null;

beforeAll(async () => {
  portal = await openExportPortal();
  clock = await movableClock(portal.owner);
  await prepareJobs(portal.ownerUrl);
  keeper = await portal.owner.connect();
  await keeper.query("select pg_advisory_lock($1)", [GATE]);
  await portal.owner.query(`
    create sequence test_passed;
    grant usage on sequence test_passed to public;
    create function test_gate() returns trigger language plpgsql as $$ begin
      if nextval('public.test_passed') > ${PASS} then perform pg_advisory_xact_lock_shared(${GATE}); end if;
      return new;
    end $$;
    create trigger test_gate before insert on export_part for each row execute function test_gate()`);
}, 60_000);
afterAll(async () => {
  await kill();
  await keeper.query("select pg_advisory_unlock_all()");
  keeper.release();
  await portal.close();
});

async function start(): Promise<void> {
  worker = await startWorker();
  await beginJob(portal.owner, "make-export");
}
async function kill(): Promise<void> {
  await worker?.kill();
  worker = null;
}

test("a maker that is killed with parts stored leaves nothing that anybody is offered, and the next makes it whole", async () => {
  const { employee } = portal.people;
  await portal.store(employee, RECORDS, busy);
  const { id } = await askForExport(employee);
  const parts = async () =>
    (await portal.owner.query("select from export_part where export_id = $1", [id])).rowCount ?? 0;
  const state = async () => (await listExports(employee)).exports[0]?.state;

  await start();
  await expect.poll(parts, WAIT).toBe(PASS);
  await portal.someoneWaits();
  await kill();
  expect(await state()).toBe("working");
  await expect(openExport(employee, id)).rejects.toMatchObject({ code: "not_found" });

  await keeper.query("select pg_advisory_unlock_all()");
  // Longer than a maker may say nothing.
  await clock.putOn(60_000);
  await start();
  await expect.poll(state, WAIT).toBe("done");
  const zip = await portal.download(employee, id);
  expect(await parts()).toBe(Math.ceil(zip.length / PART_BYTES));
  expect(await parts(), "more than were there when it was killed").toBeGreaterThan(PASS);
  const files = await unzip(zip);
  expect(files.get("records.jsonl")?.toString("utf8").trim().split("\n")).toHaveLength(RECORDS);
  const acts = (await portal.actsAbout(employee.id)).filter(({ objectId }) => objectId === id);
  expect(acts.map(({ kind }) => kind)).toEqual(["export.asked", "export.made"]);
}, 240_000);
