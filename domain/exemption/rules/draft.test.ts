import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { application, type DraftForm, draftForm, GROUNDS, MOST_LETTERS, NO_HOURS } from "../schema.ts";
import { EMPTY_DRAFT, isBlank, readDraft, renewalOf, stopsMeanwhile } from "./draft.ts";

const ZONE = "America/New_York";
/** A Tuesday, 09:30 in New York. */
const NOW = Date.parse("2026-11-24T14:30:00Z");
const DAY = 86_400_000;

const GOOD: DraftForm = {
  ...EMPTY_DRAFT,
  ground: "bandwidth",
  words: "The line at home is slow.",
  applications: ["terminal"],
  from: "2026-12-01",
  until: "2026-12-31",
};
const read = (over: Partial<DraftForm>) => readDraft({ ...GOOD, ...over }, ZONE, NOW);
const errorsOf = (over: Partial<DraftForm>) => read(over).errors ?? {};

describe("what is read", () => {
  test("days are those where the employee is, the last one included", () => {
    expect(read({}).application).toEqual({
      ground: "bandwidth",
      words: "The line at home is slow.",
      renews: null,
      scope: {
        categories: null,
        applications: ["terminal"],
        devices: null,
        hours: null,
        from: Date.parse("2026-12-01T05:00:00Z"),
        until: Date.parse("2027-01-01T05:00:00Z"),
      },
    });
  });

  test.each([
    ["no first day begins at once", { from: "" }],
    ["today begins at once", { from: "2026-11-24" }],
  ])("%s", (_, over) => {
    expect(read(over).application?.scope.from).toBe(NOW);
  });

  test("everything stands for all, whatever was chosen before", () => {
    const { application: everything } = read({
      everything: true,
      categories: ["screen"],
      hours: [["", "", ""]],
    });
    expect(everything?.scope).toMatchObject({ categories: null, applications: null, hours: null });
  });

  test.each<[string, [string, string, string], [number, number][]]>([
    ["a morning", ["1", "09:00", "12:00"], [[540, 720]]],
    [
      "two days",
      ["13", "09:00", "10:30"],
      [
        [540, 630],
        [3420, 3510],
      ],
    ],
    ["a night", ["1", "22:00", "06:00"], [[1320, 1800]]],
    [
      "the night to Monday",
      ["7", "22:00", "06:00"],
      [
        [9960, 10080],
        [0, 360],
      ],
    ],
    ["until midnight", ["1", "18:00", "00:00"], [[1080, 1440]]],
    ["a whole day", ["6", "00:00", "00:00"], [[7200, 8640]]],
    ["Sunday until midnight", ["7", "12:00", "00:00"], [[9360, 10080]]],
  ])("%s", (_, row, hours) => {
    expect(read({ hours: [row] }).application?.scope.hours).toEqual(hours);
  });
});

describe("what is missing or wrong is said at its field", () => {
  test.each<[Partial<DraftForm>, string, string]>([
    [{ ground: null }, "ground", "Choose what it is about."],
    [{ words: " \n " }, "words", "Say why, in your own words. A sentence is enough."],
    [{ words: "x".repeat(MOST_LETTERS + 1) }, "words", "At most 4,000 letters."],
    [{ words: "a\u0000b" }, "words", "This holds a character that cannot be kept."],
    [{ applications: null }, "everything", "Choose what to leave out: everything, or at least one of these."],
    [{ applications: [] }, "everything", "Choose what to leave out: everything, or at least one of these."],
    [{ until: "" }, "until", "Give the last day."],
    [{ until: "2026-02-31" }, "until", "Give a day, such as 2026-12-31."],
    [{ until: "tomorrow" }, "until", "Give a day, such as 2026-12-31."],
    [{ until: "2026-11-30" }, "until", "The end comes before the start."],
    [{ from: "", until: "2026-11-23" }, "until", "This day is over."],
    [{ until: "2027-12-31" }, "until", "An exemption lasts at most 366 days. It can be renewed."],
    [{ from: "2028-11-01", until: "2028-12-31" }, "until", "An exemption ends within two years."],
    [{ from: "9999-12-01", until: "9999-12-31" }, "from", "This is too far ahead."],
    [{ from: "2026-11-23" }, "from", "This day is over. Leave it empty to begin at once."],
    [{ from: "1.12.2026" }, "from", "Give a day, such as 2026-12-01."],
    [{ devices: ["mine"] }, "devices", "Choose among your computers."],
    [
      { hours: [["", "09:00", "12:00"]] },
      "hours",
      "Choose days, and a time from and until, such as 09:00 and 12:00.",
    ],
    [
      { hours: [["1", "", "12:00"]] },
      "hours",
      "Choose days, and a time from and until, such as 09:00 and 12:00.",
    ],
    [
      { hours: [["1", "09:00", "09:00"]] },
      "hours",
      "Choose days, and a time from and until, such as 09:00 and 12:00.",
    ],
    [
      { hours: [["8", "09:00", "12:00"]] },
      "hours",
      "Choose days, and a time from and until, such as 09:00 and 12:00.",
    ],
    [
      { hours: [["1", "25:00", "12:00"]] },
      "hours",
      "Choose days, and a time from and until, such as 09:00 and 12:00.",
    ],
    [
      { hours: Array.from({ length: 8 }, () => ["1234567", "09:00", "12:00"]) },
      "hours",
      "At most 50 spans of hours.",
    ],
  ])("case %#", (over, field, sentence) => {
    expect(errorsOf(over)[field]).toBe(sentence);
    expect(read(over).application).toBeNull();
  });

  test("from the top of the page to its end", () => {
    const nothing = { ...EMPTY_DRAFT, from: "2026-11-23" };
    expect(Object.keys(errorsOf(nothing))).toEqual(["ground", "words", "everything", "from", "until"]);
    const wrong = { hours: [["1", "", ""] as [string, string, string]], devices: ["mine"], words: "" };
    expect(Object.keys(errorsOf({ ...wrong, until: "" }))).toEqual(["words", "devices", "hours", "until"]);
  });

  test.each<[string, Record<string, unknown>, string]>([
    ["ground", { ground: "boredom" }, "Choose what it is about."],
    ["categories", { categories: ["smell"] }, "Choose among the kinds of record."],
    ["categories", { categories: Array(9).fill("screen") }, "Choose each kind of record once."],
    ["applications", { applications: ["x".repeat(41)] }, "Choose among the program's applications."],
    ["applications", { applications: Array(201).fill("x") }, "These are more applications than there are."],
    ["devices", { devices: ["x".repeat(41)] }, "Choose among your computers."],
    ["devices", { devices: Array(51).fill("x") }, "These are more computers than one can have."],
    ["hours", { hours: [["1", "09:00 sharp", "12:00"]] }, NO_HOURS],
    ["hours", { hours: Array(51).fill(["1", "", ""]) }, "At most 50 spans of hours."],
    ["from", { from: "x".repeat(21) }, "Give a day, such as 2026-12-01."],
    ["until", { until: "x".repeat(21) }, "Give a day, such as 2026-12-31."],
    [
      "renews",
      { renews: "that" },
      "What this renews is none of your exemptions. Open that exemption, and renew it there.",
    ],
  ])("a forged form is told in plain words too (%s, case %#)", (field, over, sentence) => {
    const issues = draftForm.safeParse({ ...GOOD, ...over }).error?.issues ?? [];
    expect(issues.map(({ path, message }) => [path[0], message])).toEqual([[field, sentence]]);
  });
});

const text = fc.oneof(fc.string(), fc.string({ unit: "binary" }));
const list = <T>(each: fc.Arbitrary<T>) => fc.option(fc.array(each, { maxLength: 12 }), { nil: null });
const someDay = fc.oneof(
  fc.constant(""),
  text,
  fc.integer({ min: -400, max: 900 }).map((ahead) => new Date(NOW + ahead * DAY).toISOString().slice(0, 10)),
  fc.constantFrom("0000-01-01", "9999-12-31", "2027-03-14"),
);
const time = fc.oneof(text, fc.constantFrom("", "00:00", "09:00", "12:00", "23:59", "24:00"));
const anyForm: fc.Arbitrary<DraftForm> = fc.record({
  ground: fc.constantFrom(...GROUNDS, null),
  words: text,
  everything: fc.boolean(),
  categories: list(fc.constantFrom("pointer", "keyboard", "screen", "application")),
  applications: list(text),
  devices: list(fc.oneof(text, fc.uuid())),
  hours: list(fc.tuple(fc.oneof(text, fc.constantFrom("1", "12345", "7")), time, time)),
  from: someDay,
  until: someDay,
  renews: fc.option(fc.uuid(), { nil: null }),
});

test("whatever was filled in, it is read or refused; what is read could be sent as it is", () => {
  const zone = fc.constantFrom(ZONE, "America/Los_Angeles", "Pacific/Kiritimati", "UTC");
  let read = 0;
  fc.assert(
    fc.property(anyForm, zone, (form, timeZone) => {
      const result = readDraft(form, timeZone, NOW);
      if (result.application === null) {
        expect(Object.keys(result.errors)).not.toEqual([]);
        return;
      }
      read += 1;
      expect(application.parse(result.application)).toEqual(result.application);
      const { from, until } = result.application.scope;
      expect(from).toBeGreaterThanOrEqual(NOW);
      expect(until - from).toBeLessThanOrEqual(366 * DAY);
    }),
    { numRuns: 3_000 },
  );
  expect(read).toBeGreaterThan(0);
});

test("a renewal asks for the same from when the old one ends, and can be sent as it is", () => {
  const night: [number, number][] = [
    [9_960, 10_080],
    [0, 360],
    [1_320, 1_800],
    [2_880, 7_000],
  ];
  const until = Date.parse("2026-12-06T05:00:00Z");
  const old = {
    id: "0198f3c2-0000-7000-8000-000000000001",
    ground: "power" as const,
    words: "In the field.",
    scope: {
      categories: ["screen" as const],
      applications: null,
      devices: null,
      hours: night,
      from: until - 10 * DAY,
      until,
    },
  };
  const form = renewalOf(old, ZONE);
  expect(form).toMatchObject({ ground: "power", from: "2026-12-06", until: "2026-12-15", renews: old.id });
  const { application: read } = readDraft(form, ZONE, NOW);
  expect(read?.scope).toMatchObject({ from: until, until: until + 10 * DAY, categories: ["screen"] });
  const minutes = (hours: readonly (readonly [number, number])[]) =>
    Array.from({ length: 10_080 }, (_, at) => hours.some(([from, to]) => from <= at && at < to));
  expect(minutes(read?.scope.hours ?? [])).toEqual(minutes(night));
});

test("a renewal of a year is not longer than a year", () => {
  const until = NOW + 5 * DAY;
  const scope = {
    categories: null,
    applications: null,
    devices: null,
    hours: null,
    from: until - 366 * DAY,
    until,
  };
  const id = "0198f3c2-0000-7000-8000-000000000001";
  const form = renewalOf({ id, ground: "other", words: "Why.", scope }, ZONE);
  expect(form.everything).toBe(true);
  expect(readDraft(form, ZONE, NOW).errors).toBeNull();
});

test("sensitive and confidential grounds stop collection whatever the program says", () => {
  const stopping = GROUNDS.filter((each) => stopsMeanwhile(each, false));
  expect(stopping).toEqual(["sensitive-content", "health", "conviction"]);
  expect(GROUNDS.every((each) => stopsMeanwhile(each, true))).toBe(true);
});

test("only what nobody filled in is blank", () => {
  expect(isBlank({ ...EMPTY_DRAFT, words: " " })).toBe(true);
  expect(isBlank({ ...EMPTY_DRAFT, until: "2026-12-31" })).toBe(false);
});
