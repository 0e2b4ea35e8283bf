import { afterAll, beforeAll, expect, test } from "vitest";
import { movableClock, type TestClock } from "../../prisma/factories/test-clock.ts";
import { recordId } from "../activity/rules/record-id.ts";
import type { PersonActor } from "../actor/schema.ts";
import { ClaimLost } from "../audit/commands/claim.ts";
import { askForExport } from "../export/commands/ask-for-export.ts";
import { claimExport } from "../export/commands/export-claim.ts";
import { makeExports } from "../export/commands/make-export.ts";
import { removeExport } from "../export/commands/remove-export.ts";
import { listExports } from "../export/queries/list-exports.ts";
import { openExport } from "../export/queries/open-export.ts";
import { type ExportPortal, job, openExportPortal } from "../export/test-exports.ts";
import { type Deleted, deleteRecords } from "./commands/delete-records.ts";
import { previewDeletion } from "./queries/preview-deletion.ts";
import { NOTHING } from "./test-erasure.ts";

// An export holds what was there when it was asked for. Whoever deletes a record does not keep it in one unawares.

const HOUR = 3_600_000;
let portal: ExportPortal;
let clock: TestClock;
let employee: PersonActor;
let colleague: PersonActor;
beforeAll(async () => {
  portal = await openExportPortal();
  clock = await movableClock(portal.owner);
  ({ employee, colleague } = portal.people);
});
afterAll(() => portal.close());

/** Stores a record of somebody's that began a minute ago, and returns its id. */
async function stored(who: PersonActor): Promise<string> {
  const deviceId = await portal.store(who, 1);
  const { rows } = await portal.owner.query<{ at: Date }>(
    "select started_at as at from segment where device_id = $1",
    [deviceId],
  );
  return recordId({ deviceId, startedAt: rows[0]?.at.getTime() ?? 0 });
}

async function preview(who: PersonActor, record: string) {
  const { found } = await previewDeletion(who, { ...NOTHING, record });
  if (!found) throw new Error("nothing was looked for");
  return found;
}

const remove = async (who: PersonActor, record: string): Promise<Deleted> =>
  deleteRecords(who, { ...NOTHING, record }, await preview(who, record));

const parts = async (id: string) =>
  (await portal.owner.query("select from export_part where export_id = $1", [id])).rowCount;

test("one that may hold a deleted record is shown to go, and goes with it; nobody else's does", async () => {
  const record = await stored(employee);
  await stored(colleague);
  const [{ id }, theirs] = [await portal.make(employee), await portal.make(colleague)];
  expect((await preview(employee, record)).downloads).toBe(1);
  expect([await parts(id), (await listExports(employee)).exports[0]?.state]).toEqual([1, "done"]);
  expect(await remove(employee, record)).toEqual({ records: 1, downloads: 1, later: 0 });
  await expect(openExport(employee, id)).rejects.toMatchObject({
    code: "expired",
    reason: "export-records-deleted",
  });
  expect(await parts(id)).toBe(0);
  expect((await listExports(employee)).exports[0]).toMatchObject({ state: "over", end: "records-deleted" });
  expect((await openExport(colleague, theirs.id)).bytes).toBe(theirs.zip.length);
  const acts = await portal.actsAbout(employee.id);
  expect(acts.at(-1)).toMatchObject({ kind: "records.deleted", details: { records: 1, downloads: 1 } });
});

test("one that was asked for before the record began cannot hold it, and stays", async () => {
  const earlier = await portal.make(employee);
  await clock.putOn(HOUR);
  const record = await stored(employee);
  expect((await preview(employee, record)).downloads).toBe(0);
  expect(await remove(employee, record)).toMatchObject({ records: 1, downloads: 0 });
  expect((await openExport(employee, earlier.id)).bytes).toBe(earlier.zip.length);
  await removeExport(employee, earlier.id);
});

test("one that is being made is made no further, and the next does not hold the record", async () => {
  const record = await stored(employee);
  const { id } = await askForExport(employee);
  const taken = await claimExport(job);
  expect(await remove(employee, record)).toMatchObject({ downloads: 1 });
  await expect(taken?.claim.write(async () => undefined)).rejects.toBeInstanceOf(ClaimLost);
  await makeExports(job);
  expect(await parts(id)).toBe(0);
  const next = await portal.make(employee);
  expect(next.text("records.jsonl")).not.toContain(record.slice(0, 36));
  await removeExport(employee, next.id);
});

test("a deletion that is refused ends none", async () => {
  const record = await stored(employee);
  const { id } = await portal.make(employee);
  const shown = { ...(await preview(employee, record)), mark: "1.1" };
  await expect(deleteRecords(employee, { ...NOTHING, record }, shown)).rejects.toMatchObject({
    reason: "changed",
  });
  expect(await openExport(employee, id)).toBeDefined();
  await remove(employee, record);
});

test("whatever comes at once, no export is left that holds a deleted record", async () => {
  for (let round = 0; round < 6; round++) {
    const record = await stored(employee);
    const { id } = await askForExport(employee);
    const outcomes = await Promise.allSettled([
      makeExports(job),
      remove(employee, record),
      removeExport(employee, id),
      askForExport(employee),
    ]);
    const [made, deleted, removed] = outcomes;
    expect([made?.status, deleted?.status]).toEqual(["fulfilled", "fulfilled"]);
    if (removed?.status === "rejected") expect(removed.reason.reason).toBe("already-over");
    await makeExports(job);
    expect(await parts(id)).toBe(0);
    for (const each of (await listExports(employee)).exports.filter(({ state }) => state === "done"))
      await removeExport(employee, each.id);
  }
});
