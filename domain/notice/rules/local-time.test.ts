import fc from "fast-check";
import { expect, test } from "vitest";
import { instantOf, localTime } from "./local-time.ts";

const zone = fc.constantFrom(
  "UTC",
  "America/New_York",
  "America/Los_Angeles",
  "Asia/Kathmandu",
  "Pacific/Apia",
);

test("what a clock shows leads back to the same minute, but for the hour that is shown twice", () => {
  fc.assert(
    fc.property(fc.integer({ min: 29_000_000, max: 31_000_000 }), zone, (minute, timeZone) => {
      const at = new Date(minute * 60_000);
      const back = instantOf(localTime(at, timeZone), timeZone);
      expect(localTime(back, timeZone)).toBe(localTime(at, timeZone));
      expect(Math.abs(back.getTime() - at.getTime())).toBeLessThanOrEqual(3_600_000);
    }),
  );
});

test("across a change of clocks the day is the zone's own", () => {
  expect(instantOf("2026-03-08T12:00", "America/New_York").toISOString()).toBe("2026-03-08T16:00:00.000Z");
  expect(instantOf("2026-03-07T12:00", "America/New_York").toISOString()).toBe("2026-03-07T17:00:00.000Z");
});

test.each(["", "tomorrow", "2026-13-01T00:00", "2026-12-01", "2026-12-01T09:00:00Z"])(
  "%j is no time",
  (text) => {
    expect(instantOf(text, "UTC").getTime()).toBeNaN();
  },
);
