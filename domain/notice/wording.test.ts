import fc from "fast-check";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../lib/db/test-database.ts";
import { carriesWording, missingWording } from "./rules/wording.ts";

let database: TestDatabase;
let owner: pg.Client;

beforeAll(async () => {
  database = await createTestDatabase();
  owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await database.drop();
});

async function databaseSays(statements: string[] | undefined, wording: string[]): Promise<boolean> {
  const { rows } = await owner.query("select carries_wording($1, $2) as carries", [
    JSON.stringify({ statements }),
    wording,
  ]);
  return rows[0].carries;
}

const LAW = "Any and all  electronic mail\nmay be subject to monitoring.";

test.each<[string, string[] | undefined, boolean]>([
  ["nothing", undefined, false],
  ["something else", ["We like you."], false],
  ["it word for word", [LAW], true],
  [
    "it in other letters, broken elsewhere, within a sentence",
    [`So: ${LAW.toUpperCase().replaceAll(/\s+/g, "\n ")} Yes.`],
    true,
  ],
  ["it in two halves", ["Any and all electronic mail", "may be subject to monitoring."], false],
  ["it in letters of another alphabet", [LAW.replaceAll("i", "İ")], false],
  ["it with a word left out", [LAW.replace("all", "")], false],
])("a notice that says %s", async (_, statements, carries) => {
  expect(carriesWording({ statements }, [LAW])).toBe(carries);
  expect(await databaseSays(statements, [LAW])).toBe(carries);
  expect(missingWording(statements, [LAW])).toEqual(carries ? [] : [LAW]);
});

test("portal and database agree on whether a notice says what the law prescribes", async () => {
  const word = fc.oneof(
    fc.constantFrom(
      "may",
      "MAY",
      "be",
      "Monitored",
      "é",
      "É",
      "ß",
      "İ",
      "漢",
      " ",
      "\n",
      "\t",
      "\r\n",
      "\u00a0",
      "\u2028",
      "\u3000",
    ),
    fc.string({ unit: "grapheme", minLength: 1, maxLength: 3 }).filter((each) => !each.includes("\u0000")),
  );
  const phrase = fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => words.join(" "));
  const wanted = phrase.filter((each) => each.trim() !== "");
  const quoted = fc
    .tuple(phrase, wanted, phrase)
    .map(([a, b, c]) => ({ statement: `${a}${b}${c}`, wording: b }));
  const some = fc.oneof(
    fc.record({
      statements: fc.array(phrase, { maxLength: 3 }),
      wording: fc.array(wanted, { maxLength: 2 }),
    }),
    quoted.map(({ statement, wording }) => ({ statements: [statement], wording: [wording] })),
  );
  await fc.assert(
    fc.asyncProperty(some, async ({ statements, wording }) => {
      expect(await databaseSays(statements, wording)).toBe(carriesWording({ statements }, wording));
    }),
    { numRuns: 1_000 },
  );
});
