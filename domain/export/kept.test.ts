import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { objectStore } from "../../lib/object-store/configured.ts";
import { actorForExport } from "../actor/queries.ts";
import type { PersonActor } from "../actor/schema.ts";
import { answerContest } from "../correction/commands/answer-contest.ts";
import { askForExport } from "./commands/ask-for-export.ts";
import { captureFiles } from "./commands/capture-files.ts";
import { claimExport } from "./commands/export-claim.ts";
import { removeExport } from "./commands/remove-export.ts";
import { listExports } from "./queries/list-exports.ts";
import { PAGE_ROWS } from "./queries/over-pages.ts";
import { dataKeyOf } from "./queries/records.ts";
import { type ExportPortal, job, openExportPortal } from "./test-exports.ts";
import { contestOne, type KeptPicture, keepPicture, ownStore, png } from "./test-kept.ts";

// Pictures and contests in an export, and a store that is away while it is made.

const store = ownStore();
const captures = join(store.directory, "captures");
let portal: ExportPortal;
let someone: PersonActor;
let other: PersonActor;
beforeAll(async () => {
  portal = await openExportPortal();
  ({ employee: someone, colleague: other } = portal.people);
  await portal.store(someone, 3);
  await portal.store(other, 3);
});
afterAll(async () => {
  await portal.close();
  store.remove();
});

const forget = async () => {
  await portal.past(["delete from capture", []]);
};
const removeNewest = async () => removeExport(someone, (await listExports(someone)).exports[0]?.id ?? "");
const known = (lines: string[]) => lines.map((line) => JSON.parse(line));

/** Puts a folder where the object is: whoever would read it gets an error, and not that it is not there. */
function breakObject({ object }: KeptPicture): void {
  const found = readdirSync(captures, { recursive: true, withFileTypes: true }).find(
    (each) => each.isFile() && each.name === object,
  );
  const path = join(found?.parentPath ?? "", object);
  rmSync(path);
  mkdirSync(path);
}

describe("pictures", () => {
  test("are all there as they are stored, with what is known of each as its schema says, and nobody else's", async () => {
    const own: KeptPicture[] = [];
    for (let n = 0; n < PAGE_ROWS + 3; n++)
      own.push(await keepPicture(portal, someone, await png(`rgb(${n}, 9, 9)`)));
    const theirs = await keepPicture(portal, other);
    const made = await portal.make(someone);
    const paths = [...made.files.keys()].filter((path) => path.startsWith("captures/"));
    expect(paths.toSorted()).toEqual(own.map(({ id }) => `captures/${id}.png`).toSorted());
    for (const { id, bytes } of own)
      expect(made.files.get(`captures/${id}.png`)?.equals(bytes), id).toBe(true);
    const schema = z.fromJSONSchema(JSON.parse(made.text("captures.schema.json")));
    const lines = known(made.lines("captures.jsonl"));
    expect(lines.map(({ id }) => id)).toEqual(own.map(({ id }) => id));
    for (const line of lines) expect(schema.safeParse(line).success).toBe(true);
    expect(schema.safeParse({ ...lines[0], object: "0" }).success).toBe(false);
    expect(lines[0]).toMatchObject({
      application: "spreadsheet",
      width: 8,
      height: 5,
      day: expect.any(String),
    });
    const all = [...made.files.values()].map((each) => each.toString("latin1")).join();
    for (const each of [theirs.id, own[0]?.object ?? ""]) expect(all.includes(each)).toBe(false);
    expect((await listExports(someone)).exports[0]?.said).toBe("");
    await removeNewest();
    await forget();
  });

  test("are fetched one at a time, as they are written", async () => {
    for (let n = 0; n < 4; n++) await keepPicture(portal, someone);
    const { id } = await askForExport(someone);
    await claimExport(job);
    const actor = await actorForExport(job, id);
    const dataKey = (await dataKeyOf(actor)) ?? new Uint8Array();
    const fetched = vi.spyOn(objectStore(), "get");
    const sources = { actor, at: new Date(), dataKey, wrote: () => undefined, missed: () => undefined };
    const files = captureFiles(sources);
    await files.next();
    for (let n = 1; n <= 4; n++) {
      expect((await files.next()).value?.path).toMatch(/^captures\/.*png$/);
      expect(fetched.mock.calls.length).toBe(n);
    }
    fetched.mockRestore();
    await removeExport(someone, id);
    await forget();
  });

  test("that the store has not, or has damaged, and those of a store that goes away in the middle, are listed as missing and told of", async () => {
    const own: KeptPicture[] = [];
    for (let n = 0; n < 8; n++) own.push(await keepPicture(portal, someone));
    await objectStore().remove(own[1]?.object ?? "");
    await objectStore().put(own[3]?.object ?? "", Buffer.alloc(200, 7));
    for (const each of own.slice(4, 7)) breakObject(each);
    const fetched = vi.spyOn(objectStore(), "get");
    const made = await portal.make(someone);
    // After three times in a row it is not asked for the last one, which it has.
    expect(fetched.mock.calls.length).toBe(7);
    fetched.mockRestore();
    const there = [own[0], own[2]].map((each) => `captures/${each?.id}.png`);
    expect([...made.files.keys()].filter((path) => path.startsWith("captures/"))).toEqual(there);
    expect(known(made.lines("captures.jsonl")).map(({ file }) => file)).toEqual([
      there[0],
      null,
      there[1],
      ...[null, null, null, null, null],
    ]);
    const [shown] = (await listExports(someone)).exports;
    expect(shown).toMatchObject({
      state: "done",
      said: expect.stringMatching(/^6 pictures .* Ask again later/),
    });
    expect(made.lines("records.jsonl")).toHaveLength(3);
    expect(made.text("README.txt")).toContain("Where `file` is null the picture could not be had");
    await removeNewest();
    await forget();
  });

  test("are missing and nothing else is while the store is away", async () => {
    await keepPicture(portal, someone);
    renameSync(captures, `${captures}-away`);
    writeFileSync(captures, "no folder");
    const made = await portal.make(someone);
    rmSync(captures);
    renameSync(`${captures}-away`, captures);
    expect(known(made.lines("captures.jsonl")).map(({ file }) => file)).toEqual([null]);
    expect((await listExports(someone)).exports[0]?.said).toMatch(/^One picture .* get it too\.$/);
    await removeNewest();
    expect(known((await portal.make(someone)).lines("captures.jsonl"))[0].file).toMatch(/^captures/);
    await removeNewest();
  });
});

test("what was contested is there with its words and its answer, and nobody else's", async () => {
  const waiting = await contestOne(portal, someone, "");
  const answered = await contestOne(portal, someone, "Not me.");
  const theirs = await contestOne(portal, other, "Hers.");
  const { steward } = portal.people;
  await answerContest(steward, { contestId: answered, outcome: "stands", words: "The log says so." });
  const made = await portal.make(someone);
  const moment = expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/);
  const of = { deviceId: expect.any(String), startedAt: moment, captureId: null, reason: "somebody-else" };
  expect(known(made.lines("corrections.jsonl"))).toEqual([
    { id: waiting, at: moment, ...of, words: null, answer: null },
    {
      ...{ id: answered, at: moment, ...of, words: "Not me." },
      answer: { at: moment, outcome: "stands", words: "The log says so.", answeredBy: steward.id },
    },
  ]);
  const all = [...made.files.values()].map((each) => each.toString("latin1")).join();
  expect(all.includes(theirs)).toBe(false);
});
