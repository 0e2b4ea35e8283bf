import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { daysBetween, mondayOf, monthOf, shiftDay } from "../../../lib/calendar.ts";
import { dayBounds, dayOf } from "../../../lib/day.ts";
import { OwnActivity } from "../../../prisma/factories/own-activity.ts";
import { movableClock } from "../../../prisma/factories/test-clock.ts";
import { openTestPortal, type TestPortal } from "../../../prisma/factories/test-portal.ts";
import type { PersonActor } from "../../actor/schema.ts";
import { type Share, sumOfShares } from "../rules/coverage-shares.ts";
import type { MyData } from "../rules/my-data.ts";
import { getMyData } from "./get-my-data.ts";
import { getToday } from "./get-today.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let portal: TestPortal;
let me: PersonActor;
/** The day on which the clock is put back, three weeks ago at most; and today. */
let long: string;
let today: string;
let devices: string[];

/** The first Sunday of next year's November: there the clocks of the United States are put back. */
function nextChange(): string {
  const first = `${new Date().getUTCFullYear() + 1}-11-01`;
  return daysBetween(first, shiftDay(first, 6)).find((day) => shiftDay(mondayOf(day), 6) === day) ?? first;
}

beforeAll(async () => {
  portal = await openTestPortal();
  me = { ...portal.people.employee, timeZone: "America/New_York" };
  long = nextChange();
  today = shiftDay(long, 13);
  const clock = await movableClock(portal.owner);
  await clock.putOn(dayBounds(me.timeZone, today).from + 10.5 * HOUR - (await clock.now()));
  await portal.owner.query("select ensure_partitions()");
  const own = new OwnActivity(portal.owner, me.id);
  const at = (day: string, hours: number) => dayBounds(me.timeZone, day).from + hours * HOUR;
  devices = [
    await own.device("Desktop", at(shiftDay(long, -2), 9.51)),
    await own.device("Laptop", at(shiftDay(long, -1), 7), at(shiftDay(long, 6), 11.2)),
  ];
  const [desktop = "", laptop = ""] = devices;
  // Two of three hours told, some of their minutes not; the labels differ from minute to minute.
  for (let hour = 0; hour < 15 * 24; hour++) {
    const labels = Uint8Array.from(
      { length: 60 },
      (_, minute) => (hour * 31 + minute * (1 + (hour % 7))) % 17,
    );
    if (hour % 3 > 0) await own.hour(desktop, at(shiftDay(long, -1), 0) + hour * HOUR, labels);
    if (hour % 3 > 0 && hour < 6 * 24)
      await own.hour(laptop, at(shiftDay(long, -1), 7) + hour * HOUR, labels);
  }
  for (const [place, day] of daysBetween(shiftDay(long, -2), today).entries()) {
    await own.run(
      `insert into activity_day select $1, $2, d, a, 3 + $3, 1001 * $3 + 7, $3, 2, 1, 1, 40, 3, 900
       from unnest($4::uuid[]) d, unnest(array['terminal', 'spreadsheet', '']) a`,
      [me.id, day, place, devices],
    );
    await own.run(
      "insert into discard_day select $1, $2, d, r, 1, 4, 10 + $3 from unnest($4::uuid[]) d, unnest(array['paused', 'exempt']) r",
      [me.id, day, place, devices],
    );
    await own.run(
      "insert into usage_day select $1, $2, d, 5, 250, 80, 1000, 300, 90 - $3, 1 from unnest($4::uuid[]) d",
      [me.id, day, place, devices],
    );
  }
});
afterAll(() => portal.close());

const see = (view: string, on: string | null = null) => getMyData(me, { view, on });
const minutes = (shares: readonly Share[]) => shares.reduce((sum, each) => sum + each.minutes, 0);
const sorted = (shares: readonly Share[]) => [...shares].sort((a, b) => (a.label < b.label ? -1 : 1));
const sharesIn = (data: MyData, id: string) => data.devices.find((each) => each.id === id)?.total ?? [];

describe("every minute has one label", () => {
  test("on a day of 25 hours, and until now today", async () => {
    const change = await see("day", long);
    expect(change.buckets).toMatchObject([{ minutes: 1500 }]);
    expect(change.devices).toHaveLength(2);
    for (const { total, runs } of change.devices) {
      expect(minutes(total)).toBe(1500);
      expect(runs?.at(-1)).toMatchObject({ from: 1500 - (runs?.at(-1)?.minutes ?? 0) });
    }
    const now = await see("day");
    expect(now.devices.map(({ id, total }) => [id, Math.abs(minutes(total) - 10.5 * 60) < 5])).toEqual([
      [devices[0], true],
    ]);
  });

  // Where midnight is at half past an hour of the world's clock, days begin and end within a stored hour.
  test.each(["America/New_York", "Asia/Kolkata"])(
    "and the shares of a week, a month and all time are those of their days, in %s",
    async (timeZone) => {
      const see = (view: string, on: string) => getMyData({ ...me, timeZone }, { view, on });
      for (const on of [long, shiftDay(long, 1), today])
        for (const [view, from] of [
          ["week", mondayOf(on)],
          ["month", monthOf(on)],
          ["all", monthOf(shiftDay(long, -2))],
        ] as const) {
          const whole = await see(view, on);
          expect(whole.period.from).toBe(from);
          const days = await Promise.all(daysBetween(from, whole.period.to).map((day) => see("day", day)));
          for (const { id, total, parts } of whole.devices) {
            expect(sorted(total)).toEqual(sorted(sumOfShares(parts)));
            const ofDays = sumOfShares(days.map((day) => sharesIn(day, id)));
            // On days before and after it was linked a computer is not shown; in a longer time those minutes are.
            const linked = (shares: readonly Share[]) =>
              sorted(shares).filter(({ label }) => label !== "unlinked");
            expect(linked(total), `${view} of ${on}`).toEqual(linked(ofDays));
            for (const [i, bucket] of whole.buckets.entries())
              if (bucket.to < shiftDay(today, -1)) expect(minutes(parts[i] ?? [])).toBe(bucket.minutes);
          }
        }
    },
  );
});

test("what is stored adds up by application, by computer, and over the days", async () => {
  for (const view of ["week", "month", "all"]) {
    const { recorded, applications, computers, counts, discards, costs, period } = await see(view, long);
    const sum = (of: readonly { tenths: number; segments: number }[]) => ({
      tenths: of.reduce((all, each) => all + each.tenths, 0),
      segments: of.reduce((all, each) => all + each.segments, 0),
    });
    expect(applications.map(({ name }) => name).sort()).toEqual([
      "Application not recorded",
      "Spreadsheet",
      "Terminal",
    ]);
    expect(computers.map(({ name }) => name).sort()).toEqual(["Desktop", "Laptop"]);
    expect([sum(applications), sum(computers)], view).toEqual([recorded, recorded]);
    const days = await Promise.all(daysBetween(period.from, period.to).map((day) => see("day", day)));
    expect(sum(days.map((day) => day.recorded))).toEqual(recorded);
    expect(days.reduce((all, day) => all + day.counts.keys, 0)).toBe(counts.keys);
    const discarded = (of: MyData["discards"]) => of.reduce((all, { tenths }) => all + tenths, 0);
    expect(discarded(days.flatMap((day) => day.discards))).toBe(discarded(discards));
    expect(discards.map(({ reason }) => reason)).toEqual(["exempt", "paused"]);
    const of = (cost: MyData["costs"]) =>
      cost.reduce((all, { bytesSent, cpuMs }) => all + bytesSent + cpuMs, 0);
    expect(of(days.flatMap((day) => day.costs))).toBe(of(costs));
    expect(Math.min(...costs.map(({ batteryLow }) => batteryLow ?? 100))).toBe(
      Math.min(...days.flatMap((day) => day.costs.map(({ batteryLow }) => batteryLow ?? 100))),
    );
  }
  expect((await see("all")).recorded.segments).toBeGreaterThan(0);
});

test("a colleague, and whoever has a part, sees none of it", async () => {
  for (const actor of [
    portal.people.colleague,
    portal.people.manager,
    portal.people.legal,
    portal.people.admin,
  ]) {
    const {
      devices: seen,
      recorded,
      discards,
      costs,
      held,
    } = await getMyData(actor, { view: "all", on: null });
    expect([seen, recorded, discards, costs]).toEqual([[], { tenths: 0, segments: 0 }, [], []]);
    expect(held).toMatchObject({ held: 0, stored: 0 });
  }
});

test("what is held back is counted, whenever it was recorded, and no more than that", async () => {
  const own = new OwnActivity(portal.owner, me.id);
  const now = dayBounds(me.timeZone, today).from + 10 * HOUR;
  const [desktop = ""] = devices;
  const before = (await see("all")).held;
  expect(before).toMatchObject({ hours: 24, held: 0 });
  await own.segment(desktop, now - HOUR, [], { heldUntil: now + 23 * HOUR });
  // Recorded twelve days ago, and delivered just now.
  await own.segment(desktop, now - 12 * DAY, [], { heldUntil: now + 2 * HOUR });
  await own.segment(desktop, now - 12 * DAY + 1_000, [], { heldUntil: now });
  await own.segment(desktop, now - 2 * DAY, [], { heldUntil: now - DAY });
  expect((await see("day")).held).toEqual({ ...before, held: 2 });
  expect(dayOf(me.timeZone, now)).toBe(today);
});

test("of today it says what is stored, and how much of that is still held back", async () => {
  const own = new OwnActivity(portal.owner, portal.people.colleague.id);
  const colleague = { ...portal.people.colleague, timeZone: me.timeZone };
  const midnight = dayBounds(me.timeZone, today).from;
  const laptop = await own.device("Laptop", midnight - DAY);
  for (const [from, heldFor] of [
    [midnight - 1_000, 24],
    [midnight, 10],
    [midnight + HOUR, 24],
    [midnight + 2 * HOUR, 24],
  ] as const)
    await own.segment(laptop, from, [], { heldUntil: from + heldFor * HOUR });
  await own.capture(laptop, midnight - 1, shiftDay(today, -1), midnight + DAY);
  await own.capture(laptop, midnight, today, midnight + DAY);
  await own.capture(laptop, midnight + HOUR, today);
  const held = { records: { stored: 3, held: 2 }, pictures: { stored: 2, held: 1 } };
  expect(await getToday(colleague)).toMatchObject({ day: today, held });
  expect((await getMyData(colleague, { view: "week", on: long })).heldToday).toEqual(held);
  const nothing = { stored: 0, held: 0 };
  expect((await getToday(portal.people.manager)).held).toEqual({ records: nothing, pictures: nothing });
});

test("pictures count to the day on which they were taken where their subject was", async () => {
  const own = new OwnActivity(portal.owner, portal.people.engineer.id);
  const engineer = { ...portal.people.engineer, timeZone: me.timeZone };
  const noon = (day: string) => Date.parse(`${day}T12:00:00Z`);
  const laptop = await own.device("Laptop", noon(long) - 3 * DAY);
  // The day's first moment furthest to the east, and its last furthest to the west; and just beyond them.
  await own.capture(laptop, noon(long) - 26 * HOUR, long);
  await own.capture(laptop, noon(long) - 26 * HOUR - 1, shiftDay(long, -1));
  await own.capture(laptop, noon(long) + 24 * HOUR - 1, long);
  await own.capture(laptop, noon(long) + 24 * HOUR, shiftDay(long, 1));
  const count = async (view: string, on: string) => (await getMyData(engineer, { view, on })).pictures;
  expect(await count("day", long)).toBe(2);
  expect(await count("day", shiftDay(long, 1))).toBe(1);
  // A Sunday: the day after is of another week.
  expect(await count("week", long)).toBe(3);
  expect(await count("all", today)).toBe(4);
  expect((await see("all")).pictures).toBe(0);
});
