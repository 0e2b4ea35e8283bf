import fc from "fast-check";
import { expect, test } from "vitest";
import { hoursInWords } from "./hours.ts";

const on = (day: number, from: number, to: number): [number, number] => [
  day * 1440 + from * 60,
  day * 1440 + to * 60,
];

test.each<[string, [number, number][], string[]]>([
  [
    "a morning of every working day",
    [0, 1, 2, 3, 4].map((day) => on(day, 9, 12)),
    ["Mon to Fri, 09:00 to 12:00"],
  ],
  ["two days stand apart", [on(1, 9, 12), on(0, 9, 12)], ["Mon and Tue, 09:00 to 12:00"]],
  ["a gap in the week", [0, 1, 2, 4].map((day) => on(day, 8, 9)), ["Mon to Wed and Fri, 08:00 to 09:00"]],
  ["every day", [0, 1, 2, 3, 4, 5, 6].map((day) => on(day, 0, 6)), ["Every day, 00:00 to 06:00"]],
  ["a whole day", [on(5, 0, 24)], ["Sat, 00:00 to 24:00"]],
  ["a night", [on(0, 22, 30)], ["Mon, 22:00 to 06:00 the next day"]],
  ["the night to Monday", [on(6, 22, 24), on(0, 0, 6)], ["Sun, 22:00 to 06:00 the next day"]],
  ["days on end", [on(0, 0, 48)], ["Mon and Tue, 00:00 to 24:00"]],
  [
    "from one day into the next but one",
    [on(0, 12, 60)],
    ["Tue, 00:00 to 24:00", "Wed, 00:00 to 12:00", "Mon, 12:00 to 24:00"],
  ],
  ["several times", [on(0, 13, 15), on(0, 9, 12)], ["Mon, 09:00 to 12:00", "Mon, 13:00 to 15:00"]],
])("%s", (_, hours, words) => {
  expect([...hoursInWords(hours)].sort()).toEqual([...words].sort());
});

test("whatever the hours are, each line has days and a time from and to", () => {
  const minute = fc.integer({ min: 0, max: 10_080 });
  const span = fc
    .tuple(minute, minute)
    .filter(([a, b]) => a !== b)
    .map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);
  fc.assert(
    fc.property(fc.array(span, { minLength: 1, maxLength: 50 }), (hours) => {
      const lines = hoursInWords(hours);
      expect(lines.length).toBeGreaterThan(0);
      for (const line of lines)
        expect(line).toMatch(/^(Every day|[A-Z].+), \d\d:\d\d to \d\d:\d\d( the next day)?$/);
    }),
  );
});
