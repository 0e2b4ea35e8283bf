import fc from "fast-check";
import { expect, test } from "vitest";
import { monthOf, shiftDay } from "../../../lib/calendar.ts";
import { dayBounds } from "../../../lib/day.ts";
import { COVERAGE_LABELS } from "../../directive/schema.ts";
import { HOUR_MS, MINUTE_MS } from "./coverage.ts";
import { countTold, type Share, sharesOf, stretchesOf, sumOfShares, type Told } from "./coverage-shares.ts";
import { type DeviceCoverage, dayRuns } from "./day-runs.ts";
import { periodOf, VIEWS } from "./period.ts";

const DAY_MS = 24 * HOUR_MS;
const ZONES = ["America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "America/St_Johns"];
/** Both days on which the clock of New York changes are among these weeks. */
const FIRST = Date.parse("2026-02-20T00:00:00Z");
const LAST = Date.parse("2026-11-20T00:00:00Z");

const moments = fc.integer({ min: FIRST, max: LAST });
/** Hours of labels here and there, some minutes of them unknown or of a label that nobody knows. */
const reports = fc.array(
  fc.record({
    hour: fc.integer({ min: FIRST / HOUR_MS, max: LAST / HOUR_MS }),
    bytes: fc.uint8Array({ min: 0, max: COVERAGE_LABELS.length + 2, minLength: 60, maxLength: 60 }),
  }),
  { maxLength: 60 },
);
const devices = fc
  .record({
    linkedAt: moments,
    unlinkedAt: fc.option(moments),
    contact: fc.option(fc.record({ at: moments, label: fc.constantFrom(...COVERAGE_LABELS) })),
    reports,
  })
  .map(
    ({ reports, ...facts }): DeviceCoverage => ({
      ...facts,
      hours: new Map(reports.map(({ hour, bytes }) => [hour * HOUR_MS, bytes])),
    }),
  );
/** Now is most interesting a little after the last word. */
const settings = devices.chain((device) =>
  fc.record({
    device: fc.constant(device),
    zone: fc.constantFrom(...ZONES),
    now: fc.oneof(
      moments,
      fc.integer({ min: 0, max: 40 * MINUTE_MS }).map((late) => (device.contact?.at ?? FIRST) + late),
    ),
  }),
);

/** As the database has them: hours in order, and the bytes of all of them. */
function toldBy({ hours }: DeviceCoverage): Told {
  const ordered = [...hours].sort(([a], [b]) => a - b);
  return {
    hours: ordered.map(([hour]) => hour),
    labels: Uint8Array.from(ordered.flatMap(([, labels]) => [...labels])),
  };
}

function shares(device: DeviceCoverage, span: { from: number; to: number }, now: number): Share[] {
  const stretches = stretchesOf(device, span, now);
  const counts = countTold(stretches, toldBy(device));
  return sharesOf(stretches.map((each, i) => ({ ...each, told: counts[i] ?? new Uint32Array() })));
}

/** In one order, for two to be compared. */
const sorted = (all: readonly Share[]) => [...all].sort((a, b) => (a.label < b.label ? -1 : 1));
const sum = (all: readonly Share[]) => all.reduce((minutes, each) => minutes + each.minutes, 0);

test("a day's shares are what its minutes say, one by one", () => {
  fc.assert(
    fc.property(settings, fc.integer({ min: 0, max: 272 }), ({ device, zone, now }, days) => {
      const day = shiftDay("2026-02-20", days);
      const bounds = dayBounds(zone, day);
      const runs = dayRuns(device, bounds, now);
      expect(sorted(shares(device, bounds, now))).toEqual(sorted(sumOfShares([runs])));
    }),
    { numRuns: 300 },
  );
});

test("every minute of a day that is over has one label, of 23, 24 and 25 hours alike", () => {
  fc.assert(
    fc.property(devices, ({ ...device }) => {
      for (const [day, minutes] of [
        ["2026-03-08", 1380],
        ["2026-03-09", 1440],
        ["2026-11-01", 1500],
      ] as const) {
        expect(sum(shares(device, dayBounds("America/New_York", day), LAST + DAY_MS))).toBe(minutes);
      }
    }),
  );
});

test("the days of a week, a month and all time sum to it, and the months to the days", () => {
  fc.assert(
    fc.property(settings, fc.integer({ min: 0, max: 200 }), ({ device, zone, now }, days) => {
      const today = shiftDay("2026-02-20", days);
      const spanOf = ({ from, to }: { from: string; to: string }) => ({
        from: dayBounds(zone, from).from,
        to: dayBounds(zone, to).to,
      });
      for (const view of VIEWS) {
        const period = periodOf(view, today, { today, since: "2026-02-20" });
        const parts = period.buckets.map((bucket) => shares(device, spanOf(bucket), now));
        expect(sorted(sumOfShares(parts))).toEqual(sorted(shares(device, spanOf(period), now)));
      }
    }),
    { numRuns: 25 },
  );
});

test("a month that is under way ends at this minute", () => {
  const device = { linkedAt: 0, unlinkedAt: null, contact: null, hours: new Map<number, Uint8Array>() };
  const { from } = dayBounds("America/New_York", monthOf("2026-11-20"));
  const span = { from, to: from + 30 * DAY_MS };
  expect(shares(device, span, from + 10 * MINUTE_MS + 1)).toEqual([{ label: "agent-off", minutes: 11 }]);
  expect(shares(device, span, from)).toEqual([]);
});
