import fc from "fast-check";
import { expect, test } from "vitest";
import { dayBounds, dayOf } from "../../../lib/day.ts";
import { CATEGORIES } from "../../notice/schema.ts";
import type { Scope } from "../schema.ts";
import { type PartForm, readPart } from "./part.ts";

const ZONE = "America/New_York";
const KNOWN = ["terminal", "files", "drawing"];
/** From the afternoon of the first, until the end of the last. */
const ASKED: Scope = {
  categories: null,
  applications: ["terminal", "files"],
  devices: null,
  hours: [
    [540, 1_020],
    [1_980, 2_460],
  ],
  from: dayBounds(ZONE, "2026-12-01").from + 50_000_000,
  until: dayBounds(ZONE, "2026-12-31").to,
};
const AS_ASKED: PartForm = {
  categories: [...CATEGORIES],
  applications: ["terminal", "files"],
  devices: [],
  hours: null,
  from: "2026-12-01",
  until: "2026-12-31",
};
const part = (over: Partial<PartForm>, asked = ASKED) =>
  readPart(asked, { ...AS_ASKED, ...over }, KNOWN, ZONE);

test("what is left as it was asked is no part", () => {
  expect(part({}).errors).toMatchObject({ part: expect.stringContaining("all that was asked") });
});

test("fewer kinds, applications, hours or days are a part", () => {
  expect(part({ categories: ["screen"] }).scope).toEqual({ ...ASKED, categories: ["screen"] });
  expect(part({ applications: ["files"] }).scope).toEqual({ ...ASKED, applications: ["files"] });
  expect(part({ hours: ["1", "09:00", "12:00"] }).scope).toEqual({ ...ASKED, hours: [[540, 720]] });
  expect(part({ until: "2026-12-10" }).scope).toEqual({
    ...ASKED,
    until: dayBounds(ZONE, "2026-12-10").to,
  });
  expect(part({ from: "2026-12-02" }).scope?.from).toBe(dayBounds(ZONE, "2026-12-02").from);
});

test.each<[string, Partial<PartForm>, string]>([
  ["no kind of record", { categories: [] }, "categories"],
  ["an application that was not asked for", { applications: ["drawing"] }, "applications"],
  ["hours that were not asked for", { hours: ["1", "08:00", "12:00"] }, "hours"],
  ["hours that are none", { hours: ["", "", ""] }, "hours"],
  ["a day before", { from: "2026-11-30" }, "from"],
  ["a day after", { until: "2027-01-01" }, "until"],
  ["a day that is none", { until: "2026-02-31" }, "until"],
  ["an end before the start", { from: "2026-12-10", until: "2026-12-09" }, "until"],
])("%s is refused at its field", (_, over, field) => {
  expect(Object.keys(part(over).errors ?? {})).toContain(field);
});

test("whatever is filled in, what is approved lies within what was asked", () => {
  const text = fc.oneof(fc.string(), fc.constantFrom("09:00", "12:00", "00:00", "15", "1234567"));
  const day = fc
    .integer({ min: Date.parse("2026-11-20T12:00:00Z"), max: Date.parse("2027-01-10T12:00:00Z") })
    .map((at) => dayOf(ZONE, at));
  const form = fc.record({
    categories: fc.subarray([...CATEGORIES, "nothing"]),
    applications: fc.subarray([...KNOWN, "nothing"]),
    devices: fc.array(fc.string()),
    hours: fc.option(fc.tuple(text, text, text), { nil: null }),
    from: fc.oneof(day, fc.string()),
    until: fc.oneof(day, fc.string()),
  });
  const asked = fc.constantFrom<Scope>(ASKED, { ...ASKED, applications: null, hours: null, devices: ["a"] });
  fc.assert(
    fc.property(asked, form, (of, filled) => {
      const { scope } = readPart(of, filled, KNOWN, ZONE);
      if (!scope) return;
      expect(scope.from).toBeGreaterThanOrEqual(of.from);
      expect(scope.until).toBeLessThanOrEqual(of.until);
      expect(scope.from).toBeLessThan(scope.until);
      if (of.applications)
        expect(of.applications).toEqual(expect.arrayContaining(scope.applications ?? ["*"]));
      if (of.devices) expect(of.devices).toEqual(expect.arrayContaining(scope.devices ?? ["*"]));
    }),
  );
});
