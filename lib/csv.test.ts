import fc from "fast-check";
import { expect, test } from "vitest";
import { csvLine } from "./csv.ts";

test.each([
  ["=1+1", `"'=1+1"`],
  ["+1", `"'+1"`],
  ["-1", `"'-1"`],
  ["@SUM(A1)", `"'@SUM(A1)"`],
  ["＝1+1", `"'＝1+1"`],
  ["＠SUM(A1)", `"'＠SUM(A1)"`],
  [" =1+1", `"' =1+1"`],
  ["\u{a0}\n-1", `"'\u{a0}\n-1"`],
  ["\tx", `"'\tx"`],
  ["\rx", `"'\rx"`],
  ['=HYPERLINK("http://evil.example")', `"'=HYPERLINK(""http://evil.example"")"`],
  ['He said "no"', `"He said ""no"""`],
  ["a,b\r\nc", `"a,b\r\nc"`],
  ["Zoë 李", `"Zoë 李"`],
])("%j is a cell that runs nothing", (text, cell) => {
  expect(csvLine([text])).toBe(`${cell}\r\n`);
});

test("times are in UTC, and nothing is an empty cell", () => {
  expect(csvLine([new Date(0), null, 3, true])).toBe("1970-01-01T00:00:00.000Z,,3,true\r\n");
});

/** Reads one line back, as RFC 4180 says. */
function parsed(line: string): string[] {
  return [...line.slice(0, -2).matchAll(/"((?:[^"]|"")*)"(?:,|$)/g)].map((each) =>
    (each[1] ?? "").replaceAll('""', '"'),
  );
}

test("whatever is written is read back, and begins with nothing that a spreadsheet would run", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "grapheme" }), { minLength: 1, maxLength: 5 }), (cells) => {
      const back = parsed(csvLine(cells));
      expect(back.map((each, i) => (each === cells[i] ? each : each.slice(1)))).toEqual(cells);
      for (const each of back) expect(each).not.toMatch(/^\s*[=+\-@]/);
    }),
  );
});
