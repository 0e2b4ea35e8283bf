import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { isWebAddress, LAW_FILE_LIMIT, lawOf, parseLawFile } from "./law-file.ts";

const file = readFileSync(new URL("../../../prisma/data/jurisdictions.json", import.meta.url), "utf8");
const [first, second] = JSON.parse(file);
const withFirst = (changes: object) => JSON.stringify([second, { ...first, ...changes }]);
const deep = `${"[".repeat(50_000)}${"]".repeat(50_000)}`;

describe("a data file", () => {
  test("is read whole, each row with what it asks for", () => {
    const rows = parseLawFile(file);
    expect(rows).toHaveLength(57);
    for (const { duties, requiredWording } of rows)
      expect([duties, requiredWording]).toEqual([expect.any(Array), expect.any(Array)]);
  });

  test.each([
    ["nothing", "", /Choose a file/],
    ["no JSON", "code,name\nUS,United States", /is not JSON/],
    ["a byte order mark and nonsense", "\ufeffnonsense", /is not JSON/],
    ["an object", "{}", /is not a list of rows/],
    ["null", "null", /is not a list of rows/],
    ["no rows", "[]", /no row of law/],
    ["a row that is none", "[1]", /^Row 1, the whole row: /],
    ["a row that is null", "[null]", /^Row 1, the whole row: /],
    ["a field that is missing", withFirst({ notice: undefined }), /^Row 2 \(US\), notice: /],
    [
      "a field deep inside",
      withFirst({ notice: { ...first.notice, required: "yes" } }),
      /^Row 2 \(US\), notice\.required: /,
    ],
    [
      "a code that is none",
      withFirst({ code: "<script>" }),
      /^Row 2 \(<script>\), code: This is not the code/,
    ],
    ["a row twice", JSON.stringify([first, first]), /^Row 2: US is in this file twice/],
    ["too many rows", JSON.stringify(Array.from({ length: 501 }, () => first)), /at most 500 rows/],
    [
      "a duty that nobody knows",
      withFirst({ duties: [{ kind: "bribe", text: "x", basis: null }] }),
      /duties\.0\.kind/,
    ],
    [
      "a script for a source",
      withFirst({ sources: ["javascript:alert(1)"] }),
      /sources\.0: A source is an address/,
    ],
    ["a character that cannot be kept", withFirst({ name: "U\0S" }), /cannot be kept/],
    ["half a character", withFirst({ name: "\ud800" }), /cannot be kept/],
    ["a text without end", withFirst({ name: "x".repeat(4_001) }), /more than 4000 characters/],
    [
      "a row without end",
      withFirst({ notes: Array.from({ length: 30 }, () => "x".repeat(4_000)) }),
      /too long for one row/,
    ],
    ["nesting without end", `[${JSON.stringify(first).slice(0, -1)},"deep":${deep}}]`, /nested too deeply/],
  ])("that is %s is refused with the row and the field", (_, text, said) => {
    expect(() => parseLawFile(text)).toThrow(said);
  });

  test.each([
    ["a field that is empty", { form: "", timing: " " }],
    ["a field that is too long, cut within a character", { form: `${"x".repeat(498)}😀${"y".repeat(50)}` }],
  ])("with %s becomes a row that can be kept and read again", (_, changes) => {
    const [{ notice, ...row }] = JSON.parse(file).filter(({ code }: { code: string }) => code === "US-NY");
    const [cited, ...more] = row.citations;
    const citations = [{ ...cited, cite: `${"x".repeat(198)}😀${"y".repeat(50)}` }, ...more];
    const [law] = parseLawFile(JSON.stringify([{ ...row, citations, notice: { ...notice, ...changes } }]));
    expect(lawOf(law)).toEqual(law);
    for (const { text, basis } of law?.duties ?? []) {
      expect(text).not.toMatch(/^\s*$|\p{Surrogate}/u);
      expect(basis).not.toMatch(/\p{Surrogate}/u);
    }
  });

  test("of prescribed words in several paragraphs keeps them as one, as a notice says them", () => {
    const requiredWording = ["  (a) First.\r\n\r\n(b)\tSecond. "];
    const [, row] = parseLawFile(withFirst({ requiredWording }));
    expect(row?.requiredWording).toEqual(["(a) First. (b) Second."]);
  });

  test("of more than 5 MB is refused unread", () => {
    expect(() => parseLawFile(`[${" ".repeat(LAW_FILE_LIMIT)}]`)).toThrow(/longer than 5 MB/);
  });
});

test.each([
  ["https://example.org/a", true],
  ["HTTP://example.org", true],
  ["javascript:alert(1)", false],
  [" https://example.org", false],
  ["https://", false],
  ["data:text/html,x", false],
])("%s is an address to follow: %s", (text, is) => {
  expect(isWebAddress(text)).toBe(is);
});
