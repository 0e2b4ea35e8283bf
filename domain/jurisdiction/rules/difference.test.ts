import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { LawBody } from "../schema.ts";
import { lawDifference } from "./difference.ts";
import { parseLawRows } from "./law-file.ts";

const file = new URL("../../../prisma/data/jurisdictions.json", import.meta.url);
const ROWS = parseLawRows(JSON.parse(readFileSync(file, "utf8")));
const ny = rowOf("US-NY");

function rowOf(code: string): LawBody {
  const row = ROWS.find((each) => each.code === code);
  if (!row) throw new Error(`the data file has no ${code}`);
  return row;
}
const from = (changes: Partial<LawBody>) => lawDifference(ny, { ...ny, ...changes });

describe("the difference of two versions", () => {
  test.each(ROWS.map((row) => [row.code, row] as const))("is none of %s to itself", (_, row) => {
    expect(lawDifference(row, structuredClone(row))).toEqual([]);
  });

  test("is all that is there, of a new row", () => {
    const all = lawDifference(null, ny);
    expect(all.every(({ before }) => before === null)).toBe(true);
    expect(all.map(({ part }) => part)).toEqual(
      expect.arrayContaining(["Name", "Duty", "Citation", "Source"]),
    );
  });

  test("says what each part was and is, in words", () => {
    expect(from({ level: "none", collectionAllowedDefault: true })).toEqual([
      { part: "Level", before: "Statute that expressly asks for notice", after: "No statute found" },
      { part: "Collection is allowed as it is", before: "No", after: "Yes" },
    ]);
    expect(from({ notice: { ...ny.notice, posting: null } })).toEqual([
      { part: "Posting", before: ny.notice.posting, after: null },
    ]);
  });

  test("compares a duty with the duty of its kind, and a citation with the one of its place", () => {
    const [first, ...others] = ny.duties;
    if (!first) throw new Error("New York asks for nothing");
    expect(from({ duties: [{ ...first, text: "Otherwise" }, ...others] })).toEqual([
      {
        part: "Duty",
        before: expect.stringMatching(/^Notice: /),
        after: expect.stringMatching(/^Notice: Otherwise \(/),
      },
    ]);
    const [cited, ...more] = ny.citations;
    if (!cited) throw new Error("New York cites nothing");
    expect(from({ citations: [{ ...cited, cite: "Another" }, ...more] })).toEqual([
      {
        part: "Citation",
        before: expect.stringContaining(cited.cite),
        after: expect.stringMatching(/^Another: /),
      },
    ]);
  });

  test("tells what came, what went, what was reworded in its place, and what only moved", () => {
    const [one = "", two = "", ...rest] = ny.controls;
    expect(from({ controls: [one, two, ...rest, "New"] })).toEqual([
      { part: "Control", before: null, after: "New" },
    ]);
    expect(from({ controls: [two, ...rest] })).toContainEqual({ part: "Control", before: one, after: null });
    expect(from({ controls: ["Reworded", two, ...rest] })).toEqual([
      { part: "Control", before: one, after: "Reworded" },
    ]);
    expect(from({ controls: [two, one, ...rest] })).toEqual([
      expect.objectContaining({ part: "Control, in another order" }),
    ]);
  });

  test("shows what a file says beside what we know of", () => {
    expect(lawDifference(ny, { ...ny, ...{ extra: { deep: 1 } } })).toEqual([
      { part: "Other: extra", before: null, after: '{"deep":1}' },
    ]);
  });

  test("is never silent when a list reads differently", () => {
    const items = fc.array(fc.constantFrom("a", "b", "c", ""), { maxLength: 5 });
    fc.assert(
      fc.property(items, items, (a, b) => {
        const changes = lawDifference({ ...ny, notes: a }, { ...ny, notes: b });
        expect(changes.length > 0).toBe(JSON.stringify(a) !== JSON.stringify(b));
      }),
    );
  });
});
