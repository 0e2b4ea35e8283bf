import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newBatch } from "../bench/device.ts";
import type { PersonActor } from "../domain/actor/schema.ts";
import { eraseAll } from "../domain/erasure/commands/erase-all.ts";
import { previewErasure } from "../domain/erasure/queries/preview-erasure.ts";
import { GOES, REMAINS } from "../domain/erasure/rules/what-goes.ts";
import { DAY, work } from "../domain/erasure/test-erasure.ts";
import { everyOpened, everyRow, type Trace } from "../domain/erasure/test-search.ts";
import { applyForExemption } from "../domain/exemption/commands/apply.ts";
import { attachEvidence } from "../domain/exemption/commands/attach-file.ts";
import { askApplicant, comment } from "../domain/exemption/commands/discuss.ts";
import { saveExemptionDraft } from "../domain/exemption/commands/save-draft.ts";
import { EMPTY_DRAFT } from "../domain/exemption/rules/draft.ts";
import { resumePause, startPause } from "../domain/pause/commands.ts";
import { AUTHORISATION } from "../lib/db/authorisation-table.ts";
import { arrangeEverything } from "../prisma/factories/one-of-everything.ts";
import { organisation } from "../prisma/factories/organisation.ts";
import type { Row } from "../prisma/factories/row.ts";
import { allow, openTestPortal, type TestPortal } from "./agent-door/test-portal.ts";
import { startJobs } from "./jobs.ts";
import { prepareJobs } from "./jobs-setup.ts";

/** Tables in which there is nothing about anybody. */
const OF_THE_PROGRAM = ["program", "approved_application", "workplace"];
const PLACE = { manager: 8, employee: 22, colleague: 23, legal: 16, steward: 18, arbiter: 26, untouched: 27 };
const PNG = "\x89PNG\r\n\x1a\n";
/** What is written of the one who erases, and of the one who does not. */
const CANARY = { mine: "mockingbird", theirs: "nightingale" };
const PIXELS = { mine: 7_654_321, theirs: 1_234_567 };

let portal: TestPortal;
let me: PersonActor;
let other: PersonActor;
let people: Record<keyof typeof PLACE, PersonActor>;
beforeAll(async () => {
  portal = await openTestPortal();
  await prepareJobs(portal.ownerUrl);
  const signIn = (part: keyof typeof PLACE) => {
    const person = organisation(30).people[PLACE[part]];
    return portal.person(person?.subject ?? "");
  };
  people = {
    manager: await signIn("manager"),
    employee: await signIn("employee"),
    colleague: await signIn("colleague"),
    legal: await signIn("legal"),
    steward: await signIn("steward"),
    arbiter: await signIn("arbiter"),
    untouched: await signIn("untouched"),
  };
  me = people.employee;
  other = people.colleague;
});
afterAll(() => portal.close());

const picture = () =>
  sharp({ create: { width: 8, height: 8, channels: 3, background: "teal" } })
    .png()
    .toBuffer();

/** Does everything that leaves something behind, each thing of it with their own word or number. */
async function live(who: PersonActor, word: string, pixels: number): Promise<string> {
  await allow(who);
  const device = await portal.device(who, `${word}'s laptop`);
  await sleep(1_500);
  const minute = Math.floor(Date.now() / 60_000);
  const batch = newBatch({
    segments: [work(1_200, "terminal", pixels)],
    coverage: [{ from: minute - 1, minutes: 2, label: "collected" }],
  });
  expect((await device.sync({ batches: [batch] })).results).toMatchObject([{ status: "accepted" }]);
  const outside = newBatch({ segments: [work(600, "unheard-of", pixels)] });
  expect((await device.sync({ batches: [outside] })).results).toMatchObject([{ status: "discarded" }]);
  await startPause(who, { seconds: 60 });
  await resumePause(who);
  const { id } = await saveExemptionDraft(who, { ...EMPTY_DRAFT, words: `${word} draft` });
  await attachEvidence(who, { requestId: id, name: `${word}.png`, bytes: await picture() });
  const scope = {
    categories: null,
    applications: ["terminal"],
    devices: null,
    hours: null,
    from: Date.now() + 60_000,
    until: Date.now() + 30 * DAY,
  };
  await applyForExemption(who, { ground: "power", words: `${word} reason`, scope, renews: null });
  await comment(who, { requestId: id, stage: "request" }, `${word} comment`);
  await saveExemptionDraft(who, { ...EMPTY_DRAFT, words: `${word} next` });
  await startPause(who, { seconds: 600 });
  return id;
}

const holding = (traces: readonly Trace[], ...texts: string[]) =>
  [
    ...new Set(
      traces
        .filter(({ text }) => texts.some((each) => text.toLowerCase().includes(each.toLowerCase())))
        .map(({ table }) => table),
    ),
  ].sort();

test("every table is in what goes, in what stays, or about nobody", () => {
  const listed = [...GOES, ...REMAINS].flatMap(({ tables }) => tables);
  expect([...new Set([...listed, ...OF_THE_PROGRAM])].sort()).toEqual(Object.keys(AUTHORISATION).sort());
  expect(listed.filter((table) => OF_THE_PROGRAM.includes(table))).toEqual([]);
});

describe("after an erasure", () => {
  const secrets = [CANARY.mine, String(PIXELS.mine), PNG];
  const staying = REMAINS.flatMap(({ tables }) => tables);
  let before: Trace[];
  let openedBefore: Trace[];
  let after: Trace[];
  let openedAfter: Trace[];

  beforeAll(async () => {
    const request = await live(me, CANARY.mine, PIXELS.mine);
    await live(other, CANARY.theirs, PIXELS.theirs);
    await askApplicant(
      people.manager,
      { requestId: request, stage: "request", group: "manager" },
      `${CANARY.mine}?`,
    );
    const stop = await startJobs();
    await stop();
    [before, openedBefore] = [await everyRow(portal.sql), await everyOpened(portal.sql)];
    expect(await previewErasure(me)).toMatchObject({
      records: 1,
      files: 1,
      hasDraft: true,
      pauses: 1,
      erasedAt: null,
    });
    expect(await eraseAll(me, { word: " Erase ", shownAt: Date.now() })).toMatchObject({
      records: 1,
      pauses: 1,
      files: 1,
    });
    [after, openedAfter] = [await everyRow(portal.sql), await everyOpened(portal.sql)];
  }, 120_000);

  test("the search finds all of it before, the queues too, so that finding nothing means something", () => {
    expect(holding(openedBefore, CANARY.mine)).toEqual([
      "exemption_draft",
      "exemption_message",
      "exemption_request",
    ]);
    expect(holding(openedBefore, String(PIXELS.mine))).toEqual(["segment"]);
    expect(holding(openedBefore, PNG)).toEqual(["exemption_file"]);
    expect(holding(before, CANARY.mine)).toEqual(["device", "device_authorization", "exemption_file"]);
    expect(holding(before, me.id)).toEqual(
      expect.arrayContaining(["segment", "letter", "batch", "discard_day"]),
    );
    expect(before.filter(({ table }) => table === "job").length).toBeGreaterThan(0);
  });

  test("no table, partition or queue says anything about them but those that the page lists", () => {
    expect(holding(after, me.id, CANARY.mine).filter((table) => !staying.includes(table))).toEqual([]);
    expect(holding(after, CANARY.mine)).toEqual(["device", "device_authorization"]);
  });

  test("no byte anywhere opens with any key that there still is", () => {
    const mine = openedAfter.filter(({ text }) => secrets.some((each) => text.includes(each)));
    // Of the two who attached the same picture one still has it.
    expect(holding(mine, CANARY.mine, String(PIXELS.mine))).toEqual([]);
    const pictures = (traces: readonly Trace[]) => traces.filter(({ text }) => text.startsWith(PNG)).length;
    expect(pictures(openedBefore)).toBe(2);
    expect(pictures(openedAfter)).toBe(1);
  });

  test("what stays stays: the pause in force, consent, what was acknowledged, the request and its exemption", async () => {
    const of = (table: string, traces: readonly Trace[]) =>
      traces.filter((each) => each.table === table && each.text.includes(me.id)).map(({ text }) => text);
    for (const table of [
      "person",
      "device",
      "acknowledgement",
      "notice_service",
      "consent_answer",
      "consent_choice",
      "exemption_request",
      "exemption_step",
      "exemption_message",
      "exemption",
    ])
      expect([table, of(table, after)]).toEqual([table, of(table, before)]);
    expect(of("pause", after)).toHaveLength(1);
    expect(of("erasure", after)).toHaveLength(1);
    const acts = await portal.sql("select details from act where subject_id = $1 and kind = 'erasure.done'", [
      me.id,
    ]);
    expect(acts).toEqual([{ details: { records: 1, pauses: 1, files: 1, letters: expect.any(Number) } }]);
  });

  test("other people's rows are what they were, byte for byte, and still open", () => {
    const others = (traces: readonly Trace[]) =>
      traces.filter(({ text }) => !text.includes(me.id)).map(({ table, text }) => `${table} ${text}`);
    expect(others(after)).toEqual(others(before));
    expect(holding(openedAfter, CANARY.theirs, String(PIXELS.theirs))).toEqual([
      "exemption_draft",
      "exemption_message",
      "exemption_request",
      "segment",
    ]);
  });
});

test("of a row in every table there is, those alone are left that the page lists", async () => {
  const who = people.untouched;
  let rows: { table: string; row: Row }[] = [];
  const client = new pg.Client({ connectionString: portal.ownerUrl });
  await client.connect();
  try {
    await client.query("begin");
    const { manager, legal, arbiter, colleague } = people;
    const arranged = await arrangeEverything(client, who.id, {
      manager: manager.id,
      legal: legal.id,
      arbiter: arbiter.id,
      colleague: colleague.id,
      steward: people.steward.id,
    });
    rows = Object.entries(arranged.rows).map(([table, row]) => ({ table, row }));
    await client.query("commit");
  } finally {
    await client.end();
  }
  const staying = REMAINS.flatMap(({ tables }) => tables);
  const gone = GOES.flatMap(({ tables }) => tables);
  expect(holding(await everyRow(portal.sql), who.id)).toEqual(expect.arrayContaining(gone));
  await eraseAll(who, { word: "erase", shownAt: Date.now() });
  const left = await everyRow(portal.sql);
  expect(holding(left, who.id).filter((table) => !staying.includes(table))).toEqual([]);
  // Also what only hangs on something of theirs, and does not say whose it is.
  const survived = rows.filter(({ table, row }) => isThere(left, table, row)).map(({ table }) => table);
  expect(survived.filter((table) => ![...staying, ...OF_THE_PROGRAM].includes(table))).toEqual([]);
});

function isThere(traces: readonly Trace[], table: string, row: Row): boolean {
  const keys = Object.keys(row).sort();
  const said = JSON.stringify(row, keys);
  return traces.some((each) => each.table === table && JSON.stringify(JSON.parse(each.text), keys) === said);
}
