import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { dayBounds, dayOf } from "../../../lib/day.ts";
import { OwnActivity } from "../../../prisma/factories/own-activity.ts";
import { openTestPortal, type TestPortal } from "../../../prisma/factories/test-portal.ts";
import type { PersonActor } from "../../actor/schema.ts";
import type { AskedSearch } from "../rules/record-search.ts";
import type { Step } from "../schema.ts";
import { getRecord } from "./get-record.ts";
import { searchRecords } from "./search-records.ts";

const HOUR = 3_600_000;
const NOTHING: AskedSearch = { from: "", to: "", application: "", device: "", hour: "", category: "" };
const STEPS: Step[] = [
  { kind: "click", at: 0, button: "left", times: 1 },
  { kind: "keys", at: 2, for: 3, letters: 4 },
];

let portal: TestPortal;
let me: PersonActor;
let own: OwnActivity;
/** Yesterday where they are, and its midnight. */
let day: string;
let midnight: number;
let devices: string[];

beforeAll(async () => {
  portal = await openTestPortal();
  me = portal.people.employee;
  own = new OwnActivity(portal.owner, me.id);
  day = dayOf(me.timeZone, dayBounds(me.timeZone, dayOf(me.timeZone, Date.now())).from - 12 * HOUR);
  midnight = dayBounds(me.timeZone, day).from;
  devices = [await own.device("Desktop", midnight - HOUR), await own.device("Laptop", midnight)];
  devices.sort();
  const [first = "", second = ""] = devices;
  // On two computers at the same instants, over the day's midnights.
  for (let n = 0; n < 6; n++) {
    const at = midnight - 2 * HOUR + n * HOUR;
    await own.segment(first, at, STEPS, { application: "terminal", clicks: 1, keys: 4 });
    await own.segment(second, at, [], { application: n % 2 ? "spreadsheet" : null });
  }
});
afterAll(() => portal.close());

const found = (asked: Partial<AskedSearch>, after: string | null = null, limit = 100) =>
  searchRecords(me, { ...NOTHING, ...asked }, { after, limit });
const count = async (asked: Partial<AskedSearch>) => (await found(asked)).records.length;

test("all of it, newest first, however it is paged", async () => {
  const { records: all } = await found({});
  expect(all).toHaveLength(12);
  expect(all.map(({ from }) => from)).toEqual(all.map(({ from }) => from).sort((a, b) => b - a));
  for (const limit of [1, 2, 5, 12]) {
    const paged: string[] = [];
    for (let after: string | null = null, pages = 0; pages < 20; pages++) {
      const page = await found({}, after, limit);
      paged.push(...page.records.map(({ id }) => id));
      after = page.earlier;
      if (after === null) break;
    }
    expect(paged, `by ${limit}`).toEqual(all.map(({ id }) => id));
  }
});

test("by days, application, computer, hour and kind", async () => {
  const [first = ""] = devices;
  expect(await count({ from: day })).toBe(8);
  expect(await count({ to: day, from: day })).toBe(8);
  expect(await count({ application: "terminal" })).toBe(6);
  expect(await count({ application: "_unnamed", from: day })).toBe(2);
  expect(await count({ device: first })).toBe(6);
  expect(await count({ from: day, to: day, hour: "1" })).toBe(2);
  expect(await count({ from: day, to: day, hour: "4" })).toBe(0);
  expect([await count({ category: "pointer" }), await count({ category: "keyboard" })]).toEqual([6, 6]);
  expect(await count({ category: "application" })).toBe(9);
  expect(await count({ application: "terminal", device: devices[1] })).toBe(0);
});

test("what is shown is what is stored, with its steps apart as they lie there", async () => {
  const { records } = await found({ device: devices[0] }, null, 1);
  expect(records).toMatchObject([
    {
      application: { id: "terminal", name: "Terminal" },
      length: 10,
      steps: STEPS,
      lapsed: { pointer: false, keyboard: false },
      row: { steps: STEPS.slice(0, 1), keyboard_steps: STEPS.slice(1), clicks: 1, keys: 4 },
    },
  ]);
  await own.run("update segment set keyboard_steps = '' where employee_id = $1 and device_id = $2", [
    me.id,
    devices[0],
  ]);
  expect((await found({ device: devices[0] }, null, 1)).records).toMatchObject([
    { steps: STEPS.slice(0, 1), lapsed: { pointer: false, keyboard: true }, row: { keyboard_steps: [] } },
  ]);
});

test("what makes no sense is said at its field, and finds nothing", async () => {
  for (const [asked, field] of [
    [{ from: "yesterday" }, "from"],
    [{ from: "0000-01-01" }, "from"],
    [{ to: "2026-02-31" }, "to"],
    [{ to: "9999-12-31" }, "to"],
    [{ from: "2026-11-02", to: "2026-11-01" }, "to"],
    [{ application: "no-such" }, "application"],
    [{ application: "' or true --" }, "application"],
    [{ device: randomUUID() }, "device"],
    [{ device: "x".repeat(100_000) }, "device"],
    [{ hour: "24", from: day, to: day }, "hour"],
    [{ hour: "-1", from: day, to: day }, "hour"],
    [{ hour: "3" }, "hour"],
    [{ category: "screen" }, "category"],
  ] as const) {
    const { errors, records } = await found(asked);
    expect([Object.keys(errors), records], JSON.stringify(asked).slice(0, 60)).toEqual([[field], []]);
  }
  const several = await found({ from: "x", hour: "99", application: "-" });
  expect(Object.keys(several.errors).sort()).toEqual(["application", "from", "hour"]);
});

test("a place in the list that is none is its beginning, and says so", async () => {
  for (const after of [
    "",
    "x",
    "1.1",
    `${randomUUID()}.-1`,
    `${randomUUID()}.1e9`,
    "%00",
    "9".repeat(5_000),
  ]) {
    const page = await found({}, after, 3);
    expect([page.isLost, page.records.length], after.slice(0, 50)).toEqual([true, 3]);
  }
  expect(await found({}, `${randomUUID()}.0`)).toMatchObject({ isLost: false, records: [] });
});

test("a record is its subject's alone; another's is as one that never was", async () => {
  const { records } = await found({}, null, 1);
  const id = records[0]?.id ?? "";
  expect(await getRecord(me, id)).toMatchObject({ id, storedAt: null });
  const refusals = new Set<string>();
  for (const [actor, wanted] of [
    [portal.people.colleague, id],
    [portal.people.manager, id],
    [me, `${devices[0]}.1`],
    [me, `${devices[0]}.99999999999999`],
    [me, id.toUpperCase()],
    [me, ""],
    [me, "../x"],
    [me, "\0"],
    [me, "9".repeat(100_000)],
  ] as const)
    await getRecord(actor, wanted).then(
      () => expect.unreachable(wanted.slice(0, 50)),
      (error) => refusals.add(`${error.code} ${error.reason} ${error.message}`),
    );
  expect([...refusals]).toEqual(["not_found no-such-record There is no such record."]);
  expect((await searchRecords(portal.people.colleague, NOTHING, { after: null, limit: 9 })).records).toEqual(
    [],
  );
});
