import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { jobActor } from "../domain/actor/queries.ts";
import type { PersonActor } from "../domain/actor/schema.ts";
import { sweepCaptures } from "../domain/capture/commands/sweep-captures.ts";
import { eraseAll } from "../domain/erasure/commands/erase-all.ts";
import { previewErasure } from "../domain/erasure/queries/preview-erasure.ts";
import { GOES, REMAINS } from "../domain/erasure/rules/what-goes.ts";
import { everyOpened, everyRow, type Trace } from "../domain/erasure/test-search.ts";
import { askApplicant } from "../domain/exemption/commands/discuss.ts";
import { askForExport } from "../domain/export/commands/ask-for-export.ts";
import { AUTHORISATION } from "../lib/db/authorisation-table.ts";
import { arrangeEverything } from "../prisma/factories/one-of-everything.ts";
import { organisation } from "../prisma/factories/organisation.ts";
import type { Row } from "../prisma/factories/row.ts";
import { type CapturePortal, openCapturePortal } from "./agent-door/test-captures.ts";
import { startJobs } from "./jobs.ts";
import { prepareJobs } from "./jobs-setup.ts";
import { live, objectsOf } from "./test-erasure-story.ts";

/** Tables in which there is nothing about anybody. */
const OF_THE_PROGRAM = ["program", "approved_application", "workplace", "capture_removal", "retention_tally"];
const PLACE = { manager: 8, employee: 22, colleague: 23, legal: 16, steward: 18, arbiter: 26, untouched: 27 };
const PNG = "\x89PNG\r\n\x1a\n";
const ZIP = "PK\x03\x04";
/** What is written of the one who erases, and of the one who does not. */
const CANARY = { mine: "mockingbird", theirs: "nightingale" };
const PIXELS = { mine: 7_654_321, theirs: 1_234_567 };

let portal: CapturePortal;
let me: PersonActor;
let other: PersonActor;
let people: Record<keyof typeof PLACE, PersonActor>;
beforeAll(async () => {
  portal = await openCapturePortal();
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

const holding = (traces: readonly Trace[], ...texts: string[]) =>
  [
    ...new Set(
      traces
        .filter(({ text }) => texts.some((each) => text.toLowerCase().includes(each.toLowerCase())))
        .map(({ table }) => table),
    ),
  ].sort();

const startingWith = (traces: readonly Trace[], beginning: string) =>
  traces.flatMap(({ table, text }) => (text.startsWith(beginning) ? [table] : [])).sort();

/** In which tables there is something that they wrote, or that was written to them, sealed. */
const WORDS = ["contest", "contest_answer", "exemption_draft", "exemption_message", "exemption_request"];

/** Every row as it is, and all that can be opened of these and of the store. */
const everything = async (): Promise<[Trace[], Trace[]]> => [
  await everyRow(portal.sql),
  await everyOpened(portal.sql, objectsOf(process.env.SAYSO_DATA_DIR ?? "")),
];

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
    const { steward } = people;
    const request = await live(portal, me, steward, { word: CANARY.mine, pixels: PIXELS.mine });
    await live(portal, other, steward, { word: CANARY.theirs, pixels: PIXELS.theirs });
    await askApplicant(
      people.manager,
      { requestId: request, stage: "request", group: "manager" },
      `${CANARY.mine}?`,
    );
    const stop = await startJobs();
    await stop();
    await askForExport(me);
    [before, openedBefore] = await everything();
    const left = { records: 1, pictures: 1, downloads: 2, corrections: 1, files: 1 };
    expect(await previewErasure(me)).toMatchObject({
      ...left,
      hasDraft: true,
      pauses: 1,
      erasedAt: null,
    });
    const shownAt = Date.now();
    expect(await eraseAll(me, { word: " Erase ", shownAt })).toMatchObject({ ...left, pauses: 1 });
    expect(await sweepCaptures(jobActor("sweep-captures"))).toEqual({ removed: 1, stopped: null });
    [after, openedAfter] = await everything();
  }, 120_000);

  test("the search finds all of it before, the queues too, so that finding nothing means something", () => {
    expect(holding(openedBefore, CANARY.mine)).toEqual(WORDS);
    expect(holding(openedBefore, String(PIXELS.mine))).toEqual(["segment"]);
    expect(holding(openedBefore, PNG)).toEqual(["exemption_file", "export_part", "object"]);
    expect(startingWith(openedBefore, ZIP)).toEqual(["export_part", "export_part"]);
    expect(holding(before, me.id)).toEqual(expect.arrayContaining(["capture", "capture_arrival", "export"]));
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
    expect(holding(mine, CANARY.mine, String(PIXELS.mine))).toEqual([]);
    // Of the two who attached the same picture, had one taken, and were made an export, one still has them.
    const pictures = ["exemption_file", "object"];
    expect(startingWith(openedBefore, PNG)).toEqual([...pictures, ...pictures].sort());
    expect(startingWith(openedAfter, PNG)).toEqual(pictures);
    expect(startingWith(openedAfter, ZIP)).toEqual(["export_part"]);
  });

  test("nothing of theirs lies in the object store, and what is there is the other's", async () => {
    const [picture] = await portal.sql<{ object: string }>(
      "select object from capture where employee_id = $1",
      [other.id],
    );
    expect(portal.kept()).toEqual([picture?.object]);
    expect(await portal.outbox()).toEqual([]);
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
    expect([of("contest_answer", before).length, of("contest_answer", after).length]).toEqual([1, 0]);
    const acts = await portal.sql("select details from act where subject_id = $1 and kind = 'erasure.done'", [
      me.id,
    ]);
    expect(acts).toEqual([
      {
        details: {
          ...{ records: 1, pictures: 1, downloads: 2, corrections: 1, pauses: 1, files: 1 },
          letters: expect.any(Number),
        },
      },
    ]);
  });

  test("other people's rows are what they were, byte for byte, and still open", () => {
    const contested = before.find(({ table, text }) => table === "contest" && text.includes(me.id));
    const contest: string = JSON.parse(contested?.text ?? "").id;
    // The steward was still to be told of it.
    expect([holding(before, contest), holding(after, contest)]).toEqual([
      ["act", "contest", "contest_answer", "letter"],
      ["act"],
    ]);
    const others = (traces: readonly Trace[]) =>
      traces
        .filter(({ text }) => !text.includes(me.id) && !text.includes(contest))
        .map(({ table, text }) => `${table} ${text}`);
    expect(others(after)).toEqual(others(before));
    expect(holding(openedAfter, CANARY.theirs, String(PIXELS.theirs))).toEqual([...WORDS, "segment"]);
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
