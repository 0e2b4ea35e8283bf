import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dayBounds, dayOf } from "../../lib/day.ts";
import { Refusal } from "../../lib/refusal.ts";
import { recordId } from "../activity/rules/record-id.ts";
import { type Deleted, deleteRecords } from "./commands/delete-records.ts";
import { type FoundRecords, previewDeletion } from "./queries/preview-deletion.ts";
import type { AskedChoice } from "./rules/choice.ts";
import {
  DAY,
  differences,
  type ErasurePortal,
  HOUR,
  MINUTE,
  NOTHING,
  openErasurePortal,
  type Recorded,
  work,
} from "./test-erasure.ts";

const NEW_YORK = "America/New_York";
let portal: ErasurePortal;
beforeAll(async () => {
  portal = await openErasurePortal();
});
afterAll(() => portal.close());

async function find({ actor }: Recorded, asked: Partial<AskedChoice>): Promise<FoundRecords> {
  const { found, errors } = await previewDeletion(actor, { ...NOTHING, ...asked });
  expect(errors).toEqual({});
  if (!found) throw new Error("nothing was looked for");
  return found;
}

const confirm = ({ actor }: Recorded, asked: Partial<AskedChoice>, shown: FoundRecords): Promise<Deleted> =>
  deleteRecords(actor, { ...NOTHING, ...asked }, shown);

const starts = async ({ actor }: Recorded) =>
  (
    await portal.sql<{ started_at: Date }>(
      "select started_at from segment where employee_id = $1 order by started_at",
      [actor.id],
    )
  ).map((row) => row.started_at.getTime());

async function refusal(attempt: Promise<unknown>): Promise<string> {
  try {
    await attempt;
  } catch (error) {
    if (error instanceof Refusal) return error.reason;
    throw error;
  }
  return "not refused";
}

describe("a preview", () => {
  test("says how much there is, and deletes nothing", async () => {
    const who = await portal.recorded();
    const [first, last] = [work(3 * HOUR), work(HOUR, "spreadsheet")];
    await portal.deliver(who, [first, work(2 * HOUR), last]);
    const [stored] = await portal.sql<{ bytes: string }>(
      "select sum(bytes) as bytes from activity_day where employee_id = $1",
      [who.actor.id],
    );
    const found = await find(who, { from: "2000-01-01" });
    expect(found).toMatchObject({
      records: 3,
      tenths: 30,
      bytes: Number(stored?.bytes),
      from: first.from * 100,
      to: (last.from + 10) * 100,
      applications: [
        { name: "Terminal", records: 2, tenths: 20 },
        { name: "Spreadsheet", records: 1, tenths: 10 },
      ],
    });
    expect(await starts(who)).toHaveLength(3);
  });

  test("finds nothing of anybody else", async () => {
    const [one, other] = [await portal.recorded(), await portal.recorded()];
    await portal.deliver(one, [work(HOUR)]);
    expect((await find(other, { from: "2000-01-01" })).records).toBe(0);
    expect(await previewDeletion(other.actor, { ...NOTHING, device: one.devices[0] })).toMatchObject({
      errors: { device: "You have no such computer. Choose one from the list." },
      found: null,
    });
    const record = recordId({ deviceId: one.devices[0], startedAt: (await starts(one))[0] ?? 0 });
    expect((await find(other, { record })).records).toBe(0);
  });
});

describe("a deletion", () => {
  test("takes one record, an application, a computer, an hour or a day, and no other", async () => {
    const who = await portal.recorded();
    const [laptop, desktop] = who.devices;
    // Ten in the morning, so that no hour and no day ends among these.
    const base = dayBounds(NEW_YORK, dayOf(NEW_YORK, Date.now() - 6 * DAY)).from + 10 * HOUR;
    const at = (hours: number, application = "terminal") =>
      work(Date.now() - base - hours * HOUR, application);
    await portal.deliver(who, [at(0), at(0.01), at(1, "spreadsheet"), at(30), at(30.01, "drawing")]);
    await portal.deliver(who, [at(0.02), at(50)], { device: desktop });
    const takes = async (asked: Partial<AskedChoice>, records: number) => {
      const before = await starts(who);
      const found = await find(who, asked);
      expect(found.records).toBe(records);
      expect(await confirm(who, asked, found)).toEqual({ records, downloads: 0, later: 0 });
      expect(await starts(who)).toHaveLength(before.length - records);
      expect(await differences(portal, who.actor.id)).toEqual([]);
    };
    await takes({ record: recordId({ deviceId: laptop, startedAt: at(0).from * 100 }) }, 1);
    await takes({ application: "spreadsheet" }, 1);
    await takes({ device: desktop, from: dayOf(NEW_YORK, base), to: dayOf(NEW_YORK, base) }, 1);
    const second = base + 30 * HOUR;
    const day = dayOf(NEW_YORK, second);
    await takes({ from: day, to: day, hour: "16", application: "drawing" }, 1);
    await takes({ from: day, to: day }, 1);
    expect(await starts(who)).toHaveLength(2);
  });

  test("leaves what is unnamed apart from what is named", async () => {
    const who = await portal.recorded();
    await portal.deliver(who, [work(HOUR), work(2 * HOUR)]);
    await portal.sql(
      "with one as (update segment set application = null where employee_id = $1 and started_at < now() - interval '90 minutes' returning 1) select from one",
      [who.actor.id],
    );
    expect((await find(who, { application: "_unnamed" })).applications).toEqual([
      { name: "Application not recorded", records: 1, tenths: 10 },
    ]);
    expect((await find(who, { application: "terminal" })).records).toBe(1);
  });

  test("leaves the minutes' labels and what the agent cost, and an act that says no more than how many", async () => {
    const who = await portal.recorded();
    const minute = Math.floor(Date.now() / MINUTE) - 60;
    const coverage = [{ from: minute, minutes: 5, label: "collected" as const }];
    await portal.deliver(who, [work(HOUR)], { batch: { coverage } });
    const kept = () =>
      portal.sql(
        `select (select json_agg(c) from coverage_hour c where employee_id = $1) as labels,
           (select json_agg(u) from usage_day u where employee_id = $1) as cost`,
        [who.actor.id],
      );
    const before = await kept();
    expect(before[0]?.labels).not.toBeNull();
    const asked = { from: "2000-01-01" };
    await confirm(who, asked, await find(who, asked));
    expect(await kept()).toEqual(before);
    expect(
      await portal.sql(
        "select kind, object_id, details from act where subject_id = $1 order by seq desc limit 1",
        [who.actor.id],
      ),
    ).toEqual([{ kind: "records.deleted", object_id: null, details: { records: 1, downloads: 0 } }]);
  });

  test("does not let a batch come again that brought what was deleted", async () => {
    const who = await portal.recorded();
    const id = "01900000-0000-7000-8000-000000000000";
    const stamp = Date.now().toString(16).padStart(12, "0");
    const batch = { id: `${stamp.slice(0, 8)}-${stamp.slice(8)}${id.slice(13)}` };
    const segments = [work(HOUR)];
    expect(await portal.deliver(who, segments, { batch })).toMatchObject({ status: "accepted" });
    const asked = { application: "terminal" };
    await confirm(who, asked, await find(who, asked));
    expect(await portal.deliver(who, segments, { batch })).toMatchObject({ status: "duplicate" });
    expect(await starts(who)).toEqual([]);
  });
});

describe("what is confirmed is what was shown", () => {
  const asked = { application: "terminal" };

  test("what came since stays, and is said to be there", async () => {
    const who = await portal.recorded();
    const old = work(2 * HOUR);
    await portal.deliver(who, [old]);
    const shown = await find(who, asked);
    await portal.deliver(who, [work(HOUR)]);
    expect(await confirm(who, asked, shown)).toEqual({ records: 1, downloads: 0, later: 1 });
    expect(await starts(who)).toHaveLength(1);
    expect(await starts(who)).not.toContain(old.from * 100);
    expect(await differences(portal, who.actor.id)).toEqual([]);
  });

  test("what was being stored when it was shown is not deleted unseen", async () => {
    const who = await portal.recorded();
    await portal.deliver(who, [work(2 * HOUR)]);
    const shown = await find(who, asked);
    await portal.deliver(who, [work(HOUR)]);
    // As if it had been received before the page was read, and committed after.
    await portal.sql(
      "update batch set received_at = received_at - interval '1 minute' where employee_id = $1",
      [who.actor.id],
    );
    expect(await refusal(confirm(who, asked, shown))).toBe("changed");
    expect(await starts(who)).toHaveLength(2);
  });

  test("a part that went meanwhile is said, and nothing more goes", async () => {
    const who = await portal.recorded();
    const first = work(2 * HOUR);
    await portal.deliver(who, [first, work(HOUR)]);
    const shown = await find(who, asked);
    const record = { record: recordId({ deviceId: who.devices[0], startedAt: first.from * 100 }) };
    await confirm(who, record, await find(who, record));
    expect(await refusal(confirm(who, asked, shown))).toBe("changed");
    expect(await starts(who)).toHaveLength(1);
  });

  test("twice, or many times at once, is once: the others read that it is gone", async () => {
    const who = await portal.recorded();
    await portal.deliver(who, [work(2 * HOUR), work(HOUR)]);
    const shown = await find(who, asked);
    const outcomes = await Promise.all(
      Array.from({ length: 5 }, () =>
        confirm(who, asked, shown).then(
          ({ records }) => records,
          (error: Refusal) => error.reason,
        ),
      ),
    );
    expect(outcomes.sort()).toEqual([2, "gone", "gone", "gone", "gone"]);
    expect(await refusal(confirm(who, asked, shown))).toBe("gone");
    const acts = await portal.sql("select from act where subject_id = $1 and kind = 'records.deleted'", [
      who.actor.id,
    ]);
    expect(acts).toHaveLength(1);
    expect(await differences(portal, who.actor.id)).toEqual([]);
  });

  test.each([
    ["another choice", { application: "spreadsheet" }, {}],
    ["another mark", asked, { mark: "1.1" }],
    ["no mark", asked, { mark: "" }],
    ["no time", asked, { shownAt: Number.NaN }],
    ["a time that is none", asked, { shownAt: 1e300 }],
  ])("%s deletes nothing", async (_, choice, part) => {
    const who = await portal.recorded();
    await portal.deliver(who, [work(2 * HOUR), work(HOUR, "spreadsheet")]);
    const shown = { ...(await find(who, asked)), ...part };
    expect(["changed", "gone"]).toContain(await refusal(confirm(who, choice, shown)));
    expect(await starts(who)).toHaveLength(2);
  });
});

test("after any deliveries and deletions, the days' totals are what the records that are left add up to", async () => {
  const who = await portal.recorded();
  let deleted = 0;
  const segment = fc
    .tuple(
      fc.integer({ min: 20, max: 4_000 }),
      fc.constantFrom("terminal", "spreadsheet", "drawing"),
      fc.nat(9),
    )
    .map(([minutes, application, pixels]) => work(minutes * MINUTE, application, pixels));
  const days = fc.tuple(fc.nat(3), fc.nat(3)).map(([a, b]) => ({
    from: dayOf(NEW_YORK, Date.now() - Math.max(a, b) * DAY),
    to: dayOf(NEW_YORK, Date.now() - Math.min(a, b) * DAY),
  }));
  const choice = fc.tuple(
    days,
    fc.record({
      application: fc.constantFrom("", "terminal", "spreadsheet", "drawing"),
      device: fc.constantFrom("", ...who.devices),
      hour: fc.constantFrom("", "", "", "9", "13", "20"),
    }),
  );
  const deed = fc.oneof(
    fc.record({
      segments: fc.array(segment, { minLength: 1, maxLength: 8 }),
      device: fc.constantFrom(...who.devices),
    }),
    choice.map(([between, rest]) => ({ choice: { ...between, ...rest } })),
    // As records from before their day was written down.
    fc.constant({ forgetDays: true }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(deed, { minLength: 3, maxLength: 8 }), async (deeds) => {
      for (const each of deeds) {
        if ("segments" in each) await portal.deliver(who, each.segments, { device: each.device });
        else if ("choice" in each) {
          const found = await find(who, each.choice);
          if (found.records > 0)
            expect(await confirm(who, each.choice, found)).toMatchObject({
              records: found.records,
              later: 0,
            });
          deleted += found.records;
        } else await portal.sql("update segment set day = null where employee_id = $1", [who.actor.id]);
        expect(await differences(portal, who.actor.id)).toEqual([]);
      }
    }),
    { numRuns: 40 },
  );
  expect(deleted).toBeGreaterThan(50);
});

test("deliveries and deletions at the same moment leave totals that agree", async () => {
  const who = await portal.recorded();
  const round = async (n: number) => {
    const found = await find(who, { from: "2000-01-01" });
    await Promise.all([
      ...who.devices.map((device, i) =>
        portal.deliver(who, [work((20 * n + i + 20) * MINUTE), work((20 * n + i + 30) * MINUTE)], { device }),
      ),
      confirm(who, { from: "2000-01-01" }, found).catch((error: unknown) => {
        if (!(error instanceof Refusal)) throw error;
      }),
    ]);
  };
  for (let n = 0; n < 10; n++) await round(n);
  expect(await differences(portal, who.actor.id)).toEqual([]);
});
